import Domain
import Fixtures
import Scheduling
import Testing

struct EpochBuilderTests {
  typealias Commit = (committedAt: Timestamp, exists: Bool, schedule: Schedule?)

  static let schedules = [
    ZoneTests.schedule(.day, at: 0, 0),
    ZoneTests.schedule(.day, at: 12, 0),
    ZoneTests.schedule(.week(days: [.monday, .thursday]), at: 0, 0),
    ZoneTests.schedule(.month(day: 3), at: 0, 0),
  ]

  /// A first-parent line, newest first, half of whose clocks may be wrong.
  static func randomLine(_ generator: inout SeededGenerator) -> [Commit] {
    var clock: Int64 = 1_700_006_400  // 2023-11-15T00:00:00Z
    let errors = generator.chance(50) ? 40 : 0
    var line: [Commit] = []
    var schedule: Schedule?
    var exists = false
    for _ in 0..<Int.random(in: 0...25, using: &generator) {
      // Whole half days, so that commits and occurrences meet.
      clock += 43_200 * Int64.random(in: 0...6, using: &generator)
      let error =
        generator.chance(errors) ? 43_200 * Int64.random(in: -12...12, using: &generator) : 0
      if generator.chance(40) {
        exists = generator.chance(75)
        schedule = exists && generator.chance(75) ? generator.pick(schedules) : nil
      }
      line.insert((Timestamp(seconds: clock + error), exists, schedule), at: 0)
    }
    return line
  }

  /// The newest commit whose time is not after the instant.
  static func inForce(_ line: [Commit], at instant: Timestamp) -> Commit? {
    line.first { $0.committedAt <= instant }
  }

  @Test func `at every instant the epoch is that of the newest commit not after it`() throws {
    try forEachSeed(300) { seed, generator in
      let line = Self.randomLine(&generator)
      let epochs = Array(EpochBuilder.epochs(of: line))
      let merged = Array(EpochBuilder.merged(epochs))
      for (newer, older) in zip(epochs, epochs.dropFirst()) {
        #expect(older.until == newer.from && older.from < newer.from, "seed \(seed)")
      }
      for (newer, older) in zip(merged, merged.dropFirst()) {
        #expect(older.until == newer.from, "seed \(seed)")
        #expect((newer.exists, newer.schedule) != (older.exists, older.schedule), "seed \(seed)")
      }
      #expect(epochs.first?.until == nil && merged.first?.until == nil)
      for step in -40..<200 {
        let instant = Timestamp(seconds: 1_700_006_400 + Int64(step) * 21_600)
        let expected = Self.inForce(line, at: instant)
        for list in [epochs, merged] {
          let own = list.filter { epoch in
            epoch.from <= instant && epoch.until.map { instant < $0 } ?? true
          }
          #expect(own.count == (expected == nil ? 0 : 1), "seed \(seed), \(instant)")
          #expect(own.first?.schedule == expected?.schedule, "seed \(seed), \(instant)")
          #expect(own.first?.exists == expected?.exists, "seed \(seed), \(instant)")
        }
      }
    }
  }

  @Test func `a commit is asked for only when its epoch is`() {
    var asked = 0
    let line = (0..<1000).lazy.map { index -> Commit in
      asked += 1
      return (Timestamp(seconds: Int64(1_000_000 - index)), true, nil)
    }
    var iterator = EpochBuilder.epochs(of: line).makeIterator()
    #expect(iterator.next()?.from == Timestamp(seconds: 1_000_000))
    #expect(iterator.next()?.until == Timestamp(seconds: 1_000_000))
    #expect(asked == 2)
  }
}
