import Domain
import Fixtures
import Git
import Ledger
import Queueing
import Testing

@testable import Syncing

/// A run that was killed: its intent is recorded, and some of its writes are on the target.
struct SettlementTests {
  /// Three files become: one created, one changed, one removed, one renamed, one handed over.
  private func sandbox() throws -> Sandbox {
    let sandbox = try Sandbox()
    let rules = "targets: { live: { deployment: ad-hoc, prune: delete } }"
    try sandbox.configure(
      "items:\n  a: { paths: [a], \(rules) }\n  b: { paths: [b, x], \(rules) }\n")
    try sandbox.merge(
      "First", ["a/edit": "1", "a/remove": "1", "a/move": "moved", "b/1": "1", "x": "1"])
    try sandbox.apply()
    try sandbox.configure(
      "items:\n  a: { paths: [a, x], \(rules) }\n  b: { paths: [b], \(rules) }\n")
    try sandbox.merge(
      "Second",
      [
        "a/edit": "2", "a/remove": nil, "a/move": nil, "a/sub/moved": "moved", "a/new": "2",
        "b/1": "2", "x": "2",
      ])
    return sandbox
  }

  @Test func `a run killed before or after any write is settled and finished`() throws {
    let whole = try sandbox()
    try whole.apply()
    let count = try sandbox().plannedWrites().count
    #expect(count == 7)
    for killedAfter in 0...count {
      let sandbox = try sandbox()
      let preparation = try sandbox.prepare()
      let dead = try sandbox.leaveIntent(of: preparation)
      for write in try sandbox.writes(of: preparation).prefix(killedAfter) {
        try sandbox.handWrite(write.file, to: write.path)
      }
      let report = try sandbox.apply()
      #expect(report.settled == [dead])
      #expect(try sandbox.texts() == whole.texts(), "killed after \(killedAfter)")
      for item in ["a", "b"] {
        #expect(try sandbox.recorded(item) == whole.recorded(item), "killed after \(killedAfter)")
        let queue = try #require(try sandbox.queue(item))
        #expect(!queue.hasSomethingQueued, "killed after \(killedAfter)")
      }
      #expect(try sandbox.ledger().run(dead)?.state == .interrupted)
      #expect(try sandbox.ledger().leasedBindings() == [])
      #expect(try sandbox.findings() == [], "killed after \(killedAfter)")
      let tip = try sandbox.ledger().tip
      try sandbox.apply()
      #expect(try sandbox.ledger().tip == tip, "nothing is done twice")
    }
  }

  @Test func `what equals neither side after a kill is drift`() throws {
    let sandbox = try sandbox()
    _ = try sandbox.leaveIntent(of: sandbox.prepare())
    try sandbox.handWrite("half", to: "a/edit")
    let report = try sandbox.apply()
    let result = try #require(report.record.bindings.first { $0.item == "a" })
    #expect(
      result.outcome == .partial && result.why?.hasSuffix(" was changed on the target") == true)
    #expect(try sandbox.texts()["a/edit"] == "half")
    #expect(try sandbox.recorded("a")["a/edit"] == "1")
    #expect(try sandbox.findings() == [])
  }

  @Test func `a first run that died is settled`() throws {
    let sandbox = try Sandbox()
    try sandbox.configure("items: { a: { paths: [a], targets: { live: { deployment: ad-hoc } } } }")
    try sandbox.merge("First", ["a/1": "1", "a/2": "2"])
    let dead = try sandbox.leaveIntent(of: sandbox.prepare())
    try sandbox.handWrite("1", to: "a/1")
    let report = try sandbox.apply()
    #expect(report.settled == [dead])
    #expect(report.record.bindings.flatMap(\.objects).map(\.path) == ["a/2"], "one is done already")
    #expect(try sandbox.recorded("a") == ["a/1": "1", "a/2": "2"])
    #expect(try sandbox.findings() == [])
  }

  @Test func `a first run that died right before its result is recorded as deployed`() throws {
    let sandbox = try Sandbox()
    try sandbox.configure("items: { a: { paths: [a], targets: { live: { deployment: ad-hoc } } } }")
    try sandbox.merge("First", ["a/1": "1"])
    _ = try sandbox.leaveIntent(of: sandbox.prepare())
    try sandbox.handWrite("1", to: "a/1")
    let result = try #require(try sandbox.apply().record.bindings.first)
    #expect(result.outcome == .unchanged)
    #expect(try sandbox.record("a")?.commit == sandbox.head)
    #expect(try sandbox.findings() == [])
  }

  @Test func `a dead run of a renamed item keeps what the item had`() throws {
    let sandbox = try Sandbox()
    let rules = "targets: { live: { deployment: ad-hoc } }"
    try sandbox.configure("items: { old: { paths: [a], \(rules) } }")
    try sandbox.merge("First", ["a/1": "1", "a/2": "1"])
    try sandbox.apply()
    try sandbox.configure("items: { new: { paths: [a], was: old, \(rules) } }")
    try sandbox.merge("Second", ["a/1": "2", "a/2": "2"])
    _ = try sandbox.leaveIntent(of: sandbox.prepare())
    try sandbox.handWrite("2", to: "a/1")
    let report = try sandbox.apply()
    #expect(report.record.bindings.flatMap(\.objects).map(\.path) == ["a/2"])
    #expect(try sandbox.recorded("new") == ["a/1": "2", "a/2": "2"])
    #expect(try sandbox.record("old") == nil)
    #expect(try sandbox.findings() == [])
  }

  @Test func `a run that lives is waited for, not settled`() throws {
    let sandbox = try sandbox()
    let preparation = try sandbox.prepare()
    var transition = LedgerTransition(subject: "begin", run: "20260110T120000Z-0000000001")
    let record = RunRecord(
      run: "20260110T120000Z-0000000001", kind: .apply, state: .started, startedAt: sandbox.now,
      finishedAt: nil, by: "Operator <ops@example.com>", reason: "test", bindings: [])
    let id = BindingID(named: "a")
    try transition.take(
      id,
      lease: Lease(
        run: record.run, owner: .current(), since: sandbox.now,
        commit: try #require(sandbox.head), root: .root, objects: []),
      content: .emptyTree)
    try transition.record(record)
    let ledger = preparation.situation.ledger
    #expect(try sandbox.writer.append(transition, to: ledger, at: sandbox.now) != nil)

    let report = try sandbox.apply()
    #expect(report.settled == [])
    #expect(report.record.bindings.map(\.outcome) == [.refused, .refused], "they share an object")
    #expect(try sandbox.ledger().lease(of: id)?.run == record.run)
    #expect(try sandbox.texts()["a/edit"] == "1")
    #expect(throws: RunAtWork.self) {
      try sandbox.baseline(["a"], at: try #require(sandbox.head))
    }
  }
}
