import Domain
import Fixtures
import Git
import Ledger
import Queueing
import Testing

@testable import Syncing

/// What is held after a rollback, and what a hold is worth where the queue cannot be told.
struct RollbackHoldTests {
  private let sandbox: Sandbox

  init() throws { sandbox = try Sandbox() }

  private func configure(_ rules: String = "deployment: ad-hoc") throws {
    try sandbox.configure("items: { a: { paths: [a], targets: { live: { \(rules) } } } }")
  }

  /// The first state of `a`, and the run that brought it.
  private func begin(_ rules: String = "deployment: ad-hoc") throws -> String {
    try configure(rules)
    try sandbox.merge("First", ["a/1": "1"])
    return try sandbox.apply().record.run
  }

  @Test func `an entry is held along with the one that takes a part of it back`() throws {
    let first = try begin()
    try sandbox.merge("Second", ["a/2": "bad"])
    try sandbox.merge("Third", ["a/1": "3", "a/2": nil])
    try sandbox.apply()
    try sandbox.rollback("a", to: first)
    #expect(try sandbox.record("a")?.held.count == 2)
    #expect(try sandbox.apply().record.bindings.first?.outcome == .unchanged)
    #expect(try sandbox.texts() == ["a/1": "1"])
    #expect(try sandbox.findings() == [])
  }

  @Test func `what the target had before its date is held as well`() throws {
    try configure("deployment: standard")
    try sandbox.merge("First", ["a/1": "1"])
    try sandbox.go(to: "2026-02-01T00:05:00Z")
    let first = try sandbox.apply().record.run
    let early = try sandbox.merge("Second", ["a/1": "bad"])
    try sandbox.handWrite("bad", to: "a/1")
    #expect(try sandbox.apply().record.bindings.first?.objects.map(\.action) == [.takeOver])
    let answer = try sandbox.rollback("a", to: first).record.bindings.first
    #expect(answer?.excluded == 1)
    #expect(try sandbox.record("a")?.held.map(\.commit) == [early])
    try sandbox.go(to: "2026-03-01T00:05:00Z")
    try sandbox.apply()
    #expect(try sandbox.texts() == ["a/1": "1"])
    #expect(try sandbox.findings() == [])
  }

  @Test func `what was created since and left behind goes too`() throws {
    let first = try begin()
    try sandbox.merge("Second", ["a/2": "2"])
    try sandbox.apply()
    try sandbox.merge("Third", ["a/2": nil, "a/1": "3"])
    try sandbox.apply()
    #expect(try sandbox.texts() == ["a/1": "3", "a/2": "2"])
    try sandbox.rollback("a", to: first)
    #expect(try sandbox.texts() == ["a/1": "1"])
    #expect(try sandbox.record("a")?.leftBehind == [])
    #expect(try sandbox.findings() == [])
  }

  @Test func `nothing is deployed where it cannot be told what a hold keeps out`() throws {
    _ = try begin()
    let held = try sandbox.merge("Second", ["a/1": "bad"])
    try sandbox.hold("a", [held])
    var queue = try #require(try sandbox.queue("a"))
    queue.entries = nil
    queue.why = "the entry is not in this repository"
    let decided = try Decider(sandbox.situation()).decide(queue)
    guard case .refused(let why, let hint) = decided.decision else {
      Issue.record("\(decided.decision)")
      return
    }
    #expect(why.contains("something is held on a@live"))
    #expect(hint?.contains("deploysync baseline a@live --at COMMIT") == true)
  }

  @Test func `a baseline forgets the hold of an entry that the branch lost`() throws {
    _ = try begin()
    let base = try #require(sandbox.head)
    let held = try sandbox.merge("Second", ["a/1": "bad"])
    try sandbox.hold("a", [held])
    try sandbox.baseline(["a@live"], at: base)
    #expect(try sandbox.record("a")?.held.map(\.commit) == [held])
    try sandbox.setHead(base)
    try sandbox.merge("Third", ["a/2": "2"])
    try sandbox.baseline(["a@live"], at: base)
    #expect(try sandbox.record("a")?.held == [])
    #expect(try sandbox.findings() == [])
  }
}
