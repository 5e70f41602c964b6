import Domain
import Fixtures
import Git
import Ledger
import Queueing
import Testing

@testable import Syncing

struct PartialFailureTests {
  private let sandbox: Sandbox
  private let fake = FakeTarget()
  private let entry: ObjectID

  init() throws {
    sandbox = try Sandbox()
    sandbox.use(fake)
    try sandbox.configure(
      "items: { a: { paths: [data], targets: { live: { prune: delete } } } }")
    try sandbox.merge("First", ["data/x": "one", "data/y": "one", "data/z": "one"])
    entry = try sandbox.merge("Second", ["data/x": "two", "data/w": "one"])
    try sandbox.merge("Third", ["data/y": "two"])
    try sandbox.go(to: "2026-02-01T00:00:01Z")
  }

  private func result(_ request: Preparer.Request = Preparer.Request()) throws -> BindingResult {
    try #require(try sandbox.apply(request).record.bindings.first)
  }

  private func recordedIsThere() throws -> Bool {
    let record = try #require(try sandbox.record("a"))
    let files = try sandbox.repository.files(in: record.tree)
    return Dictionary(uniqueKeysWithValues: files.map { ($0.path, $0.version) }) == fake.objects
  }

  @Test func `a target that takes nothing leaves no trace but the run`() throws {
    let failed = try sandbox.apply().record
    #expect(failed.bindings.map(\.outcome) == [.failed])
    #expect(
      failed.bindings.flatMap(\.objects).allSatisfy { $0.outcome == .failed && $0.error != nil })
    #expect(try sandbox.record("a") == nil)
    #expect(try sandbox.ledger().run(failed.run)?.state == .finished)
    #expect(try sandbox.findings() == [])
  }

  @Test func `the recorded tree is what is there, and the undone entries are listed`() throws {
    fake.takes = { $0 != "data/x" }
    let partial = try result()
    #expect(partial.outcome == .partial)
    #expect(partial.objects.filter { $0.outcome == .failed }.map(\.path) == ["data/x"])
    #expect(partial.why == "the test takes no write to data/x")
    #expect(try recordedIsThere())
    let record = try #require(try sandbox.record("a"))
    #expect(record.isPartial && record.commit == sandbox.head)
    #expect(record.occurrence == nil, "a partial run does not use up its occurrence")
    #expect(record.undone.contains(entry))
    let queue = try #require(try sandbox.queue("a"))
    #expect(queue.changes.map(\.path) == ["data/x"])
    #expect(queue.entries?.contains { $0.commit == entry && $0.status == .queued } == true)
    #expect(try StatusReader(sandbox.situation()).statuses(nil).first?.state == .failed)

    fake.takes = { _ in true }
    let rest = try result()
    #expect(rest.outcome == .applied && rest.objects.map(\.path) == ["data/x"])
    #expect(rest.occurrence == "2026-02-01T00:00:00Z")
    #expect(try recordedIsThere())
    let finished = try #require(try sandbox.record("a"))
    #expect(!finished.isPartial && finished.undone.isEmpty)
    #expect(try sandbox.queue("a")?.entries?.isEmpty == true)
    #expect(try result().outcome == .notDue)
    #expect(try sandbox.findings() == [])
  }

  @Test func `objects that are refused by the target do not stop the others`() throws {
    fake.takes = { _ in true }
    fake.refused = ["data/w": "has a name that it cannot hold"]
    let partial = try result()
    #expect(partial.outcome == .partial)
    #expect(partial.why?.hasPrefix("has a name that it cannot hold") == true)
    #expect(Set(fake.objects.keys) == ["data/x", "data/y", "data/z"])
    #expect(try recordedIsThere())
  }

  @Test func `failed removals stay recorded, and are tried again`() throws {
    fake.takes = { _ in true }
    try sandbox.apply()
    try sandbox.merge("Remove", ["data/x": nil, "data/y": nil])
    try sandbox.go(to: "2026-03-01T00:00:01Z")
    fake.takes = { $0 != "data/y" }
    #expect(try result().outcome == .partial)
    #expect(try recordedIsThere())
    #expect(fake.objects["data/y"] != nil)
    fake.takes = { _ in true }
    #expect(try result().objects.map(\.path) == ["data/y"])
    #expect(try recordedIsThere())
    #expect(try sandbox.findings() == [])
  }

  @Test(arguments: 0...5)
  func `a signal ends a run between two writes, cleanly`(after writes: Int) throws {
    fake.takes = { _ in true }
    var count = 0
    sandbox.signal = {
      count += 1
      return count > writes ? 15 : nil
    }
    let ended = try result()
    #expect(ended.outcome == (writes == 0 ? .failed : writes < 4 ? .partial : .applied))
    #expect(fake.objects.count == min(writes, 4))
    #expect(try sandbox.ledger().leasedBindings() == [])
    sandbox.signal = { nil }
    try sandbox.apply()
    #expect(try recordedIsThere() && fake.objects.count == 4)
    #expect(try sandbox.findings() == [])
  }

  @Test func `an object that changed between plan and write is left alone`() throws {
    fake.takes = { [fake, sandbox] place in
      if place == "data/x", fake.objects[place] == nil {
        fake.objects[place] = try? sandbox.version("by hand")
      }
      return true
    }
    let partial = try result()
    #expect(partial.outcome == .partial)
    #expect(fake.objects["data/x"] == (try sandbox.version("by hand")))
    #expect(try sandbox.recorded("a")["data/x"] == nil)
  }
}
