import Domain
import Fixtures
import Ledger
import Queueing
import Testing

@testable import Syncing

/// What a run says of the entries that stay in a queue: which wait for a date, and which are held.
struct HeldCountTests {
  private func begin(_ rules: String = "{}") throws -> Sandbox {
    let sandbox = try Sandbox()
    try sandbox.configure("items: { a: { paths: [a], targets: { live: \(rules) } } }")
    try sandbox.merge("First", ["a/1": "1", "a/2": "1", "a/3": "1"])
    try sandbox.go(to: "2026-02-01T00:05:00Z")
    try sandbox.apply()
    return sandbox
  }

  private func result(_ report: ApplyRun.Report) throws -> BindingResult {
    try #require(report.record.bindings.first)
  }

  @Test func `held entries are told apart from those that wait for the next date`() throws {
    let sandbox = try begin()
    let held = try sandbox.merge("Second", ["a/1": "2"])
    try sandbox.merge("On it", ["a/1": "3"])
    try sandbox.merge("Third", ["a/2": "2"])
    try sandbox.hold("a", [held])
    let early = try result(sandbox.apply())
    #expect(early.outcome == .notDue)
    #expect(early.excluded == 3)
    #expect(early.held == 2)
    try sandbox.go(to: "2026-03-01T00:05:00Z")
    try sandbox.merge("After the date", ["a/3": "2"])
    let done = try result(sandbox.apply())
    #expect(done.outcome == .applied)
    #expect(done.excluded == 3)
    #expect(done.held == 2)
    #expect(try sandbox.texts() == ["a/1": "1", "a/2": "2", "a/3": "1"])
  }

  @Test func `a run without holds says nothing of them`() throws {
    let sandbox = try begin()
    try sandbox.merge("Second", ["a/1": "2"])
    #expect(try result(sandbox.apply()).held == nil)
  }

  @Test func `a rollback counts what it holds, what was held, and what builds on it`() throws {
    let sandbox = try begin("{ deployment: ad-hoc }")
    let first = try #require(try sandbox.record("a")?.run)
    try sandbox.merge("Second", ["a/1": "2"])
    try sandbox.apply()
    let held = try sandbox.merge("Third", ["a/2": "2"])
    try sandbox.hold("a", [held])
    try sandbox.merge("On the second", ["a/1": "3"])
    try sandbox.merge("Apart", ["a/3": "2"])
    let done = try result(sandbox.rollback("a", to: first))
    #expect(done.excluded == 4)
    #expect(done.held == 3)
    let after = try #require(try sandbox.queue("a")?.entries)
    #expect(after.count { $0.status == .held } == 3)
    #expect(after.count { $0.status == .queued } == 1)
    #expect(try sandbox.findings() == [])
  }
}
