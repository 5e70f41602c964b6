import Domain
import FoundationEssentials

/// The local days of a schedule, by Foundation's recurrence rules in a calendar without zones.
///
/// Days are numbers (`LocalDate.dayNumber`). A rule walks day by day from its start and through the
/// units that its interval leaves out, which takes milliseconds to seconds where they are many. So
/// the interval is counted here, and a rule is asked for the days of counted units only.
struct RecurringDays: Sendable {
  private let rule: Calendar.RecurrenceRule
  private let unit: Unit
  private let interval: Int
  /// The unit that counting starts from: its number since 1970-01-01.
  private let origin: Int
  /// The first day that can be one.
  private let earliest: Int
  /// Whether no day is ever one: a week without days.
  private let isEmpty: Bool

  /// What `interval` counts.
  private enum Unit: Sendable { case month, week, day }

  /// Nothing is looked for outside of the years 1 to 9999.
  static let horizon =
    LocalDate(year: 1, month: 1, day: 1)
    .dayNumber..<LocalDate(year: 10_000, month: 1, day: 1)
    .dayNumber

  /// More than the days of the horizon; any longer interval means the same.
  private static let longestInterval = 4_000_000

  init(_ schedule: Schedule) {
    interval = min(max(1, schedule.interval), Self.longestInterval)
    let calendar = Self.calendar
    var rule: Calendar.RecurrenceRule
    switch schedule.recurrence {
    case .month(let day):
      rule = .init(calendar: calendar, frequency: .monthly)
      // The last of those days that the month has.
      rule.daysOfTheMonth = Array(min(day, 28)...max(1, min(day, 31)))
      rule.setPositions = [-1]
      unit = .month
    case .lastDayOfMonth:
      rule = .init(calendar: calendar, frequency: .monthly)
      rule.daysOfTheMonth = [-1]
      unit = .month
    case .week(let days):
      rule = .init(calendar: calendar, frequency: .weekly)
      rule.weekdays = days.sorted { $0.rawValue < $1.rawValue }.map { .every(Self.weekday($0)) }
      unit = .week
    case .day:
      rule = .init(calendar: calendar, frequency: .daily)
      unit = .day
    }
    self.rule = rule
    isEmpty = schedule.recurrence == .week(days: [])
    earliest = max(schedule.starting?.dayNumber ?? .min, Self.horizon.lowerBound)
    origin = Self.number(of: unit, on: schedule.starting?.dayNumber ?? 0)
  }

  /// The days of the range in ascending order, found one by one as they are asked for.
  func days(in range: Range<Int>) -> some Sequence<Int> {
    let lower = max(range.lowerBound, earliest)
    let upper = isEmpty ? lower : max(lower, min(range.upperBound, Self.horizon.upperBound))
    // Where every unit counts, one walk finds all.
    let unitsPerWalk = interval == 1 ? Self.longestInterval : 1
    let walks = stride(
      from: counted(lower), to: Self.number(of: unit, on: upper - 1) + 1,
      by: max(interval, unitsPerWalk))
    return walks.lazy.flatMap { [self] first in
      let start = firstDay(of: first)
      let days = start..<firstDay(of: first + unitsPerWalk)
      // What has nothing of the range must not be walked through to find that out.
      let overlap = days.clamped(to: lower..<upper)
      let wanted = overlap.isEmpty ? start..<start : overlap
      return rule.recurrences(
        of: Self.date(start), in: Self.date(wanted.lowerBound)..<Self.date(wanted.upperBound)
      )
      .lazy.map { Int(Timestamp($0).seconds.dividedDown(by: LocalClock.day)) }
    }
  }

  /// The first day of the counted unit before the one that holds the day. From there on is the
  /// latest day of the schedule that is before the given one, if there is any.
  func reachBack(from day: Int) -> Int {
    firstDay(of: counted(max(day, earliest)) - interval)
  }

  /// The number of the last counted unit that does not start after the day.
  private func counted(_ day: Int) -> Int {
    let distance = Self.number(of: unit, on: day) - origin
    return origin + distance.dividedDown(by: interval) * interval
  }

  /// The number of the unit that holds the day: months, Monday weeks or days since 1970-01-01.
  private static func number(of unit: Unit, on day: Int) -> Int {
    switch unit {
    case .month:
      let date = LocalDate(dayNumber: day)
      return (date.year - 1970) * 12 + date.month - 1
    case .week: return (day + 3).dividedDown(by: 7)  // 1970-01-01 was a Thursday
    case .day: return day
    }
  }

  /// The first day of the unit of that number.
  private func firstDay(of number: Int) -> Int {
    switch unit {
    case .month:
      let year = 1970 + number.dividedDown(by: 12)
      return LocalDate(year: year, month: number - (year - 1970) * 12 + 1, day: 1).dayNumber
    case .week: return number * 7 - 3
    case .day: return number
    }
  }

  private static func date(_ day: Int) -> Date {
    Timestamp(seconds: Int64(day) * LocalClock.day).date
  }

  private static func weekday(_ day: DayOfWeek) -> Locale.Weekday {
    switch day {
    case .monday: .monday
    case .tuesday: .tuesday
    case .wednesday: .wednesday
    case .thursday: .thursday
    case .friday: .friday
    case .saturday: .saturday
    case .sunday: .sunday
    }
  }

  private static var calendar: Calendar {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    calendar.firstWeekday = 2
    return calendar
  }
}
