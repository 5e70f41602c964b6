import Domain
import Fixtures
import Git
import Ledger
import Testing

struct RunListTests {
  /// A ledger of runs that started at these times, added in this order.
  private func chain(_ times: [String]) throws -> Chain {
    let chain = try Chain()
    var generator = Fixtures.SeededGenerator(seed: 3)
    for text in times {
      let time = try #require(Timestamp(iso8601: text))
      let run = RunRecord(
        run: RunID.make(at: time, using: &generator), kind: .apply, state: .finished,
        startedAt: time, finishedAt: time, by: text, reason: "", bindings: [])
      var transition = LedgerTransition(subject: "record", run: run.run)
      try transition.record(run)
      try chain.append(transition)
    }
    return chain
  }

  private let times = [
    "2026-09-30T23:59:59Z", "2026-10-01T00:00:00Z", "2025-12-31T23:59:59Z",
    "2026-01-01T00:00:00Z", "2026-10-01T00:00:01Z", "2026-09-30T23:59:58Z",
  ]

  @Test func `runs come newest first by the chain's order, whatever their clocks said`() throws {
    let chain = try chain(times)
    let runs = try chain.read().runs(limit: 100) { _ in true }
    #expect(runs.map(\.startedAt) == Array(times.reversed()))
  }

  @Test(arguments: 0...7)
  func `the limit counts the wanted ones`(_ limit: Int) throws {
    let chain = try chain(times)
    let ledger = try chain.read()
    let wanted = times.reversed().filter { $0.hasSuffix("59Z") }
    let runs = try ledger.runs(limit: limit) { $0.by.hasSuffix("59Z") }
    #expect(runs.map(\.startedAt) == Array(wanted.prefix(limit)))
  }

  @Test func `a run with several commits comes once, by the latest of them`() throws {
    let chain = try Chain()
    let run = chain.start()
    try chain.take([Chain.forms], run)
    let second = try chain.baseline(Chain.triggers, ["a": "1"])
    let both = try chain.read().runs(limit: 10) { _ in true }
    #expect(both.map(\.run) == [second.run, run.run])
    var end = LedgerTransition(subject: "end", run: run.run)
    end.release(Chain.forms)
    try end.record(chain.ended(run, []))
    try chain.append(end)
    let runs = try chain.read().runs(limit: 10) { _ in true }
    #expect(runs.map(\.run) == [run.run, second.run])
    #expect(runs.map(\.state) == [.finished, .finished])
  }

  @Test func `a run whose record is missing is an error`() throws {
    let chain = try chain(times)
    try chain.forge([:], run: "20260901T000000Z-0000000000")
    #expect(
      throws: LedgerError.unreadable(
        part: "record of run 20260901T000000Z-0000000000", reason: "it is missing")
    ) { try chain.read().runs(limit: 100) { _ in true } }
  }

  @Test func `one run is found by its ID, and only by that`() throws {
    let chain = try chain(times)
    let ledger = try chain.read()
    let newest = try ledger.runs(limit: 1) { _ in true }[0]
    #expect(try ledger.run(newest.run) == newest)
    for id in ["", "20261001T000001Z-0000000000", "../../format", "\(newest.run).json"] {
      #expect(try ledger.run(id) == nil)
    }
  }

  @Test func `IDs sort by time, have one form and differ`() throws {
    try forEachSeed(3) { seed, generator in
      var ids: [String] = []
      for second in 0..<200 {
        let time = Timestamp(seconds: 1_790_000_000 + Int64(second) * 40_000)
        ids.append(RunID.make(at: time, using: &generator))
      }
      #expect(ids == ids.sorted(), "seed \(seed)")
      #expect(Set(ids.map { $0.dropFirst(16) }).count == 200, "seed \(seed)")
      #expect(ids.allSatisfy(RunID.isValid), "seed \(seed)")
      #expect(ids.allSatisfy { $0.wholeMatch(of: /\d{8}T\d{6}Z-[0-9a-f]{10}/) != nil })
    }
  }

  @Test(arguments: [
    "", "20261101T000009Z", "20261101T000009Z-4F1D0C93AB", "20261101T000009Z-4f1d0c93a",
    "20261101T000009Z-4f1d0c93ab-", "20261101T0000/9Z-4f1d0c93ab", "２0261101T00009Z-4f1d0c93ab",
  ])
  func `other texts are no IDs`(_ text: String) {
    #expect(!RunID.isValid(text))
  }
}
