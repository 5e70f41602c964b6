import Domain
import Fixtures
import Testing

@testable import Scheduling

/// Random freezes against the rules taken literally, quarter of an hour by quarter of an hour.
struct FreezeModelTests {
  private static let quarter: Int64 = 900
  private static let zones = [
    "UTC", "Europe/Berlin", "America/Los_Angeles", "Asia/Kathmandu", "Pacific/Apia", "Asia/Beirut",
  ]

  /// The rules, with nothing but local days.
  private struct Model {
    var freezes: [(freeze: Freeze, clock: LocalClock)]

    init(_ freezes: [Freeze]) throws {
      self.freezes = try freezes.map { ($0, try LocalClock($0.timeZone)) }
    }

    func holding(_ instant: Timestamp) -> [Freeze] {
      freezes.filter { ($0.freeze.from...$0.freeze.to).contains($0.clock.day(at: instant)) }
        .map(\.freeze)
    }

    func instant(of occurrence: Timestamp) -> Timestamp? {
      if holding(occurrence).contains(where: { $0.effect == .skip }) { return nil }
      var instant = occurrence
      while !holding(instant).isEmpty {
        // To the next quarter of an hour: no zone here has its midnight anywhere else.
        let quarter = FreezeModelTests.quarter
        instant = Timestamp(seconds: (instant.seconds / quarter + 1) * quarter)
      }
      return instant
    }
  }

  private func randomFreezes(_ generator: inout SeededGenerator) -> [Freeze] {
    let start = LocalDate(year: 2026, month: 12, day: 10).dayNumber
    return (0..<Int.random(in: 0...5, using: &generator)).map { number in
      let from = start + Int.random(in: 0...40, using: &generator)
      let to = from + Int.random(in: 0...12, using: &generator)
      return Freeze(
        from: LocalDate(dayNumber: from), to: LocalDate(dayNumber: to), reason: "\(number)",
        effect: generator.chance(30) ? .skip : .putOff,
        timeZone: Self.zones.randomElement(using: &generator) ?? "UTC")
    }
  }

  @Test func `each occurrence takes place where the model says`() throws {
    let start = try FreezeRulesTests.time("2026-12-05T00:00:00Z")
    var (deferred, skipped) = (0, 0)
    try forEachSeed(300) { seed, generator in
      let freezes = randomFreezes(&generator)
      let (rules, model) = (try FreezeRules(freezes), try Model(freezes))
      for _ in 0..<20 {
        let occurrence = start + Self.quarter * Int64.random(in: 0...6000, using: &generator)
        let expected = model.instant(of: occurrence)
        #expect(rules.instant(of: occurrence) == expected, "seed \(seed), \(occurrence)")
        let holding = Set(rules.holding(occurrence).map(\.freeze))
        #expect(holding == Set(model.holding(occurrence)), "seed \(seed), \(occurrence)")
        #expect(
          (rules.stretch(at: occurrence) == nil) == holding.isEmpty, "seed \(seed), \(occurrence)")
        if expected == nil { skipped += 1 }
        if let expected, expected != occurrence { deferred += 1 }
      }
    }
    #expect(deferred > 0 && skipped > 0)
  }

  @Test func `latest and next dates are those of the model`() throws {
    let start = try FreezeRulesTests.time("2026-11-20T00:00:00Z")
    try forEachSeed(150) { seed, generator in
      let freezes = randomFreezes(&generator)
      let (rules, model) = (try FreezeRules(freezes), try Model(freezes))
      let schedule = try #require(ZoneTests.schedules.randomElement(using: &generator))
      let all = try Occurrences(schedule).all(in: start..<(start + 86_400 * 400))
      let taking = all.filter { model.instant(of: $0) != nil }
      let epoch = Epoch(from: start, until: nil, schedule: schedule, exists: true)
      for _ in 0..<5 {
        let now = start + Self.quarter * Int64.random(in: 96...7500, using: &generator)
        let latest = try Due.latestOccurrence(
          epochs: [epoch], countsAfter: start, freezes: rules, notAfter: now)
        #expect(
          latest == taking.last { $0 <= now && $0 > start }, "seed \(seed), now \(now)")
        let coming = taking.first { $0 > now }.flatMap { model.instant(of: $0) }
        let next = try Due.next(schedule, after: now, freezes: rules)
        #expect(next?.at == coming, "seed \(seed), now \(now)")
        let named = next?.deferredFrom ?? next?.at
        #expect(named == taking.last { $0 <= coming ?? now }, "seed \(seed), now \(now)")
      }
    }
  }
}
