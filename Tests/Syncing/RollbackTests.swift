import Domain
import Fixtures
import Ledger
import Queueing
import Testing

@testable import Syncing

/// What is on the target and in the record after a rollback.
struct RollbackTests {
  private let sandbox: Sandbox
  private let first: String

  init() throws {
    sandbox = try Sandbox()
    try sandbox.configure(
      "items: { a: { paths: [a], targets: { live: "
        + "{ deployment: ad-hoc, prune: delete, limits: { deletes: 0 } } } } }")
    try sandbox.merge(
      "First", ["a/1": "1", "a/2": "1", "a/3": "3\n3\n3\n", "a/long": Self.long(nil)])
    first = try sandbox.apply().record.run
  }

  private func merge(_ subject: String, _ changes: [String: FixtureFile?]) throws -> ObjectID {
    sandbox.now = sandbox.now + 3600
    return try sandbox.merge(subject, changes)
  }

  @discardableResult
  private func apply() throws -> BindingResult {
    let request = Preparer.Request(overridesLimits: true)
    return try #require(try sandbox.apply(request).record.bindings.first)
  }

  /// The texts of the short files.
  private func texts() throws -> [String: String] {
    try sandbox.texts().filter { $0.key != "a/long" }
  }

  private func held() throws -> [ObjectID] { try sandbox.record("a")?.held.map(\.commit) ?? [] }

