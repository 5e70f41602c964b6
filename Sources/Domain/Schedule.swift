/// A day of the Gregorian calendar without a time or a zone.
package struct LocalDate: Hashable, Sendable, Comparable, CustomStringConvertible {
  package var year: Int
  /// 1 to 12.
  package var month: Int
  /// 1 to 31.
  package var day: Int

  package init(year: Int, month: Int, day: Int) {
    self.year = year
    self.month = month
    self.day = day
  }

  /// `2026-01-31`.
  package var description: String {
    func padded(_ number: Int, _ width: Int) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }

  package static func < (a: LocalDate, b: LocalDate) -> Bool {
    (a.year, a.month, a.day) < (b.year, b.month, b.day)
  }
}

/// A time on the clock of a zone, to the minute.
package struct TimeOfDay: Hashable, Sendable {
  /// 0 to 23.
  package var hour: Int
  /// 0 to 59.
  package var minute: Int

  package init(hour: Int, minute: Int) {
    self.hour = hour
    self.minute = minute
  }
}

/// A day of the week; the raw value is ISO 8601's number (Monday is 1).
package enum DayOfWeek: Int, Sendable, CaseIterable, Hashable {
  case monday = 1
  case tuesday, wednesday, thursday, friday, saturday, sunday

  /// The English name in lower case, as it is written in `deploysync.yaml`.
  package var name: String { "\(self)" }
}

/// A schedule of the calendar: on which local days and at which local time its occurrences are.
package struct Schedule: Hashable, Sendable {
  /// The unit that is counted, and which days in it.
  package enum Recurrence: Hashable, Sendable {
    /// That day of the month; a day the month does not have means its last day.
    case month(day: Int)
    /// `on: last`.
    case lastDayOfMonth
    /// These days of the week; weeks start on Monday.
    case week(days: Set<DayOfWeek>)
    case day
  }

  package var name: String
  package var recurrence: Recurrence
  /// Every how many months, weeks or days, counted from the one that holds `starting`; at least 1.
  package var interval: Int
  /// The first local day that can be one; always there when `interval` is more than 1.
  package var starting: LocalDate?
  package var at: TimeOfDay
  /// The IANA name of the zone.
  package var timeZone: String

  package init(
    name: String, recurrence: Recurrence, interval: Int = 1, starting: LocalDate? = nil,
    at: TimeOfDay, timeZone: String
  ) {
    self.name = name
    self.recurrence = recurrence
    self.interval = interval
    self.starting = starting
    self.at = at
    self.timeZone = timeZone
  }
}
