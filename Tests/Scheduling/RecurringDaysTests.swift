import Domain
import Fixtures
import Testing

@testable import Scheduling

/// The days of Foundation's recurrence rules against a plain definition of them.
struct RecurringDaysTests {
  /// Whether a day is the schedule's, by definition and day for day.
  static func contains(_ day: LocalDate, _ schedule: Schedule) -> Bool {
    let start = schedule.starting ?? LocalDate(year: 1970, month: 1, day: 1)
    if schedule.starting != nil, day < start { return false }
    // 1969-12-29 was a Monday.
    func week(_ date: LocalDate) -> Int { Int((Double(date.dayNumber + 3) / 7).rounded(.down)) }
    func isCounted(_ distance: Int) -> Bool { distance % schedule.interval == 0 }
    let months = (day.year - start.year) * 12 + day.month - start.month
    let isLast = LocalDate(dayNumber: day.dayNumber + 1).day == 1
    switch schedule.recurrence {
    case .month(let on):
      return (day.day == on || isLast && day.day < on) && isCounted(months)
    case .lastDayOfMonth: return isLast && isCounted(months)
    case .week(let days):
      let weekday = day.dayNumber + 3 - week(day) * 7 + 1
      return days.contains { $0.rawValue == weekday } && isCounted(week(day) - week(start))
    case .day: return isCounted(day.dayNumber - start.dayNumber)
    }
  }

  static func randomSchedule(_ generator: inout SeededGenerator, zone: String = "UTC") -> Schedule {
    let weekdays = DayOfWeek.allCases.filter { _ in generator.chance(30) }
    let recurrence: Schedule.Recurrence =
      switch Int.random(in: 0..<5, using: &generator) {
      case 0: .lastDayOfMonth
      case 1: .week(days: Set(weekdays.isEmpty ? [.sunday] : weekdays))
      case 2: .day
      case 3: .month(day: Int.random(in: 28...31, using: &generator))
      default: .month(day: Int.random(in: 1...31, using: &generator))
      }
    let start = LocalDate(
      dayNumber: LocalDate(year: 2024, month: 1, day: 1).dayNumber
        + Int.random(in: -1500...800, using: &generator))
    let interval = generator.chance(50) ? 1 : Int.random(in: 2...14, using: &generator)
    return Schedule(
      name: "random", recurrence: recurrence, interval: interval,
      starting: interval > 1 || generator.chance(50) ? start : nil,
      at: TimeOfDay(
        hour: Int.random(in: 0..<24, using: &generator),
        minute: Int.random(in: 0..<60, using: &generator)), timeZone: zone)
  }

  @Test func `random schedules have the days of their definition`() throws {
    try forEachSeed(150) { seed, generator in
      let schedule = Self.randomSchedule(&generator)
      let first =
        LocalDate(year: 2023, month: 6, day: 1).dayNumber
        + Int.random(in: 0..<400, using: &generator)
      let range = first..<(first + Int.random(in: 0..<900, using: &generator))
      let expected = range.filter { Self.contains(LocalDate(dayNumber: $0), schedule) }
      let own = Array(RecurringDays(schedule).days(in: range))
      #expect(own == expected, "seed \(seed): \(schedule)")
    }
  }

  @Test func `single questions agree with the list of all occurrences`() throws {
    try forEachSeed(60) { seed, generator in
      let zone = generator.pick(["UTC", "Europe/Berlin", "Australia/Lord_Howe", "Pacific/Apia"])
      let schedule = Self.randomSchedule(&generator, zone: zone ?? "UTC")
      let occurrences = try Occurrences(schedule)
      let start = Timestamp(seconds: 1_640_995_200)  // 2022
      let all = occurrences.all(in: start..<(start + 5 * 366 * 86_400))
      for _ in 0..<20 {
        let picked = generator.pick(all) ?? start
        let now = picked + Int64.random(in: -2...2, using: &generator)
        guard let next = all.first(where: { $0 > now }) else { continue }
        #expect(occurrences.first(after: now) == next, "seed \(seed): \(schedule), \(now)")
        guard let latest = all.last(where: { $0 <= now }) else { continue }
        #expect(occurrences.last(notAfter: now) == latest, "seed \(seed): \(schedule), \(now)")
      }
    }
  }

  private func days(_ schedule: Schedule, from first: LocalDate, count: Int) -> [String] {
    RecurringDays(schedule).days(in: first.dayNumber..<(first.dayNumber + 2000)).prefix(count)
      .map { LocalDate(dayNumber: $0).description }
  }