  @Test func `created objects go, changed ones are set back, deleted ones come again`() throws {
    let entry = try merge("Second", ["a/1": "2", "a/2": nil, "a/new": "2"])
    try apply()
    sandbox.now = sandbox.now + 60
    let report = try sandbox.rollback("a", to: first)
    let result = try #require(report.record.bindings.first)
    #expect(result.outcome == .applied)
    #expect(
      Set(result.objects.map { "\($0.action.rawValue) \($0.path)" })
        == ["update a/1", "create a/2", "delete a/new"])
    #expect(try texts() == ["a/1": "1", "a/2": "1", "a/3": "3\n3\n3\n"])
    #expect(try sandbox.recorded("a") == sandbox.texts())
    let record = try #require(try sandbox.record("a"))
    #expect(record.run == report.record.run)
    #expect(
      record.commit
        == (try sandbox.ledger().run(first)?.bindings[0].to).flatMap { ObjectID(hex: $0) })
    #expect(record.held.map(\.commit) == [entry])
    #expect(record.held[0].reason == "rolled back by \(record.run): outage")
    #expect(report.record.kind == .rollback)
    #expect(report.record.rollback?.to == first)
    #expect(result.why?.contains("over the limit `deletes`: 1, allowed 0") == true)
    #expect(try sandbox.findings() == [])

    // Nothing brings it again, and what does not build on it goes out.
    #expect(try apply().outcome == .unchanged)
    _ = try merge("Third", ["a/4": "4"])
    #expect(try apply().outcome == .applied)
    #expect(try texts() == ["a/1": "1", "a/2": "1", "a/3": "3\n3\n3\n", "a/4": "4"])
    #expect(try sandbox.queue("a")?.entries?.map(\.status) == [.held])
    try sandbox.release("a", [entry])
    #expect(try apply().outcome == .applied)
    #expect(
      try texts() == ["a/1": "2", "a/3": "3\n3\n3\n", "a/4": "4", "a/new": "2"])
    #expect(try sandbox.findings() == [])
  }

  @Test func `a rollback of a rollback rolls forward and releases`() throws {
    _ = try merge("Second", ["a/1": "2", "a/new": "2"])
    try apply()
    let before = try #require(try sandbox.record("a"))
    try sandbox.rollback("a", to: first)
    #expect(try held().count == 1)
    try sandbox.rollback("a", to: before.run)
    let after = try #require(try sandbox.record("a"))
    #expect(after.held == [] && after.commits == before.commits && after.tree == before.tree)
    #expect(after.undone == before.undone && after.takenOver == before.takenOver)
    #expect(try sandbox.texts()["a/1"] == "2")
    #expect(try sandbox.queue("a")?.hasSomethingQueued == false)
    #expect(try sandbox.findings() == [])
  }

  @Test func `rolling forward past what was deployed since holds only that`() throws {
    _ = try merge("Second", ["a/1": "2"])
    let second = try sandbox.apply().record.run
    try sandbox.rollback("a", to: first)
    let third = try merge("Third", ["a/new": "3"])
    try apply()
    try sandbox.rollback("a", to: second)
    #expect(try sandbox.texts()["a/1"] == "2")
    #expect(try sandbox.texts()["a/new"] == nil)
    #expect(try held() == [third])
    #expect(try sandbox.findings() == [])
  }

  @Test func `what was taken over since stays and is left behind`() throws {
    _ = try merge("Second", ["a/by-hand": "2", "a/ours": "2"])
    try sandbox.handWrite("2", to: "a/by-hand")
    try apply()
    let result = try #require(try sandbox.rollback("a", to: first).record.bindings.first)
    #expect(
      Set(result.objects.map { "\($0.action.rawValue) \($0.path)" })
        == ["leaveBehind a/by-hand", "delete a/ours"])
    #expect(try sandbox.texts()["a/by-hand"] == "2")
    #expect(try sandbox.record("a")?.leftBehind.map(\.path) == ["a/by-hand"])
    #expect(try sandbox.findings() == [])
  }

  @Test func `a renamed object gets its name back`() throws {
    _ = try merge("Second", ["a/3": nil, "a/moved": "3\n3\n3\n"])
    try apply()
    let result = try #require(try sandbox.rollback("a", to: first).record.bindings.first)
    #expect(result.objects.map(\.action) == [.rename])
    #expect(try texts() == ["a/1": "1", "a/2": "1", "a/3": "3\n3\n3\n"])
    #expect(try sandbox.findings() == [])
  }

  @Test func `drift in the way stops it as a whole, unless told otherwise`() throws {
    _ = try merge("Second", ["a/1": "2", "a/2": "2"])
    try apply()
    try sandbox.handWrite("by hand", to: "a/1")
    let tip = try sandbox.ledger().tip
    #expect(
      refusal { try sandbox.rollback("a", to: first) }
        == [
          "a@live: 1 object on the target is in the way",
          "a/1 was changed on the target",
        ])
    #expect(try sandbox.texts()["a/2"] == "2")
    #expect(try sandbox.ledger().tip == tip)
    try sandbox.rollback("a", to: first, overwritesDrift: true)
    #expect(try sandbox.texts()["a/1"] == "1")
  }

  @Test func `a lock stops it`() throws {
    _ = try merge("Second", ["a/1": "2"])
    try apply()
    try sandbox.lock("a", reason: "wait")
    #expect(throws: BindingLocked.self) { try sandbox.rollback("a", to: first) }
  }

  @Test func `what cannot be gone back to is refused with what can`() throws {
    #expect(
      refusal { try sandbox.rollback("a", to: first) }.first
        == "a@live is as run \(first) left it: there is nothing to roll back")
    _ = try merge("Second", ["a/1": "2"])
    try apply()
    let unknown = refusal { try sandbox.rollback("a", to: "2031") }
    #expect(unknown.first == "the ledger has no run 2031")
    #expect(unknown.count == 3 && unknown.last?.contains(first) == true)
    #expect(refusal { try sandbox.rollback("a", to: "2026") }.first == "2026 names several runs")
    try sandbox.configure(
      "items: { a: { paths: [a, b], targets: { live: { deployment: ad-hoc } } } }")
    _ = try merge("Third", ["b/1": "3"])
    try apply()
    #expect(
      refusal { try sandbox.rollback("a", to: first) }.first?.contains("paths or root") == true)
    #expect(try sandbox.findings() == [])
  }

  private static func long(_ edit: (line: Int, text: String)?) -> FixtureFile {
    .text(
      (1...9).map { (line: Int) -> String in
        if let edit, edit.line == line { return edit.text + "\n" }
        return "\(line)\n"
      }.joined())
  }

  @Test func `a revert of what is held stays out with it`() throws {
    let entry = try merge("Second", ["a/long": Self.long((2, "two"))])
    try apply()
    try sandbox.rollback("a", to: first)
    let revert = try merge("Revert", ["a/long": Self.long(nil)])
    _ = try merge("Third", ["a/long": Self.long((8, "eight"))])
    #expect(try apply().outcome == .applied)
    let text = (1...9).map { ($0 == 8 ? "eight" : "\($0)") + "\n" }.joined()
    #expect(try sandbox.texts()["a/long"] == text)
    let queue = try #require(try sandbox.queue("a"))
    #expect(queue.entries?.map(\.commit) == [revert, entry])
    #expect(queue.entries?.map(\.status) == [.held, .held])
    #expect(queue.entries?.first?.why?.hasPrefix("it takes back ") == true)
    #expect(queue.changes == [])
    try sandbox.release("a", [entry])
    try apply()
    #expect(try sandbox.texts()["a/long"] == text, "both together change nothing")
    #expect(try sandbox.findings() == [])
  }
}
