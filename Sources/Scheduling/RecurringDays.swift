import Domain
import FoundationEssentials

/// The local days of a schedule, by Foundation's recurrence rules in a calendar without zones.
///
/// Days are numbers (`LocalDate.dayNumber`). A rule walks from its start, which takes milliseconds
/// when that is years away, so it is started anew in the counted month, week or day next to the
/// question: the `interval` is counted here, the rule finds the days.
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

  init(_ schedule: Schedule) {
    // Longer than the horizon makes no difference, but could overflow.
    interval = min(max(1, schedule.interval), 4_000_000)
    let calendar = Self.calendar
    var rule: Calendar.RecurrenceRule
    switch schedule.recurrence {
    case .month(let day):
      rule = .init(calendar: calendar, frequency: .monthly, interval: interval)
      // The last of those days that the month has.
      rule.daysOfTheMonth = Array(min(day, 28)...max(1, min(day, 31)))
      rule.setPositions = [-1]
      unit = .month
    case .lastDayOfMonth:
      rule = .init(calendar: calendar, frequency: .monthly, interval: interval)
      rule.daysOfTheMonth = [-1]
      unit = .month
    case .week(let days):
      rule = .init(calendar: calendar, frequency: .weekly, interval: interval)
      rule.weekdays = days.sorted { $0.rawValue < $1.rawValue }.map { .every(Self.weekday($0)) }
      unit = .week
    case .day:
      rule = .init(calendar: calendar, frequency: .daily, interval: interval)
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
    return rule.recurrences(
      of: Self.date(firstDay(ofCountedUnit: counted(lower))),
      in: Self.date(lower)..<Self.date(upper)
    )
    .lazy.map { Int(Timestamp($0).seconds.dividedDown(by: LocalClock.day)) }
  }

  /// The first day of the counted unit before the one that holds the day. From there on is the
  /// latest day of the schedule that is before the given one, if there is any.
  func reachBack(from day: Int) -> Int {
    firstDay(ofCountedUnit: counted(max(day, earliest)) - interval)
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

  private func firstDay(ofCountedUnit number: Int) -> Int {
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
    calendar.minimumDaysInFirstWeek = 4
    return calendar
  }
}
