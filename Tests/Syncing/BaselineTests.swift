import Domain
import Fixtures
import Git
import Ledger
import Queueing
import Testing

@testable import Syncing

struct BaselineTests {
  private let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
    try configure("[a, x]", "[b]")
  }

  private func configure(_ a: String, _ b: String) throws {
    let rules = "targets: { live: { deployment: ad-hoc, prune: delete } }"
    try sandbox.configure(
      "items:\n  a: { paths: \(a), \(rules) }\n  b: { paths: \(b), \(rules) }\n")
  }

  @Test func `it records what is there as it is in the commit, and lists the rest`() throws {
    let head = try sandbox.merge("First", ["a/same": "1", "a/other": "1", "a/missing": "1"])
    try sandbox.handWrite("1", to: "a/same")
    try sandbox.handWrite("2", to: "a/other")
    let before = try sandbox.files()
    let done = try sandbox.baseline(["a"], at: head)
    let result = try #require(done.results.first)
    #expect(result.recorded == 1)
    #expect(result.differences.map(\.path) == ["a/missing", "a/other"])
    #expect(try sandbox.files() == before, "a baseline writes nothing to the target")
    let record = try #require(try sandbox.record("a"))
    #expect(record.commit == head && record.isProven && record.isPartial)
    #expect(try sandbox.recorded("a") == ["a/same": "1"])
    #expect(try sandbox.queue("a")?.changes.map(\.path) == ["a/missing", "a/other"])
    #expect(try sandbox.findings() == [])
  }

  @Test func `an unproven one asks nobody, and the next run says what differs`() throws {
    let head = try sandbox.merge("First", ["a/1": "1", "a/2": "1"])
    try sandbox.baseline(["a"], at: head, .unproven)
    #expect(try sandbox.record("a")?.isProven == false)
    #expect(try sandbox.recorded("a") == ["a/1": "1", "a/2": "1"])
    try sandbox.handWrite("1", to: "a/1")
    try sandbox.merge("Second", ["a/1": "2"])
    let result = try #require(try sandbox.apply().record.bindings.first)
    #expect(result.outcome == .applied)
    #expect(result.why == "changed on the target and not touched by this run: a/2")
    #expect(try sandbox.record("a")?.isProven == false, "it says so ever after")
  }

  @Test(arguments: [true, false])
  func `what another item owns at head is not recorded`(isProven: Bool) throws {
    let first = try sandbox.merge("First", ["a/1": "1", "x": "1"])
    try configure("[a]", "[b, x]")
    try sandbox.handWrite("1", to: "a/1")
    try sandbox.handWrite("1", to: "x")
    let done = try sandbox.baseline(["a"], at: first, isProven ? .read : .unproven)
    #expect(done.results.first?.differences.map(\.clause) == ["belongs to b@live"])
    #expect(try sandbox.recorded("a") == ["a/1": "1"])
    #expect(try sandbox.record("a")?.isPartial == false)
  }

  @Test func `what another item has recorded changes hands`() throws {
    try sandbox.merge("First", ["a/1": "1", "b/1": "1", "x": "1"])
    try sandbox.apply()
    try configure("[a]", "[b, x]")
    let done = try sandbox.baseline(["b"], at: try #require(sandbox.head))
    #expect(done.record.bindings.map(\.item) == ["b", "a"])
    #expect(try sandbox.recorded("b") == ["b/1": "1", "x": "1"])
    #expect(try sandbox.recorded("a") == ["a/1": "1"])
    #expect(try sandbox.findings() == [])
    let tip = try sandbox.ledger().tip
    #expect(try sandbox.apply().record.bindings.map(\.outcome) == [.unchanged, .unchanged])
    #expect(try sandbox.ledger().tip == tip)
  }

  @Test func `two items of one call do not record one object twice`() throws {
    let first = try sandbox.merge("First", ["a/1": "1", "b/1": "1", "x": "1"])
    for path in ["a/1", "b/1", "x"] { try sandbox.handWrite("1", to: path) }
    try sandbox.baseline(["a", "b"], at: first)
    try configure("[a]", "[b, x]")
    try sandbox.baseline(["b", "a"], at: try #require(sandbox.head))
    #expect(try sandbox.recorded("b") == ["b/1": "1", "x": "1"])
    #expect(try sandbox.recorded("a") == ["a/1": "1"])
    #expect(try sandbox.findings() == [])
  }

  @Test func `a commit that is not merged is refused`() throws {
    let head = try sandbox.merge("First", ["a/1": "1"])
    let side = try sandbox.commit(
      "Side", sandbox.repository.link(head).tree, [head], at: sandbox.now)
    #expect(throws: BaselineError.self) { try sandbox.baseline(["a"], at: side) }
    #expect(try sandbox.ledger().tip == nil)
  }
}
