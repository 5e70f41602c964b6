import Domain
import Fixtures
import Ledger
import Testing

@testable import Syncing

/// Objects that go from one item to another on the same target.
struct HandOverTests {
  private let sandbox: Sandbox

  init() throws { sandbox = try Sandbox(now: "2026-01-10T12:00:00Z") }

  /// Two items; `rules` of a and b, and who owns `data/x`.
  private func configure(
    a: String, b: String, owner: String, order: [String] = ["a", "b"]
  ) throws {
    var lines = "items:\n"
    for name in order {
      let paths = "data/\(name)" + (owner == name ? ", data/x" : "")
      let rules = name == "a" ? a : b
      lines += "  \(name): { paths: [\(paths)], targets: { live: { \(rules) } } }\n"
    }
    try sandbox.configure(lines)
  }

  private func result(_ item: String, _ report: ApplyRun.Report) throws -> BindingResult {
    try #require(report.record.bindings.first { $0.item == item })
  }

  @Test(arguments: [["a", "b"], ["b", "a"]], ["never", "delete"])
  func `an object goes to the other item in one run, in either order`(
    order: [String], prune: String
  ) throws {
    let rules = "deployment: ad-hoc, prune: \(prune)"
    try configure(a: rules, b: rules, owner: "a", order: order)
    try sandbox.merge("First", ["data/x": "one", "data/a/1": "1", "data/b/1": "1"])
    try sandbox.apply()
    try configure(a: rules, b: rules, owner: "b", order: order)
    let report = try sandbox.apply()
    #expect(report.record.bindings.map(\.outcome) == [.applied, .applied])
    #expect(try result("a", report).objects.map(\.action) == [.handOver])
    #expect(try sandbox.texts() == ["data/x": "one", "data/a/1": "1", "data/b/1": "1"])
    #expect(try sandbox.recorded("a") == ["data/a/1": "1"])
    #expect(try sandbox.recorded("b") == ["data/b/1": "1", "data/x": "one"])
    #expect(try sandbox.record("a")?.leftBehind == [])
    #expect(try sandbox.findings() == [])
  }

  @Test func `an owner that was never deployed gets it as it is`() throws {
    try configure(a: "deployment: ad-hoc, prune: delete", b: "deployment: standard", owner: "a")
    try sandbox.merge("First", ["data/x": "one", "data/a/1": "1"])
    try sandbox.apply()
    try configure(a: "deployment: ad-hoc, prune: delete", b: "deployment: standard", owner: "b")
    try sandbox.merge("Edit", ["data/x": "two", "data/a/1": "2"])
    try sandbox.apply()
    #expect(try sandbox.texts() == ["data/x": "one", "data/a/1": "2"])
    #expect(try sandbox.recorded("a") == ["data/a/1": "2"])
    #expect(try sandbox.recorded("b") == ["data/x": "one"])
    #expect(try sandbox.record("b")?.commit == nil)
    #expect(try sandbox.findings() == [])

    try sandbox.go(to: "2026-02-01T00:00:01Z")
    let result = try result("b", sandbox.apply())
    #expect(result.outcome == .applied && result.objects.map(\.action) == [.update])
    #expect(try sandbox.texts()["data/x"] == "two")
  }

  @Test func `the new owner may come first, and the other's record loses it at once`() throws {
    try configure(a: "deployment: standard, prune: delete", b: "deployment: ad-hoc", owner: "a")
    try sandbox.merge("First", ["data/x": "one", "data/a/1": "1"])
    try sandbox.go(to: "2026-02-01T00:00:01Z")
    try sandbox.apply()
    try configure(a: "deployment: standard, prune: delete", b: "deployment: ad-hoc", owner: "b")
    try sandbox.merge("Edit", ["data/x": "two"])
    let report = try sandbox.apply(Preparer.Request(names: [BindingID(named: "b")]))
    #expect(try result("b", report).objects.map(\.action) == [.update])
    #expect(try result("a", report).objects.map(\.action) == [.handOver], "a is in the record too")
    #expect(try sandbox.recorded("a") == ["data/a/1": "1"])
    #expect(try sandbox.recorded("b") == ["data/x": "two"])
    #expect(try sandbox.findings() == [])

    try sandbox.merge("Remove", ["data/x": nil])
    try sandbox.apply()
    #expect(try sandbox.record("b")?.leftBehind.map(\.path) == ["data/x"], "not a's to prune")
    try sandbox.go(to: "2026-03-01T00:00:01Z")
    #expect(try result("a", sandbox.apply()).outcome == .unchanged)
    #expect(try sandbox.texts()["data/x"] == "two")
  }

