import Configuration
import Domain
import Fixtures
import Ledger
import Scheduling
import Testing

@testable import Syncing

/// Runs in and around a freeze over the first of February 2026.
struct FreezeTests {
  private let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
    try configure()
    try sandbox.merge("First", ["data/x": "one"])
  }

  private func configure(
    _ freeze: String? = nil, deployment: String = "standard", more: String = ""
  ) throws {
    let freezes = freeze.map { "freezes: [{ \($0), reason: stocktaking }]" } ?? ""
    try sandbox.configure(
      "calendar: { \(freezes) }\n"
        + "items: { a: { paths: [data], targets: { live: { deployment: \(deployment) } } }\(more) }"
    )
  }

  private let overTheDate = "from: 2026-01-28, to: 2026-02-10"

  private func result(_ request: Preparer.Request = Preparer.Request()) throws -> BindingResult {
    try #require(try sandbox.apply(request).record.bindings.first)
  }

  private func state() throws -> BindingStatus.State? {
    try StatusReader(sandbox.situation()).statuses(nil).first?.state
  }

  private func next() throws -> String? {
    let situation = try sandbox.situation()
    let queue = try #require(try situation.queues(situation.configuration.bindings).first)
    return try NextDates(situation).next(of: queue)?.at.iso8601
  }

  @Test func `a date inside waits for the end, with its cut-off and its late period`() throws {
    try configure(overTheDate)
    #expect(try next() == "2026-02-11T00:00:00Z")
    let inTime = try sandbox.merge("In time", ["data/x": "two"])
    try sandbox.go(to: "2026-02-05T00:00:00Z")
    try sandbox.merge("Too late", ["data/x": "three"])
    let frozen = try result()
    #expect(frozen.outcome == .notDue)
    #expect(
      frozen.why == "nothing is deployed until 2026-02-11T00:00:00Z: "
        + "the freeze \"stocktaking\", 2026-01-28 to 2026-02-10 UTC")
    #expect(try state() == .frozen)
    #expect(try next() == "2026-02-11T00:00:00Z")
    #expect(try sandbox.texts() == [:])

    try sandbox.go(to: "2026-02-14T00:00:00Z")
    let deployed = try result()
    #expect(deployed.outcome == .applied && deployed.to == inTime.hex)
    #expect(deployed.occurrence == "2026-02-01T00:00:00Z", "it is known as the date it was")
    #expect(try sandbox.texts() == ["data/x": "two"])
    #expect(try result().why == "the date 2026-02-01T00:00:00Z is done")
    #expect(try next() == "2026-03-01T00:00:00Z")
    #expect(try sandbox.findings() == [])
  }

  @Test func `it is missed when the late period after the end is over`() throws {
    try configure(overTheDate)
    try sandbox.go(to: "2026-02-14T00:00:01Z")
    let missed = try result()
    #expect(missed.outcome == .refused)
    #expect(missed.why?.contains("it could run until 2026-02-14T00:00:00Z") == true)
    #expect(try state() == .missed)
  }

  @Test func `a run for a missed date waits too, and is missed again afterwards`() throws {
    try sandbox.go(to: "2026-02-20T00:00:00Z")
    try configure("from: 2026-02-18, to: 2026-02-25")
    for late in [false, true] {
      let frozen = try result(Preparer.Request(allowsLate: late))
      #expect(frozen.outcome == .notDue, "late: \(late)")
      #expect(frozen.why?.contains("until 2026-02-26T00:00:00Z") == true)
    }
    #expect(try state() == .frozen)
    #expect(try next() == "2026-03-01T00:00:00Z")
    try sandbox.go(to: "2026-02-26T00:00:00Z")
    #expect(try state() == .missed)
    #expect(try result(Preparer.Request(allowsLate: true)).outcome == .applied)
  }

  @Test func `a date just before it is frozen, and goes if it is not too late afterwards`() throws {
    try configure("from: 2026-02-02, to: 2026-02-03")
    try sandbox.go(to: "2026-02-02T06:00:00Z")
    #expect(try result().outcome == .notDue)
    #expect(try next() == "2026-02-04T00:00:00Z")
    try sandbox.go(to: "2026-02-04T00:00:00Z")
    #expect(try result().occurrence == "2026-02-01T00:00:00Z")
  }

  @Test func `a date that is skipped does not happen, and what is queued waits for the next`()
    throws
  {
    try sandbox.go(to: "2026-01-27T00:00:00Z")
    try configure(overTheDate + ", onFreeze: skip")
    #expect(try next() == "2026-03-01T00:00:00Z")
    for time in ["2026-02-05T00:00:00Z", "2026-02-12T00:00:00Z", "2026-02-27T00:00:00Z"] {
      try sandbox.go(to: time)
      let waiting = try result(Preparer.Request(allowsLate: true))
      #expect(waiting.outcome == .notDue)
      #expect(
        waiting.why?.hasPrefix("the date 2026-02-01T00:00:00Z does not take place") == true,
        "\(waiting)")
      #expect(try state() == .queued)
    }
    try sandbox.go(to: "2026-03-01T00:00:00Z")
    #expect(try result().occurrence == "2026-03-01T00:00:00Z")
  }

  @Test func `a skipped date does not hide an earlier one that was missed`() throws {
    try sandbox.go(to: "2026-02-20T00:00:00Z")
    try configure("from: 2026-02-25, to: 2026-03-05, onFreeze: skip")
    try sandbox.go(to: "2026-03-10T00:00:00Z")
    #expect(try state() == .missed)
    #expect(try result(Preparer.Request(allowsLate: true)).occurrence == "2026-02-01T00:00:00Z")
  }

  @Test func `an ad-hoc binding waits and goes afterwards`() throws {
    try sandbox.go(to: "2026-02-05T00:00:00Z")
    try configure(overTheDate, deployment: "ad-hoc")
    #expect(try result().outcome == .notDue)
    #expect(try state() == .frozen)
    #expect(try next() == "2026-02-11T00:00:00Z")
    try sandbox.go(to: "2026-02-11T00:00:00Z")
    #expect(try result().outcome == .applied)
    #expect(try next() == nil)
  }

  @Test func `an ad-hoc binding without a queue is not frozen`() throws {
    try configure(deployment: "ad-hoc")
    #expect(try result().outcome == .applied)
    try sandbox.go(to: "2026-02-05T00:00:00Z")
    try configure(overTheDate, deployment: "ad-hoc")
    #expect(try result().outcome == .unchanged)
    #expect(try state() == .upToDate)
  }

  @Test func `only the bindings that it covers wait`() throws {
    try configure(
      overTheDate + ", items: [a]", more: ", b: { paths: [b], targets: [live] }")
    try sandbox.merge("B", ["b/y": "one"])
    try sandbox.go(to: "2026-02-02T00:00:00Z")
    #expect(try sandbox.apply().record.bindings.map(\.outcome) == [.notDue, .applied])
    #expect(try sandbox.texts() == ["b/y": "one"])
  }

  @Test func `what the target has already is taken over, unwritten`() throws {
    try sandbox.go(to: "2026-02-01T00:00:00Z")
    try sandbox.apply()
    try sandbox.merge("Mended", ["data/x": "two"])
    try sandbox.handWrite("two", to: "data/x")
    try sandbox.go(to: "2026-03-01T00:00:00Z")
    try configure("from: 2026-02-20, to: 2026-03-05")
    let taken = try result()
    #expect(taken.outcome == .notDue && taken.objects.map(\.action) == [.takeOver])
    #expect(try sandbox.recorded("a") == ["data/x": "two"])
  }

  @Test func `the freezes are those at head`() throws {
    try configure(overTheDate)
    try sandbox.go(to: "2026-02-02T00:00:00Z")
    #expect(try result().outcome == .notDue)
    try configure()
    #expect(try result().occurrence == "2026-02-01T00:00:00Z", "the freeze was lifted")
    try configure(overTheDate)
    #expect(try result().why == "the date 2026-02-01T00:00:00Z is done")
  }
}
