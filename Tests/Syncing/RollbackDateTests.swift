import Domain
import Fixtures
import Git
import Ledger
import Targets
import Testing

@testable import Syncing

/// Rollbacks and the dates of a standard binding, and rollbacks that come to their end half-way.
struct RollbackDateTests {
  private func deployed() throws -> (sandbox: Sandbox, first: String, entry: ObjectID) {
    let sandbox = try Sandbox()
    try sandbox.configure("items: { a: { paths: [a], targets: { live: { prune: delete } } } }")
    try sandbox.merge("First", ["a/1": "1", "a/2": "1"])
    try sandbox.go(to: "2026-02-01T00:05:00Z")
    let first = try sandbox.apply().record.run
    try sandbox.go(to: "2026-02-10T00:00:00Z")
    let entry = try sandbox.merge("Second", ["a/1": "2", "a/2": "2", "a/new": "2"])
    try sandbox.go(to: "2026-03-01T00:05:00Z")
    try sandbox.apply()
    try sandbox.go(to: "2026-03-02T10:00:00Z")
    return (sandbox, first, entry)
  }

  @Test func `the date stays fulfilled, and the next one does not bring it again`() throws {
    let (sandbox, first, entry) = try deployed()
    try sandbox.rollback("a", to: first)
    #expect(try sandbox.apply().record.bindings.map(\.outcome) == [.notDue])
    #expect(try sandbox.record("a")?.occurrence == Sandbox.time("2026-03-01T00:00:00Z"))
    try sandbox.merge("Third", ["a/3": "3"])
    try sandbox.go(to: "2026-04-01T00:05:00Z")
    #expect(try sandbox.apply().record.bindings.map(\.outcome) == [.applied])
    #expect(try sandbox.texts() == ["a/1": "1", "a/2": "1", "a/3": "3"])
    #expect(try sandbox.record("a")?.undone == [entry])
    try sandbox.release("a", [entry])
    try sandbox.go(to: "2026-05-01T00:05:00Z")
    try sandbox.apply()
    #expect(try sandbox.texts() == ["a/1": "2", "a/2": "2", "a/3": "3", "a/new": "2"])
    #expect(try sandbox.findings() == [])
  }

  @Test func `a rollback that fails half-way records what is there, and is finished by another`()
    throws
  {
    let (sandbox, first, entry) = try deployed()
    sandbox.opening = { target in
      FaultyTarget(try TargetOpening.writer(for: target)) { $0.text == "a/2" }
    }
    let half = try #require(try sandbox.rollback("a", to: first).record.bindings.first)
    #expect(half.outcome == .partial)
    sandbox.opening = nil
    #expect(try sandbox.texts() == ["a/1": "1", "a/2": "2"])
    #expect(try sandbox.recorded("a") == sandbox.texts())
    #expect(try sandbox.record("a")?.held.map(\.commit) == [entry])
    #expect(try StatusReader(sandbox.situation()).statuses(nil).map(\.state) == [.failed])
    let whole = try #require(try sandbox.rollback("a", to: first).record.bindings.first)
    #expect(whole.outcome == .applied)
    #expect(try sandbox.texts() == ["a/1": "1", "a/2": "1"])
    #expect(try sandbox.record("a")?.takenOver == [])
    #expect(try sandbox.findings() == [])
  }

  @Test(arguments: 0...3)
  func `a rollback that was killed is settled, and not undone by the next run`(writes: Int) throws {
    let (sandbox, first, entry) = try deployed()
    var count = 0
    let dead = LedgerKiller(sandbox)
    sandbox.signal = {
      count += 1
      if count > writes || count == 3 { dead.strike() }
      return count > writes ? 9 : nil
    }
    _ = try? sandbox.rollback("a", to: first)
    sandbox.signal = { nil }
    try dead.restore()
    let report = try sandbox.apply()
    #expect(report.settled.count == 1)
    #expect(try sandbox.recorded("a") == sandbox.texts())
    #expect(try sandbox.findings() == [])
    if writes == 0 {
      #expect(try sandbox.texts().count == 3)
      #expect(try sandbox.record("a")?.held == [])
    } else {
      #expect(try sandbox.record("a")?.held.map(\.commit) == [entry])
    }
    let left = try sandbox.texts()
    try sandbox.go(to: "2026-04-01T00:05:00Z")
    try sandbox.apply()
    #expect(try sandbox.texts() == left, "what was rolled back stays so")
    if writes < 3 { try sandbox.rollback("a", to: first) }
    #expect(try sandbox.texts() == ["a/1": "1", "a/2": "1"])
    #expect(try sandbox.findings() == [])
  }
}

/// Makes a run look as if it had been killed: keeps the ledger as it was after the intent, with an
/// owner that is gone.
private final class LedgerKiller {
  private let sandbox: Sandbox
  private var tip: ObjectID?

  init(_ sandbox: Sandbox) { self.sandbox = sandbox }

  /// Called in the middle of the run.
  func strike() {
    if tip == nil { tip = try? sandbox.ledger().tip }
  }

  func restore() throws {
    guard let tip else { throw FixtureError("the run was not struck") }
    let ledger = try sandbox.ledger()
    let begun = try LedgerSnapshot(
      commit: tip, reference: ledger.reference, in: sandbox.repository)
    let intent = try sandbox.repository.commit(tip)
    // The same intent, of a process that is gone.
    let id = BindingID(named: "a")
    guard var lease = try begun.lease(of: id), let run = try begun.run(lease.run) else {
      throw FixtureError("there is no intent")
    }
    lease.owner.processStart = "1"
    let content = try begun.intendedContent(of: id)
    guard let parent = intent.parents.first else { throw FixtureError("no ledger before") }
    try sandbox.repository.updateReference(
      ledger.reference, from: ledger.tip, to: parent, message: "test")
    var transition = LedgerTransition(subject: "begin", run: run.run)
    try transition.take(id, lease: lease, content: content)
    try transition.record(run)
    if let head = sandbox.head { transition.decided(at: head) }
    _ = try sandbox.writer.append(transition, to: sandbox.ledger(), at: sandbox.now)
  }
}
