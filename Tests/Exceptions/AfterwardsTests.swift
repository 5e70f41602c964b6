import Domain
import Exceptions
import Fixtures
import Git
import Ledger
import Queueing
import Testing

@testable import Syncing

/// What dates bring after an exception or a hold.
struct AfterwardsTests {
  private let numbers = (1...9).map { "\($0)\n" }.joined()

  private func edited(_ edits: [Int: String]) -> String {
    (1...9).map { (edits[$0] ?? "\($0)") + "\n" }.joined()
  }

  private func begin() throws -> Bench {
    let bench = try Bench(["data/a.yaml": numbers])
    try bench.baseline()
    return bench
  }

  @Test func `the next date brings exactly the remainder`() throws {
    let bench = try begin()
    try bench.merge("First (!1)", ["data/a.yaml": edited([1: "one"]), "data/b.yaml": "b\n"])
    let last = try bench.merge(
      "Last (!2)", ["data/a.yaml": edited([1: "one", 9: "nine"])])
    try bench.exception(only: [last])
    #expect(try bench.live() == ["data/a.yaml": edited([9: "nine"])])
    #expect(try bench.queue().entries?.map(\.status) == [.carried, .queued])
    bench.now = try Bench.time("2026-02-01T00:05:00Z")
    let report = try bench.apply()
    #expect(
      report.record.bindings[0].objects.map(\.path).sorted() == ["data/a.yaml", "data/b.yaml"])
    #expect(
      try bench.live() == [
        "data/a.yaml": edited([1: "one", 9: "nine"]), "data/b.yaml": "b\n",
      ])
    #expect(try bench.queue().entries == [])
  }

  @Test func `a late run keeps what an exception carried since its date`() throws {
    let bench = try begin()
    try bench.merge("Before (!1)", ["data/a.yaml": edited([1: "one"])])
    bench.now = try Bench.time("2026-02-01T10:00:00Z")
    let after = try bench.merge(
      "After (!2)", ["data/a.yaml": edited([1: "one", 9: "nine"])])
    try bench.exception(only: [after])
    #expect(try bench.live() == ["data/a.yaml": edited([9: "nine"])])
    bench.now = try Bench.time("2026-02-02T10:00:00Z")
    try bench.apply()
    #expect(try bench.live() == ["data/a.yaml": edited([1: "one", 9: "nine"])])
    #expect(try bench.record()?.carried == [after])
  }

  @Test func `the revert of a carried entry is queued as its own change`() throws {
    let bench = try begin()
    let entry = try bench.merge("Change (!1)", ["data/a.yaml": edited([5: "five"])])
    try bench.merge("Other (!2)", ["data/b.yaml": "b\n"])
    try bench.exception(only: [entry])
    let revert = try bench.merge("Revert (!3)", ["data/a.yaml": numbers])
    let queue = try bench.queue()
    let statuses = Dictionary(
      uniqueKeysWithValues: (queue.entries ?? []).map { ($0.commit, $0.status) })
    #expect(statuses[revert] == .queued)
    #expect(statuses[entry] == .carried)
    #expect(queue.changes.map(\.path.text) == ["data/a.yaml", "data/b.yaml"])
    bench.now = try Bench.time("2026-02-01T00:05:00Z")
    try bench.apply()
    #expect(try bench.live() == ["data/a.yaml": numbers, "data/b.yaml": "b\n"])
  }

  @Test func `a hold keeps an entry and what builds on it, and nothing else`() throws {
    let bench = try begin()
    let held = try bench.merge("Second line (!1)", ["data/a.yaml": edited([2: "two"])])
    let dependent = try bench.merge("Again (!2)", ["data/a.yaml": edited([2: "zwei"])])
    try bench.merge("Ninth (!3)", ["data/a.yaml": edited([2: "zwei", 9: "nine"])])
    let changes = try bench.hold(held)
    #expect(changes.map(\.entry.commit) == [held])
    #expect(changes.flatMap(\.along).map(\.entry.commit) == [dependent])
    #expect(
      changes.flatMap(\.along).map(\.reason) == ["it builds on \(held.short) in data/a.yaml"])
    let why = try bench.queue().entries?.map(\.why)
    #expect(
      why == [
        nil, "it builds on \(held.short) in data/a.yaml",
        "olga@example.com holds it: not ready",
      ])
    bench.now = try Bench.time("2026-02-01T00:05:00Z")
    let report = try bench.apply()
    #expect(
      report.record.bindings[0].why == """
        \(held.short) stays out: olga@example.com holds it: not ready; \
        \(dependent.short) stays out: it builds on \(held.short) in data/a.yaml
        """)
    #expect(try bench.live() == ["data/a.yaml": edited([9: "nine"])])
    #expect(try bench.queue().entries?.map(\.status) == [.held, .held])
    try bench.release(held)
    #expect(try bench.queue().entries?.map(\.status) == [.queued, .queued])
    bench.now = try Bench.time("2026-03-01T00:05:00Z")
    try bench.apply()
    #expect(try bench.live() == ["data/a.yaml": edited([2: "zwei", 9: "nine"])])
    #expect(refusal { try bench.release(held) }.isEmpty == false)
  }

  @Test func `a whole exception leaves held entries held`() throws {
    let bench = try begin()
    let held = try bench.merge("One (!1)", ["data/b.yaml": "b\n"])
    try bench.merge("Two (!2)", ["data/c.yaml": "c\n"])
    try bench.hold(held)
    try bench.exception()
    #expect(try bench.live() == ["data/a.yaml": numbers, "data/c.yaml": "c\n"])
    #expect(try bench.queue().entries?.map(\.commit) == [held])
    #expect(refusal { try bench.hold(held) } == ["\(held.hex) is held already"])
    try bench.release(held)
    try bench.exception()
    #expect(try bench.live()["data/b.yaml"] == "b\n")
  }

  @Test func `a late run keeps a revert that an exception carried, with a hold in its way too`()
    throws
  {
    let bench = try begin()
    let held = try bench.merge("One (!1)", ["data/b.yaml": "b\n"])
    try bench.hold(held)
    try bench.merge("Fifth (!2)", ["data/a.yaml": edited([5: "five"]), "data/c.yaml": "c\n"])
    bench.now = try Bench.time("2026-02-01T10:00:00Z")
    let revert = try bench.merge("Revert (!3)", ["data/a.yaml": numbers])
    try bench.exception(only: [revert])
    bench.now = try Bench.time("2026-02-02T10:00:00Z")
    try bench.apply()
    #expect(try bench.live() == ["data/a.yaml": numbers, "data/c.yaml": "c\n"])
  }
}
