import Domain
import Fixtures
import Ledger
import Testing

@testable import Syncing

/// The example programs as targets: all that a target goes through.
struct CommandExampleTests {
  private func sandbox(
    _ program: ExampleProgram, prune: String = "delete", filter: String? = nil
  ) throws -> Sandbox {
    let sandbox = try Sandbox()
    program.use(in: sandbox)
    try sandbox.configure(
      "items: { a: { paths: [data], targets: { live: "
        + "{ deployment: ad-hoc, prune: \(prune) } } } }")
    try sandbox.merge(
      "First", ["data/x.yaml": "one\n", "data/sub/y z.yaml": "ünd \"so\"\n", "data/w": "w"])
    try sandbox.apply()
    if filter != nil { program.use(in: sandbox, filter: filter) }
    return sandbox
  }

  private func result(
    _ sandbox: Sandbox, _ request: Preparer.Request = Preparer.Request()
  ) throws -> BindingResult {
    try #require(try sandbox.apply(request).record.bindings.first)
  }

  private let first = ["data/x.yaml": "one\n", "data/sub/y z.yaml": "ünd \"so\"\n", "data/w": "w"]

  @Test(arguments: ExampleProgram.allCases)
  func `objects are created, and a second run does nothing`(_ program: ExampleProgram) throws {
    let sandbox = try sandbox(program)
    #expect(try program.texts(sandbox) == first)
    #expect(try sandbox.recorded("a") == first)
    if program == .python {
      let ids = try #require(try sandbox.record("a")).remoteIDs
      #expect(Set(ids.values) == ["1", "2", "3"])
    }
    // A write would end the program.
    program.use(in: sandbox, filter: "case $line in *'\"request\":\"write\"'*) exit 9 ;; esac")
    let tip = try sandbox.ledger().tip
    try sandbox.apply()
    #expect(try sandbox.ledger().tip == tip)
    #expect(try program.texts(sandbox) == first)
    #expect(try sandbox.findings() == [])
  }

  @Test(arguments: ExampleProgram.allCases)
  func `objects are updated, renamed and deleted`(_ program: ExampleProgram) throws {
    let sandbox = try sandbox(program)
    let ids = try #require(try sandbox.record("a")).remoteIDs
    try sandbox.merge(
      "Second",
      ["data/x.yaml": "two\n", "data/w": nil, "data/new/w": "w", "data/sub/y z.yaml": nil])
    let result = try result(sandbox)
    #expect(Set(result.objects.map(\.action)) == [.update, .rename, .delete])
    #expect(result.outcome == .applied, "\(result.objects)")
    #expect(try program.texts(sandbox) == ["data/x.yaml": "two\n", "data/new/w": "w"])
    #expect(try sandbox.recorded("a") == ["data/x.yaml": "two\n", "data/new/w": "w"])
    // The system's own object moved.
    let new = try #require(try sandbox.record("a")).remoteIDs
    #expect(new["data/new/w"] == ids["data/w"])
    #expect(try self.result(sandbox).outcome == .unchanged)
    #expect(try sandbox.findings() == [])
  }

  @Test(arguments: ExampleProgram.allCases)
  func `objects are deactivated, and come back`(_ program: ExampleProgram) throws {
    let sandbox = try sandbox(program, prune: "deactivate")
    try sandbox.merge("Remove", ["data/w": nil])
    #expect(try result(sandbox).objects.map(\.action) == [.deactivate])
    var texts = first
    texts["data/w"] = nil
    texts[".deactivated/data/w"] = "w"
    #expect(try program.texts(sandbox) == texts)
    try sandbox.merge("Add again", ["data/w": "again"])
    let result = try result(sandbox)
    #expect(result.outcome == .applied, "\(result.objects)")
    texts[".deactivated/data/w"] = nil
    texts["data/w"] = "again"
    #expect(try program.texts(sandbox) == texts)
    #expect(try sandbox.findings() == [])
  }

  @Test(arguments: ExampleProgram.allCases)
  func `what was changed by hand is left alone until somebody says so`(
    _ program: ExampleProgram
  ) throws {
    let sandbox = try sandbox(program)
    try program.handWrite("by hand\n", to: "data/x.yaml", sandbox)
    try program.handWrite(nil, to: "data/w", sandbox)
    try sandbox.merge("Second", ["data/x.yaml": "two\n", "data/w": "w2"])
    let refused = try result(sandbox)
    #expect(refused.outcome == .refused)
    #expect(refused.objects.map(\.outcome) == [.refused, .refused])
    #expect(try program.texts(sandbox)["data/x.yaml"] == "by hand\n")
    #expect(try result(sandbox, Preparer.Request(overwritesDrift: true)).outcome == .applied)
    #expect(try program.texts(sandbox)["data/x.yaml"] == "two\n")
    #expect(try program.texts(sandbox)["data/w"] == "w2")
    #expect(try sandbox.findings() == [])
  }

  @Test(arguments: ExampleProgram.allCases)
  func `a change by others during the run is left alone`(_ program: ExampleProgram) throws {
    let sandbox = try sandbox(program)
    try sandbox.merge("Second", ["data/x.yaml": "two\n", "data/w": "w2"])
    // Between the plan and the write, which the signal is asked about.
    var isDone = false
    sandbox.signal = {
      if !isDone { try? program.handWrite("by hand\n", to: "data/x.yaml", sandbox) }
      isDone = true
      return nil
    }
    let result = try result(sandbox)
    #expect(isDone)
    #expect(result.outcome == .partial)
    let failed = try #require(result.objects.first { $0.outcome == .failed })
    #expect(failed.path == "data/x.yaml")
    #expect(failed.error?.contains("changed since it was planned: its content is now") == true)
    #expect(try program.texts(sandbox)["data/x.yaml"] == "by hand\n")
    #expect(try sandbox.recorded("a")["data/x.yaml"] == "one\n")
    #expect(try sandbox.recorded("a")["data/w"] == "w2")
    #expect(try sandbox.findings() == [])
  }

  @Test(arguments: ExampleProgram.allCases, [1, 2, 3, 4])
  func `a program that dies at any write leaves what the next run goes on with`(
    _ program: ExampleProgram, _ last: Int
  ) throws {
    // After the write before the last one, and with the last one still on its way.
    let sandbox = try sandbox(
      program,
      filter: "case $line in *'\"request\":\"write\"'*) n=$((${n:-0}+1)) ;; esac; "
        + "[ \"${n:-0}\" -lt \(last) ] || exit 9")
    try sandbox.merge(
      "Second",
      [
        "data/x.yaml": "two\n", "data/w": nil, "data/new/w": "w", "data/v": "v",
        "data/sub/y z.yaml": nil,
      ])
    let broken = try result(sandbox)
    #expect(broken.outcome == (last == 1 ? .failed : .partial), "\(broken)")
    #expect(broken.objects.filter { $0.outcome == .done }.count == last - 1)
    #expect(broken.objects.filter { $0.outcome == .failed }.count == 1)
    #expect(broken.objects.contains { $0.error?.contains("the program /bin/sh of") ?? false })
    // What is recorded is what is there.
    #expect(try sandbox.recorded("a") == program.texts(sandbox))
    program.use(in: sandbox)
    let next = try result(sandbox)
    #expect(next.outcome == .applied, "\(next)")
    let all = ["data/x.yaml": "two\n", "data/new/w": "w", "data/v": "v"]
    #expect(try program.texts(sandbox) == all)
    #expect(try sandbox.recorded("a") == all)
    #expect(try sandbox.findings() == [])
  }
}
