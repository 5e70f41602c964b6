import Domain
import Fixtures
import Git
import Ledger
import Testing

@testable import Syncing

/// Why one change is live or not.
struct ExplainTests {
  private let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
    try sandbox.configure("items: { a: { paths: [a], targets: [live] } }")
    try sandbox.merge("First (!1)", ["a/1": "1\n", "a/2": "2\n"], direct: true)
    try sandbox.go(to: "2026-02-01T00:05:00Z")
    try sandbox.apply()
    try sandbox.go(to: "2026-02-10T00:00:00Z")
  }

  private func place(_ name: String) throws -> Explanation.Place {
    try #require(try explain(name).places.first)
  }

  private func explain(_ name: String) throws -> Explanation {
    let situation = try sandbox.situation()
    return try Explainer(situation).explain(ChangeName(situation).resolve(name))
  }

  @Test func `what is deployed names its run`() throws {
    let live = try place("1")
    #expect(live.state == .live)
    #expect(live.run == (try sandbox.record("a")?.run))
    #expect(live.why.contains("by Operator <ops@example.com>"))
  }

  @Test func `what waits names its date, and the cut-off that it missed`() throws {
    try sandbox.merge("Second (!2)", ["a/1": "2\n"], direct: true)
    let waiting = try place("!2")
    #expect(waiting.state == .queued)
    #expect(try waiting.date == Sandbox.time("2026-03-01T00:00:00Z"))
    #expect(waiting.why.contains("after the cut-off of 2026-02-01T00:00:00Z"))
    try sandbox.go(to: "2026-03-01T00:05:00Z")
    #expect(try place("2").state == .due)
    try sandbox.go(to: "2026-03-20T00:05:00Z")
    let missed = try place("2")
    #expect(missed.state == .missed && missed.next == "deploysync apply a@live --late")
  }

  @Test func `holds, locks, reverts and later changes of the same lines are named`() throws {
    let second = try sandbox.merge("Second (!2)", ["a/1": "2\n"], direct: true)
    try sandbox.lock("a", reason: "migration")
    let locked = try place("2")
    #expect(locked.state == .locked && locked.why.contains("ops@example.com"))
    try sandbox.unlock("a")
    try sandbox.hold("a", [second])
    let held = try place("2")
    #expect(held.state == .held && held.next == "deploysync release a@live --only '!2'")
    try sandbox.release("a", [second])
    try sandbox.merge("Third (!3)", ["a/1": "3\n"], direct: true)
    let replaced = try place("2")
    #expect(replaced.state == .superseded && replaced.why.hasPrefix("!3 "))
    try sandbox.merge("Fourth (!4)", ["a/1": "1\n"], direct: true)
    let cancelled = try place("3")
    #expect(cancelled.state == .cancelled && cancelled.why.contains("!4"))
  }

  @Test func `a rollback says why it is not live any more`() throws {
    let first = try #require(try sandbox.record("a")?.run)
    try sandbox.merge("Second (!2)", ["a/1": "2\n"], direct: true)
    try sandbox.go(to: "2026-03-01T00:05:00Z")
    try sandbox.apply()
    #expect(try place("2").state == .live)
    try sandbox.rollback("a", to: first)
    let held = try place("2")
    #expect(held.state == .held && held.why.contains("rolled back by"))
    #expect(try place("1").state == .live)
  }

  @Test func `what is merged with another commit, touches nothing or is not merged is said`() throws
  {
    let merge = try sandbox.merge("Second", ["a/1": "2\n"])
    let inner = try #require(try sandbox.repository.link(merge).parents.last)
    let inside = try explain(inner.hex)
    #expect(inside.isInside && inside.entry?.commit == merge)
    #expect(inside.places.map(\.state) == [.queued])
    let other = try sandbox.merge("Other", ["docs/1": "1\n"], direct: true)
    let nothing = try explain(other.hex)
    #expect(nothing.places.isEmpty && nothing.paths == ["docs/1"])
    #expect(nothing.brokenItems == [])
    let tree = try sandbox.repository.link(other).tree
    let loose = try sandbox.commit("Loose", tree, [other], at: sandbox.now)
    try sandbox.repository.updateReference(
      "refs/heads/topic", from: nil, to: loose, message: "test")
    let unmerged = try explain(String(loose.hex.prefix(9)))
    #expect(unmerged.entry == nil && unmerged.branches == ["topic"])
    #expect(throws: ChangeNameError.self) { try explain("99") }
  }

  @Test func `an item that cannot be read is named, since it may be the one`() throws {
    try sandbox.configure("items: { a: { paths: [a], targets: [live] }, b: { path: [b] } }")
    let change = try sandbox.merge("Second", ["b/1": "1\n"], direct: true)
    let explanation = try explain(change.hex)
    #expect(explanation.places.isEmpty && explanation.brokenItems == ["b"])
  }
}
