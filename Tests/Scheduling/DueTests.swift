import Domain
import Fixtures
import Testing

@testable import Scheduling

struct DueTests {
  /// The rule taken literally: every half day of the past is asked whether it is an
  /// occurrence. (Commits and occurrences of these tests are at midnight or noon.)
  private func expected(
    _ line: [EpochBuilderTests.Commit], countsAfter: Timestamp?, now: Timestamp
  ) -> Timestamp? {
    let start: Int64 = 1_700_006_400 - 43_200 * 40
    let instants = stride(from: start, through: now.seconds, by: 43_200)
      .map { Timestamp(seconds: $0) }
    let appeared = instants.first { EpochBuilderTests.inForce(line, at: $0)?.exists == true }
    guard let threshold = countsAfter ?? appeared else { return nil }
    return instants.last { instant in
      guard let schedule = EpochBuilderTests.inForce(line, at: instant)?.schedule else {
        return false
      }
      // The schedules here are in UTC.
      let local = instant.seconds
      let isTime = local % 86_400 == Int64(schedule.at.hour * 3600 + schedule.at.minute * 60)
      let day = LocalDate(dayNumber: Int(local / 86_400))
      return instant > threshold && isTime && RecurringDaysTests.contains(day, schedule)
    }
  }

  @Test func `the latest occurrence is the one that the rule names`() throws {
    var found = 0
    try forEachSeed(500) { seed, generator in
      let line = EpochBuilderTests.randomLine(&generator)
      let epochs = Array(EpochBuilder.epochs(of: line))
      for _ in 0..<4 {
        func instant() -> Timestamp {
          Timestamp(
            seconds: 1_700_006_400 + 1800 * Int64.random(in: -300...4500, using: &generator))
        }
        let now = instant()
        let countsAfter = generator.chance(50) ? instant() : nil
        let expected = expected(line, countsAfter: countsAfter, now: now)
        if expected != nil { found += 1 }
        for list in [epochs, Array(EpochBuilder.merged(epochs))] {
          let own = try Due.latestOccurrence(
            epochs: list, countsAfter: countsAfter, notAfter: now)
          #expect(own == expected, "seed \(seed), now \(now), counts after \(countsAfter as Any)")
        }
      }
    }
    #expect(found > 0)
  }

  private let daily = EpochBuilderTests.schedules[0]
  private let noon = EpochBuilderTests.schedules[1]

  private func day(_ number: Int64) -> Timestamp { Timestamp(seconds: number * 86_400) }

  private func latest(
    _ line: [EpochBuilderTests.Commit], after countsAfter: Timestamp? = nil, now: Timestamp
  ) throws -> Timestamp? {
    try Due.latestOccurrence(
      epochs: EpochBuilder.epochs(of: line), countsAfter: countsAfter, notAfter: now)
  }

  @Test func `an occurrence at the second of a change counts for the new configuration`() throws {
    let line: [EpochBuilderTests.Commit] = [(day(5), true, noon), (day(2), true, daily)]
    #expect(try latest(line, now: day(5)) == day(4))
    let reversed: [EpochBuilderTests.Commit] = [(day(5), true, daily), (day(2), true, noon)]
    #expect(try latest(reversed, now: day(5)) == day(5))
  }

  @Test func `an occurrence at the second of the first appearance does not count`() throws {
    let line: [EpochBuilderTests.Commit] = [(day(5), true, daily), (day(2), false, nil)]
    #expect(try latest(line, now: day(5)) == nil)
    #expect(try latest(line, now: day(6)) == day(6))
    #expect(try latest(line + [(day(1), true, nil)], now: day(5)) == day(5))
  }

  @Test func `only what is after the baseline counts`() throws {
    let line: [EpochBuilderTests.Commit] = [(day(2), true, daily)]
    #expect(try latest(line, after: day(7), now: day(7) + 3600) == nil)
    #expect(try latest(line, after: day(7) + -1, now: day(7) + 3600) == day(7))
  }

  @Test func `a binding that is no longer standard keeps its last occurrence`() throws {
    let line: [EpochBuilderTests.Commit] = [(day(5) + 1, true, nil), (day(2), true, daily)]
    #expect(try latest(line, now: day(9)) == day(5))
  }

  @Test func `a schedule that was away for a while does not count for that while`() throws {
    let line: [EpochBuilderTests.Commit] = [
      (day(9) + 7200, true, daily), (day(6) + 7200, true, nil), (day(2), true, daily),
    ]
    #expect(try latest(line, now: day(9) + 10_000) == day(6))
  }

  @Test func `history is read no further than the answer needs`() throws {
    var asked = 0
    func source() -> Epoch? {
      asked += 1
      let from = day(100 - Int64(asked))
      return Epoch(from: from, until: from + 86_400, schedule: noon, exists: true)
    }
    _ = try Due.latestOccurrence(countsAfter: nil, notAfter: day(100), nextEpoch: source)
    #expect(asked == 1)
    asked = 0
    _ = try Due.latestOccurrence(countsAfter: day(97), notAfter: day(97), nextEpoch: source)
    #expect(asked == 3)
  }

  @Test func `an error of the history is not the end of it`() {
    struct Shallow: Error {}
    #expect(throws: Shallow.self) {
      try Due.latestOccurrence(countsAfter: nil, notAfter: day(100)) { throw Shallow() }
    }
  }

  @Test func `the next occurrence is strictly later`() throws {
    #expect(try Due.next(noon, after: day(3) + 43_200) == day(4) + 43_200)
    #expect(try Due.next(noon, after: day(3) + 43_199) == day(3) + 43_200)
  }
}
