import Domain
import Fixtures
import Ledger
import Testing

@testable import Syncing

/// What a date deploys: the first of February 2026 and the month after it.
struct CutOffTests {
  private let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
    try configure()
    try sandbox.merge("First", ["data/x": "one", "data/y": "one"])
  }

  private func configure(_ more: String = "", rules: String = "deployment: standard") throws {
    try sandbox.configure(
      "items: { a: { paths: [data], \(more) targets: { live: { \(rules) } } } }")
  }

  private func result(_ request: Preparer.Request = Preparer.Request()) throws -> BindingResult {
    try #require(try sandbox.apply(request).record.bindings.first)
  }

  @Test func `what was merged by the date goes out, and what came later waits`() throws {
    try sandbox.go(to: "2026-01-31T23:59:59Z")
    #expect(try result().outcome == .notDue)
    let last = try sandbox.merge("In time", ["data/x": "two"])
    try sandbox.go(to: "2026-02-01T00:00:01Z")
    try sandbox.merge("Too late", ["data/y": "two"])
    let deployed = try result()
    #expect(deployed.outcome == .applied)
    #expect(deployed.to == last.hex)
    #expect(deployed.occurrence == "2026-02-01T00:00:00Z")
    #expect(deployed.excluded == 1)
    #expect(deployed.why?.contains("is not included") == true, "commits close to it are named")
    #expect(try sandbox.texts() == ["data/x": "two", "data/y": "one"])
    #expect(try result().why == "the date 2026-02-01T00:00:00Z is done")
  }

  @Test func `a merge in the very second of the date is in time`() throws {
    try sandbox.go(to: "2026-02-01T00:00:00Z")
    let head = try sandbox.merge("On time", ["data/x": "two"])
    #expect(try result().to == head.hex)
  }

  @Test func `a change and its revert around the date stay out`() throws {
    try sandbox.go(to: "2026-02-01T00:00:01Z")
    try sandbox.apply()
    try sandbox.go(to: "2026-02-27T00:00:00Z")
    try sandbox.merge("Change", ["data/x": "two"])
    try sandbox.merge("Another", ["data/y": "two"])
    try sandbox.go(to: "2026-03-01T08:00:00Z")
    try sandbox.merge("Revert", ["data/x": "one"])
    #expect(try result().outcome == .applied)
    #expect(try sandbox.texts() == ["data/x": "one", "data/y": "two"], "never half of a group")
    #expect(try sandbox.findings() == [])
  }

  @Test func `a commit with a broken configuration is passed over, and the run says so`() throws {
    try sandbox.go(to: "2026-01-31T12:00:00Z")
    let readable = try #require(sandbox.head)
    let broken = try sandbox.merge(
      "Break it", ["deploysync.yaml": "version: [", "data/x": "two"], direct: true)
    try sandbox.go(to: "2026-02-01T01:00:00Z")
    try configure()
    let deployed = try result()
    #expect(deployed.to == readable.hex)
    #expect(deployed.why?.contains("\(broken.short) is passed over") == true)
    #expect(try sandbox.texts() == ["data/x": "one", "data/y": "one"])
  }

  @Test func `the item is defined by the commit that is deployed`() throws {
    try sandbox.go(to: "2026-02-01T01:00:00Z")
    try configure("root: data,")
    #expect(try result().outcome == .applied)
    #expect(try sandbox.texts() == ["data/x": "one", "data/y": "one"], "the root came later")
    try sandbox.go(to: "2026-03-01T01:00:00Z")
    #expect(try result().objects.map(\.action) == [.rename, .rename])
    #expect(try sandbox.texts() == ["x": "one", "y": "one"])
  }

  @Test func `an item that was renamed since is defined by its former name`() throws {
    try sandbox.go(to: "2026-02-01T01:00:00Z")
    try sandbox.configure(
      "items: { b: { paths: [data], root: data, was: a, targets: { live: {} } } }")
    let deployed = try result()
    #expect(deployed.item == "b" && deployed.outcome == .applied, "the date is not lost")
    #expect(try sandbox.texts() == ["data/x": "one", "data/y": "one"])
  }

  @Test(arguments: [("never", "delete"), ("delete", "never")])
  func `the milder prune of that commit and of head counts`(then: String, now: String) throws {
    try configure(rules: "deployment: standard, prune: \(then)")
    try sandbox.go(to: "2026-02-01T00:00:01Z")
    try sandbox.apply()
    try sandbox.merge("Remove", ["data/x": nil])
    try sandbox.go(to: "2026-03-01T00:00:01Z")
    try configure(rules: "deployment: standard, prune: \(now)")
    #expect(try result().objects.map(\.action) == [.leaveBehind])
    try sandbox.go(to: "2026-04-01T00:00:01Z")
    #expect(try result().objects.map(\.action) == (now == "delete" ? [.delete] : []))
  }

  @Test func `a binding that is configured no longer is not run, and keeps its record`() throws {
    try sandbox.go(to: "2026-02-01T00:00:01Z")
    try sandbox.apply()
    try sandbox.configure("items: { b: { paths: [other], targets: { live: {} } } }")
    try sandbox.merge("Edit", ["data/x": "two"])
    try sandbox.go(to: "2026-03-01T00:00:01Z")
    #expect(try sandbox.apply().record.bindings.map(\.item) == ["b"])
    #expect(try sandbox.texts() == ["data/x": "one", "data/y": "one"], "nothing of it is pruned")
    #expect(try sandbox.recorded("a") == ["data/x": "one", "data/y": "one"])
    let statuses = try StatusReader(sandbox.situation()).statuses(nil)
    #expect(statuses.last?.binding == BindingID(named: "a"))
    #expect(statuses.last?.state == .unconfigured)
  }

  @Test func `a schedule that changes cannot make a date come twice`() throws {
    try sandbox.go(to: "2026-02-01T00:00:01Z")
    #expect(try result().outcome == .applied)
    try configure(rules: "deployment: standard, schedule: other")
    try sandbox.configure(
      "calendar: { schedules: { other: { every: month, on: 1, at: \"00:00\" } } }\n"
        + "items: { a: { paths: [data], targets: { live: { schedule: other } } } }")
    try sandbox.go(to: "2026-02-01T06:00:00Z")
    #expect(try result().outcome == .notDue)
    try configure(rules: "deployment: ad-hoc")
    try sandbox.merge("Edit", ["data/x": "two"])
    #expect(try result().outcome == .applied)
    try configure()
    #expect(try result().why == "the date 2026-02-01T00:00:00Z is done")
  }
}
