import Domain
import Fixtures
import Ledger
import Testing

@testable import Syncing

/// Rollbacks to a baseline that found only part of its commit.
struct RollbackToBaselineTests {
  private let sandbox: Sandbox
  private let baseline: String

  init() throws {
    sandbox = try Sandbox()
    try sandbox.configure(
      "items: { a: { paths: [a], targets: { live: { deployment: ad-hoc, prune: delete } } } }")
    let first = try sandbox.merge("First", ["a/1": "1", "a/2": "1", "a/3": "1"])
    for path in ["a/1", "a/2"] { try sandbox.handWrite("1", to: path) }
    baseline = try sandbox.baseline(["a"], at: first).record.run
  }

  @Test func `what it lacked and a run brought since cannot be held, so it is refused`() throws {
    try sandbox.apply()
    try sandbox.merge("Second", ["a/1": "2"])
    try sandbox.apply()
    let (texts, tip) = (try sandbox.texts(), try sandbox.ledger().tip)
    let told = refusal { try sandbox.rollback("a", to: baseline) }
    #expect(told.first?.contains("what it lacked was brought since: a/3.") == true, "\(told)")
    #expect(told.count == 3, "the heading and the run that brought a/3: \(told)")
    #expect(!told.dropFirst().contains { $0.contains(baseline) })
    #expect(try sandbox.texts() == texts)
    #expect(try sandbox.ledger().tip == tip)
  }

  @Test func `what it lacked and nobody brought since is no obstacle`() throws {
    try sandbox.handWrite("by hand", to: "a/3")
    try sandbox.merge("Second", ["a/1": "2"])
    // The rest goes out; the object that nobody recorded is left alone.
    #expect(try sandbox.apply().record.bindings.map(\.outcome) == [.partial])
    #expect(
      try sandbox.rollback("a", to: baseline).record.bindings.map(\.outcome) == [.applied])
    #expect(try sandbox.texts() == ["a/1": "1", "a/2": "1", "a/3": "by hand"])
    try sandbox.apply()
    #expect(try sandbox.texts()["a/1"] == "1", "it is held")
    #expect(try sandbox.findings() == [])
  }

  @Test func `the runs to go back to are those that left it otherwise than it is`() throws {
    let whole = try sandbox.apply().record.run
    try sandbox.merge("Second", ["a/1": "2"])
    let second = try sandbox.apply().record.run
    let back = try sandbox.rollback("a", to: whole).record.run
    for typed in ["2031", whole, back] {
      let told = refusal { try sandbox.rollback("a", to: typed) }
      #expect(told.count == 3 && told.last?.contains(second) == true, "\(told)")
    }
    let ways = try RollbackWays(of: BindingID(named: "a"), in: sandbox.situation())
    #expect(try ways?.runs(limit: 9).map(\.run.run) == [second])
  }

  @Test func `two items that own one object stop it, as they stop every run`() throws {
    let whole = try sandbox.apply().record.run
    try sandbox.merge("Second", ["a/1": "2"])
    try sandbox.apply()
    try sandbox.configure(
      """
      items:
        a: { paths: [a], targets: { live: { deployment: ad-hoc, prune: delete } } }
        b: { paths: [a/1], targets: { live: { deployment: ad-hoc } } }
      """)
    #expect(throws: OwnershipConflicts.self) { try sandbox.rollback("a", to: whole) }
    #expect(try sandbox.texts()["a/1"] == "2")
  }
}
