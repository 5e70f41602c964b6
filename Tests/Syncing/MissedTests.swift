import Domain
import Fixtures
import Ledger
import Testing

@testable import Syncing

struct MissedTests {
  private let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
    try sandbox.configure("items: { a: { paths: [data], targets: { live: {} } } }")
    try sandbox.merge("First", ["data/x": "one"])
  }

  private func result(_ request: Preparer.Request = Preparer.Request()) throws -> BindingResult {
    try #require(try sandbox.apply(request).record.bindings.first)
  }

  @Test func `a job that did not run on the date catches up within the late period`() throws {
    try sandbox.go(to: "2026-02-04T00:00:00Z")
    #expect(try result().outcome == .applied)
  }

  @Test func `after it the date is missed until somebody says so`() throws {
    try sandbox.go(to: "2026-02-04T00:00:01Z")
    let missed = try result()
    #expect(missed.outcome == .refused)
    #expect(missed.why?.contains("was missed") == true)
    #expect(try sandbox.texts() == [:])
    #expect(try StatusReader(sandbox.situation()).statuses(nil).first?.state == .missed)
    let late = try result(Preparer.Request(allowsLate: true))
    #expect(late.outcome == .applied && late.occurrence == "2026-02-01T00:00:00Z")
  }

  @Test func `the next date supersedes a missed one`() throws {
    try sandbox.go(to: "2026-02-20T00:00:00Z")
    #expect(try result().outcome == .refused)
    try sandbox.go(to: "2026-03-01T00:00:01Z")
    #expect(try result().occurrence == "2026-03-01T00:00:00Z")
  }

  @Test func `a date that would change nothing is never missed`() throws {
    try sandbox.go(to: "2026-02-01T00:00:01Z")
    try sandbox.apply()
    try sandbox.go(to: "2026-03-20T00:00:00Z")
    let result = try result()
    #expect(result.outcome == .notDue || result.outcome == .unchanged)
    #expect(try StatusReader(sandbox.situation()).statuses(nil).first?.state == .upToDate)
  }

  @Test func `dates before the item was configured or its baseline do not count`() throws {
    try sandbox.go(to: "2026-02-01T12:00:00Z")
    try sandbox.configure(
      "items: { a: { paths: [data], targets: { live: {} } }, b: { paths: [b], targets: { live: {} } } }"
    )
    let outcomes = try sandbox.apply().record.bindings.map(\.outcome)
    #expect(outcomes == [.applied, .notDue])
    try sandbox.go(to: "2026-03-02T00:00:00Z")
    try sandbox.baseline(["b"], at: try #require(sandbox.head))
    let again = try sandbox.apply().record.bindings
    #expect(again.first { $0.item == "b" }?.outcome == .notDue)
  }

  @Test func `a fulfilled date without changes is recorded once`() throws {
    try sandbox.go(to: "2026-02-01T00:00:01Z")
    try sandbox.apply()
    try sandbox.go(to: "2026-02-10T00:00:00Z")
    try sandbox.merge("Elsewhere", ["other": "1"])
    try sandbox.go(to: "2026-03-01T00:00:01Z")
    #expect(try result().outcome == .unchanged)
    let tip = try sandbox.ledger().tip
    #expect(try sandbox.record("a")?.occurrence == Sandbox.time("2026-03-01T00:00:00Z"))
    #expect(try result().outcome == .notDue)
    #expect(try sandbox.ledger().tip == tip)
    #expect(try sandbox.findings() == [])
  }
}
