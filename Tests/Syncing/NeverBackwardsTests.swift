import Domain
import Fixtures
import Git
import Ledger
import Testing

@testable import Syncing

struct NeverBackwardsTests {
  private let sandbox: Sandbox

  init() throws { sandbox = try Sandbox() }

  private func configure(_ rules: String) throws {
    try sandbox.configure("items: { a: { paths: [data], targets: { live: { \(rules) } } } }")
  }

  private func result(_ request: Preparer.Request = Preparer.Request()) throws -> BindingResult {
    try #require(try sandbox.apply(request).record.bindings.first)
  }

  @Test func `a copy with an older head than what is deployed writes nothing`() throws {
    try configure("deployment: ad-hoc")
    let older = try sandbox.merge("First", ["data/x": "one"])
    let newer = try sandbox.merge("Second", ["data/x": "two"])
    try sandbox.apply()
    let tip = try sandbox.ledger().tip
    try sandbox.setHead(older)
    let stale = try result()
    #expect(stale.outcome == .refused)
    #expect(stale.why?.contains("no longer contains the deployed commit") == true)
    #expect(try sandbox.texts() == ["data/x": "two"])
    #expect(try sandbox.ledger().tip == tip)
    try sandbox.setHead(newer)
    #expect(try result().outcome == .unchanged)
  }

  @Test func `rewritten history is refused until a baseline names the new place`() throws {
    try configure("deployment: ad-hoc")
    let base = try sandbox.merge("First", ["data/x": "one"])
    try sandbox.merge("Second", ["data/x": "two"])
    try sandbox.apply()
    try sandbox.setHead(base)
    let head = try sandbox.merge("Other second", ["data/x": "two", "data/y": "one"])
    #expect(try result(Preparer.Request(overwritesDrift: true)).outcome == .refused)
    try sandbox.baseline(["a"], at: head)
    #expect(try result().objects.map(\.path) == ["data/y"])
    #expect(try sandbox.findings() == [])
  }

  @Test func `a foxtrot merge does not take back what is deployed`() throws {
    try configure("deployment: ad-hoc")
    let base = try sandbox.merge("First", ["data/x": "one", "data/y": "one"])
    let deployed = try sandbox.merge("Second", ["data/x": "two"])
    try sandbox.apply()
    // Somebody merges the branch into theirs, and the branch is moved onto that.
    try sandbox.setHead(base)
    let theirs = try sandbox.merge("Theirs", ["data/y": "two"], direct: true)
    let tree = try sandbox.repository.replacing(
      ["data/x": try sandbox.version("two")], in: sandbox.repository.link(theirs).tree)
    try sandbox.setHead(
      sandbox.commit("Merge branch 'main'", tree, [theirs, deployed], at: sandbox.now))
    let result = try result()
    #expect(result.outcome == .applied)
    #expect(result.objects.map(\.path) == ["data/y"])
    #expect(try sandbox.texts() == ["data/x": "two", "data/y": "two"])
    #expect(try sandbox.findings() == [])
  }

  @Test func `a date after a foxtrot merge asks for a commit without what is deployed`() throws {
    try configure("deployment: ad-hoc")
    let base = try sandbox.merge("First", ["data/x": "one", "data/y": "one"])
    try sandbox.apply()
    let deployed = try sandbox.merge("Second", ["data/x": "two"])
    try sandbox.apply()
    try sandbox.setHead(base)
    try sandbox.go(to: "2026-01-20T00:00:00Z")
    let theirs = try sandbox.merge(
      "Theirs",
      [
        "data/y": "two",
        "deploysync.yaml":
          "version: 1\nitems: { a: { paths: [data], targets: { live: {} } } }",
      ], direct: true)
    try sandbox.go(to: "2026-02-01T08:00:00Z")
    let tree = try sandbox.repository.replacing(
      ["data/x": try sandbox.version("two")], in: sandbox.repository.link(theirs).tree)
    try sandbox.setHead(
      sandbox.commit("Merge branch 'main'", tree, [theirs, deployed], at: sandbox.now))
    let result = try result()
    #expect(result.outcome == .notDue)
    #expect(result.why?.contains("a run never goes back") == true)
    #expect(try sandbox.texts() == ["data/x": "two", "data/y": "one"])
  }

  @Test func `a late run keeps what was taken over from later`() throws {
    try configure("deployment: standard")
    try sandbox.merge("First", ["data/x": "one", "data/y": "one"])
    try sandbox.go(to: "2026-02-01T00:00:01Z")
    try sandbox.apply()
    try sandbox.merge("In time", ["data/x": "two", "data/y": "two"])
    try sandbox.go(to: "2026-03-01T01:00:00Z")
    try sandbox.merge("Mend", ["data/x": "three"])
    // Somebody brought the third version by hand already; a run of another day records it.
    try sandbox.handWrite("three", to: "data/x")
    let late = Preparer.Request()
    #expect(try result(late).outcome == .partial, "drift: the cut-off asks for the second one")
    #expect(try result(late).outcome == .refused)
    #expect(try sandbox.texts() == ["data/x": "three", "data/y": "two"])
  }

  @Test func `what a not-due day took over stays on a later cut-off before it`() throws {
    try configure("deployment: standard, schedule: monthly")
    try sandbox.merge("First", ["data/x": "one", "data/y": "one"])
    try sandbox.go(to: "2026-02-01T00:00:01Z")
    try sandbox.apply()
    try sandbox.go(to: "2026-02-20T00:00:00Z")
    let early = try sandbox.merge("In time", ["data/y": "two"])
    let head = try sandbox.merge(
      "Mend", ["data/x": "three"], at: try Sandbox.time("2026-03-02T00:00:00Z"))
    try sandbox.handWrite("three", to: "data/x")
    let taken = try result()
    #expect(taken.outcome == .notDue && taken.objects.map(\.action) == [.takeOver])
    #expect(try sandbox.record("a")?.takenOver.map(\.commit) == [head])
    try sandbox.go(to: "2026-03-02T10:00:00Z")
    let deployed = try result()
    #expect(deployed.outcome == .applied && deployed.to == early.hex)
    #expect(try sandbox.texts() == ["data/x": "three", "data/y": "two"])
    #expect(try sandbox.recorded("a") == ["data/x": "three", "data/y": "two"])
    #expect(try sandbox.findings() == [])
  }

  @Test func `a late run after a baseline at head does nothing`() throws {
    try configure("deployment: standard")
    try sandbox.merge("First", ["data/x": "one"])
    try sandbox.go(to: "2026-02-02T00:00:00Z")
    let head = try sandbox.merge("Second", ["data/x": "two"])
    try sandbox.handWrite("two", to: "data/x")
    try sandbox.baseline(["a"], at: head)
    for late in [false, true] {
      #expect(try result(Preparer.Request(allowsLate: late)).outcome == .notDue)
    }
    #expect(try sandbox.texts() == ["data/x": "two"])
    #expect(try sandbox.record("a")?.commit == head)
  }
}
