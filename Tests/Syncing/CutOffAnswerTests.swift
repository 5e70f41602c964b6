import Domain
import Fixtures
import Git
import Testing

@testable import Syncing

/// What is told of a change that was merged after the cut-off of a date that is missed or frozen.
struct CutOffAnswerTests {
  private let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
    try configure("")
    try sandbox.merge("First (!1)", ["a/1": "1\n"], direct: true)
  }

  private func configure(_ freezes: String) throws {
    try sandbox.configure(
      "calendar: { \(freezes) }\nitems: { a: { paths: [a], targets: { live: {} } } }")
  }

  private func place(_ name: String) throws -> Explanation.Place {
    let situation = try sandbox.situation()
    return try #require(
      try Explainer(situation).explain(ChangeName(situation).resolve(name)).places.first)
  }

  @Test func `a missed date does not miss what came after it`() throws {
    try sandbox.go(to: "2026-02-05T00:00:00Z")
    try sandbox.merge("Second (!2)", ["a/2": "2\n"], direct: true)
    #expect(try place("1").state == .missed)
    let later = try place("2")
    #expect(later.state == .queued && later.next?.contains("--late") != true)
    #expect(later.why.contains("after the cut-off of 2026-02-01T00:00:00Z"))
    #expect(try later.date == Sandbox.time("2026-03-01T00:00:00Z"))
  }

  @Test func `a frozen date keeps what came after it for the next, in plan and explain`() throws {
    try configure("freezes: [{ from: 2026-01-28, to: 2026-02-10, reason: stocktaking }]")
    try sandbox.go(to: "2026-02-05T00:00:00Z")
    try sandbox.merge("Second (!2)", ["a/2": "2\n"], direct: true)
    let frozen = try place("1")
    #expect(frozen.state == .frozen)
    #expect(try frozen.date == Sandbox.time("2026-02-11T00:00:00Z"))
    let later = try place("2")
    #expect(later.state == .queued)
    #expect(later.why.contains("after the cut-off of 2026-02-01T00:00:00Z"))
    #expect(try later.date == Sandbox.time("2026-03-01T00:00:00Z"))

    let prepared = try Preparer(
      sandbox.situation(), targets: sandbox.access(), request: .init(plansAhead: true)
    ).prepare()
    let plan = try #require(prepared.bindings.first?.stage.plan)
    #expect(plan.objects.map(\.path) == ["a/1"])
    try sandbox.go(to: "2026-02-11T00:00:00Z")
    try sandbox.apply()
    #expect(try sandbox.texts() == ["a/1": "1\n"], "as it was told")
  }
}
