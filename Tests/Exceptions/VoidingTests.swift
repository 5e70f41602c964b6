import Domain
import Exceptions
import Fixtures
import Git
import Ledger
import Queueing
import Targets
import Testing

@testable import Syncing

/// What makes an agreement void, and what does not.
struct VoidingTests {
  private let numbers = (1...9).map { "\($0)\n" }.joined()

  private func edited(_ edits: [Int: String]) -> String {
    (1...9).map { (edits[$0] ?? "\($0)") + "\n" }.joined()
  }

  /// Two queued entries, of which the second is asked for and agreed to; `E-1`.
  private func agreed(whole: Bool = false) throws -> (bench: Bench, entries: [ObjectID]) {
    let bench = try Bench(["data/a.yaml": numbers, "data/b.yaml": "b\n"])
    try bench.baseline()
    let first = try bench.merge("First (!1)", ["data/b.yaml": "bb\n"])
    let second = try bench.merge("Second (!2)", ["data/a.yaml": edited([2: "two"])])
    _ = try bench.request(only: whole ? [] : [second])
    try bench.agree("E-1")
    return (bench, [first, second])
  }

  private func mends(_ bench: Bench) throws {
    try bench.agree("E-1")
    try bench.deploy("E-1")
  }

  @Test func `an impact of tomorrow does not make the agreement last longer`() throws {
    let (bench, _) = try agreed()
    bench.now = bench.now + -86_400
    let refusal = refusal { try bench.deploy("E-1") }
    #expect(refusal.first == "the agreement to E-1 is void")
    #expect(refusal.last?.contains("which has not come yet: a clock is wrong") == true)
    bench.now = bench.now + 86_400
    try bench.deploy("E-1")
  }

  @Test(arguments: [false, true])
  func `what is merged later is not shipped and does not void it`(whole: Bool) throws {
    let (bench, _) = try agreed(whole: whole)
    try bench.merge("Later (!3)", ["data/a.yaml": edited([2: "two", 9: "nine"])])
    try bench.merge("New (!4)", ["data/c.yaml": "c\n"])
    try bench.deploy("E-1")
    let live = try bench.live()
    #expect(live["data/a.yaml"] == edited([2: "two"]))
    #expect(live["data/c.yaml"] == nil)
    #expect(live["data/b.yaml"] == (whole ? "bb\n" : "b\n"))
  }