  @Test func `a day that a month lacks means its last day`() {
    let schedule = ZoneTests.schedule(.month(day: 30), at: 0, 0)
    let first = LocalDate(year: 2028, month: 1, day: 1)
    #expect(
      days(schedule, from: first, count: 4)
        == ["2028-01-30", "2028-02-29", "2028-03-30", "2028-04-30"])
  }

  @Test func `weeks are counted from the Monday week that holds the start`() {
    // 2026-01-01 is a Thursday: the Monday of its week is before the start, the Sunday is not.
    let schedule = ZoneTests.schedule(
      .week(days: [.monday, .sunday]), every: 2, from: LocalDate(year: 2026, month: 1, day: 1),
      at: 0, 0)
    #expect(
      days(schedule, from: LocalDate(year: 2025, month: 1, day: 1), count: 4)
        == ["2026-01-04", "2026-01-12", "2026-01-18", "2026-01-26"])
  }

  @Test func `months are counted from the month of the start, even if its own day has passed`() {
    let schedule = ZoneTests.schedule(
      .month(day: 1), every: 3, from: LocalDate(year: 2026, month: 1, day: 2), at: 0, 0)
    #expect(
      days(schedule, from: LocalDate(year: 2025, month: 1, day: 1), count: 2)
        == ["2026-04-01", "2026-07-01"])
  }

  @Test func `the start itself can be an occurrence`() throws {
    let start = LocalDate(year: 2026, month: 1, day: 31)
    let occurrences = try Occurrences(
      ZoneTests.schedule(.lastDayOfMonth, every: 2, from: start, at: 6, 0))
    let first = try TimeInput.parse("2026-01-31T06:00Z", timeZone: "UTC")
    #expect(occurrences.first(after: Timestamp(seconds: 0)) == first)
    #expect(occurrences.last(notAfter: first) == first)
    #expect(occurrences.last(notAfter: first + -1) == nil)
  }

  @Test func `a week without days has no occurrences`() throws {
    let occurrences = try Occurrences(ZoneTests.schedule(.week(days: []), at: 0, 0))
    let now = Timestamp(seconds: 1_780_000_000)
    #expect(occurrences.first(after: now) == nil)
    #expect(occurrences.last(notAfter: now) == nil)
    #expect(occurrences.all(in: now..<(now + 86_400 * 30)).isEmpty)
  }

  @Test func `the ends of time and absurd intervals are answered`() throws {
    let daily = try Occurrences(ZoneTests.schedule(.day, at: 0, 0))
    #expect(daily.first(after: Timestamp(seconds: .max)) == nil)
    #expect(daily.last(notAfter: Timestamp(seconds: .min)) != daily.first(after: .init(seconds: 0)))
    #expect(daily.last(notAfter: Timestamp(seconds: .max)) != nil)
    let start = LocalDate(year: 2026, month: 1, day: 1)
    for recurrence in [Schedule.Recurrence.day, .month(day: 1), .week(days: [.thursday])] {
      let rare = try Occurrences(
        ZoneTests.schedule(recurrence, every: .max, from: start, at: 0, 0))
      let only = Timestamp(seconds: Int64(start.dayNumber) * 86_400)
      #expect(rare.first(after: Timestamp(seconds: .min)) == only)
      #expect(rare.last(notAfter: only + 86_400 * 9_999) == only)
    }
  }

  @Test func `a question costs little, however far its schedule's start or interval is`() throws {
    let start = LocalDate(year: 1990, month: 1, day: 1)
    let schedules = [
      ZoneTests.schedule(.day, from: start, at: 2, 30),
      ZoneTests.schedule(.week(days: [.friday]), every: 2, from: start, at: 2, 30),
      ZoneTests.schedule(.month(day: 31), every: 100_000, from: start, at: 2, 30),
    ]
    let now = Timestamp(seconds: 3_786_912_000)  // 2090
    let spent = try ContinuousClock().measure {
      for occurrences in try schedules.map(Occurrences.init) {
        for question in 0..<20 {
          _ = occurrences.first(after: now + Int64(question) * 100_000)
          _ = occurrences.last(notAfter: now + Int64(question) * 100_000)
        }
      }
    }
    // 120 questions at some 0.2 ms; walking from the start would take 40 s in all.
    #expect(spent < .seconds(5))
  }
}