  @Test func `a late run of the former owner leaves what the new one brought`() throws {
    try configure(a: "deployment: standard, prune: delete", b: "deployment: ad-hoc", owner: "a")
    try sandbox.merge("First", ["data/x": "one", "data/a/1": "1"])
    try sandbox.go(to: "2026-02-01T00:00:01Z")
    try sandbox.apply()
    try sandbox.go(to: "2026-02-20T00:00:00Z")
    try sandbox.merge("Edit for a", ["data/x": "two", "data/a/1": "2"])
    try sandbox.go(to: "2026-03-01T10:00:00Z")
    try configure(a: "deployment: standard, prune: delete", b: "deployment: ad-hoc", owner: "b")
    try sandbox.merge("Edit for b", ["data/x": "three"])
    try sandbox.apply(Preparer.Request(names: [BindingID(named: "b")]))
    #expect(try sandbox.texts()["data/x"] == "three")

    let late = try result("a", sandbox.apply())
    #expect(late.outcome == .applied, "the first of March deploys a's own objects")
    #expect(try sandbox.texts() == ["data/x": "three", "data/a/1": "2"])
    #expect(try sandbox.recorded("b") == ["data/x": "three"])
    #expect(try sandbox.findings() == [])
  }

  @Test func `a file that moves to another item's path at the same place changes hands`() throws {
    let items = """
      items:
        a: { paths: [one], root: one, targets: { live: { deployment: ad-hoc, prune: delete } } }
        b: { paths: [two], root: two, targets: { live: { deployment: ad-hoc, prune: delete } } }

      """
    try sandbox.configure(items)
    try sandbox.merge("First", ["one/x": "x", "two/y": "y"])
    try sandbox.apply()
    try sandbox.merge("Move", ["one/x": nil, "two/x": "x and more"])
    try sandbox.apply()
    #expect(try sandbox.texts() == ["x": "x and more", "y": "y"])
    #expect(try sandbox.recorded("a") == [:])
    #expect(try sandbox.recorded("b") == ["two/x": "x and more", "two/y": "y"])
    #expect(try sandbox.findings() == [])
  }

  @Test func `drift on an object that changes hands unchanged is said and left alone`() throws {
    let rules = "deployment: ad-hoc, prune: delete"
    try configure(a: rules, b: rules, owner: "a")
    try sandbox.merge("First", ["data/x": "one"])
    try sandbox.apply()
    try sandbox.handWrite("by hand", to: "data/x")
    try configure(a: rules, b: rules, owner: "b")
    let taken = try result("b", sandbox.apply())
    #expect(taken.outcome == .applied)
    #expect(taken.why == "changed on the target and not touched by this run: data/x")
    #expect(try sandbox.texts() == ["data/x": "by hand"])
    #expect(try sandbox.recorded("b") == ["data/x": "one"])
    #expect(try sandbox.recorded("a") == [:])
  }

  @Test func `two items that own one object stop everything`() throws {
    try sandbox.configure(
      """
      items:
        a: { paths: ["data/*"], targets: { live: { deployment: ad-hoc } } }
        b: { paths: ["data/x*"], targets: { live: { deployment: ad-hoc } } }

      """)
    try sandbox.merge("First", ["data/x": "one"])
    let error = try #require(throws: OwnershipConflicts.self) { try sandbox.apply() }
    #expect(error.category == .configuration)
    #expect(error.conflicts.map(\.place) == ["data/x"])
    #expect(try sandbox.texts() == [:])
    #expect(try sandbox.ledger().tip == nil)
  }
}