  @Test func `a regular run in between that changes the result voids it`() throws {
    let (bench, _) = try agreed()
    bench.now = try Bench.time("2026-01-10T20:00:00Z")
    // The release of the date is brought forward by another exception, of the other entry.
    let other = try bench.request(only: [bench.queue().entries?.last?.commit ?? .zero])
    try bench.agree(other)
    try bench.deploy(other)
    #expect(
      refusal { try bench.deploy("E-1") } == [
        "the agreement to E-1 is void",
        "the result on desk@live would not be what was agreed to: what is deployed there has "
          + "changed",
      ])
    try mends(bench)
    #expect(
      try bench.live() == ["data/a.yaml": edited([2: "two"]), "data/b.yaml": "bb\n"])
  }

  @Test func `a change made by hand on an object that it touches voids it`() throws {
    let (bench, _) = try agreed()
    try bench.handWrite("other\n", to: "b.yaml")
    try bench.handWrite(edited([7: "by hand"]), to: "a.yaml")
    let reasons = [
      "the agreement to E-1 is void",
      "data/a.yaml was changed on the target of desk@live since the impact",
    ]
    #expect(refusal { try bench.deploy("E-1") } == reasons)
    let summary = try bench.impact("E-1")
    #expect(summary.impact.bindings[0].objects.map(\.overwrites) == [true])
    try bench.decide("E-1")
    try bench.take(.confirmation, of: "E-1")
    try bench.deploy("E-1")
    #expect(try bench.live() == ["data/a.yaml": edited([2: "two"]), "data/b.yaml": "other\n"])
  }

  @Test func `a change made by hand on a file that it renames voids it`() throws {
    let bench = try Bench(["data/a.yaml": numbers])
    try bench.baseline()
    try bench.merge("Rename (!1)", ["data/a.yaml": nil, "data/z.yaml": numbers])
    let id = try bench.request()
    let summary = try bench.impact(id)
    #expect(summary.impact.bindings[0].objects.map(\.action) == ["rename"])
    try bench.decide(id)
    try bench.take(.confirmation, of: id)
    try bench.handWrite("by hand\n", to: "a.yaml")
    #expect(
      refusal { try bench.deploy(id) } == [
        "the agreement to E-1 is void",
        "data/a.yaml was changed on the target of desk@live since the impact",
      ])
    #expect(try bench.live() == ["data/a.yaml": "by hand\n"])
  }

  @Test func `a changed approval policy voids it`() throws {
    let (bench, _) = try agreed()
    try bench.merge(
      "Two must agree",
      [
        "deploysync.yaml": Bench.configuration(
          more: Bench.exceptions.replacing("[max@", with: "[mia@example.com, max@"))
      ])
    let reasons = [
      "the agreement to E-1 is void",
      "the approval rules in deploysync.yaml were changed since the impact",
    ]
    #expect(refusal { try bench.deploy("E-1") } == reasons)
    try mends(bench)
  }

  @Test(arguments: [false, true])
  func `a reverted entry voids it, though its file was changed since`(isChanged: Bool) throws {
    let (bench, entries) = try agreed()
    if isChanged {
      try bench.merge("Ninth (!3)", ["data/a.yaml": edited([2: "two", 9: "nine"])])
      try bench.merge("Revert (!4)", ["data/a.yaml": edited([9: "nine"])])
    } else {
      try bench.merge("Revert (!4)", ["data/a.yaml": numbers])
    }
    #expect(
      refusal { try bench.deploy("E-1") } == [
        "the agreement to E-1 is void",
        "the entry \(entries[1].hex.prefix(10)) was reverted since",
      ])
  }

  @Test func `an entry that was taken back before the impact does not void the whole`() throws {
    let bench = try Bench(["data/a.yaml": "x\n"])
    try bench.baseline()
    try bench.merge("One (!1)", ["data/a.yaml": "y\n"])
    try bench.merge("Two (!2)", ["data/a.yaml": "z\n"])
    try bench.merge("Revert two (!3)", ["data/a.yaml": "y\n"])
    try bench.exception()
    #expect(try bench.live() == ["data/a.yaml": "y\n"])
  }

  @Test func `an entry that is gone from the branch voids it`() throws {
    let (bench, entries) = try agreed()
    try bench.advance(to: bench.repository.link(entries[0]).parents[0])
    #expect(
      refusal { try bench.deploy("E-1") } == [
        "the agreement to E-1 is void",
        "the branch no longer contains the commit \(entries[1].short)",
      ])
  }

  @Test func `it expires, and a new impact mends it`() throws {
    let (bench, _) = try agreed()
    let impact = try #require(try bench.situation().ledger.exception("E-1")?.impact)
    let start = try Bench.time(impact.step.at)
    bench.now = start + 72 * 3600
    #expect(refusal { _ = try bench.take(.decision, of: "E-1", by: Bench.max) }.isEmpty == false)
    bench.now = start + 72 * 3600 + 1
    #expect(
      refusal { try bench.deploy("E-1") } == [
        "the agreement to E-1 is void", "the agreement expired on 2026-01-13T12:03:00Z",
      ])
    try mends(bench)
    #expect(try bench.live()["data/a.yaml"] == edited([2: "two"]))
  }

  @Test func `a finished run uses it up`() throws {
    let (bench, _) = try agreed()
    try bench.deploy("E-1")
    #expect(refusal { try bench.deploy("E-1") } == ["E-1: it was deployed and is used up"])
    #expect(refusal { try bench.impact("E-1") } == ["E-1: it was deployed and is used up"])
  }

  @Test func `a hold on a taken entry voids it`() throws {
    let (bench, entries) = try agreed(whole: true)
    try bench.hold(entries[0])
    #expect(refusal { try bench.deploy("E-1") }.first == "the agreement to E-1 is void")
    try bench.release(entries[0])
    try bench.deploy("E-1")
  }
}

extension String {
  func replacing(_ text: String, with other: String) -> String {
    guard let range = firstRange(of: text) else { return self }
    return String(self[..<range.lowerBound]) + other + String(self[range.upperBound...])
  }
}
