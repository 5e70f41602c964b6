package import Domain

/// The occurrences of one schedule: the instants that its local days and local time name.
///
/// A local time that the clock skips counts as the first instant after the gap, one that it shows
/// twice as its first passing. Nothing is looked for outside of the years 1 to 9999.
package struct Occurrences: Sendable {
  private let days: RecurringDays
  private let clock: LocalClock
  private let at: TimeOfDay

  /// - Throws: `SchedulingError.unknownTimeZone`.
  package init(_ schedule: Schedule) throws {
    clock = try LocalClock(schedule.timeZone)
    days = RecurringDays(schedule)
    at = schedule.at
  }

  /// The first occurrence strictly after the instant; nil where none is left.
  package func first(after instant: Timestamp) -> Timestamp? {
    let instant = Self.clamped(instant)
    // What is later is on the local day of the instant or a later one.
    let today = day(at: instant)
    for day in days.days(in: today..<RecurringDays.horizon.upperBound) {
      let occurrence = self.occurrence(on: day)
      if occurrence > instant { return occurrence }
    }
    return nil
  }

  /// The latest occurrence that is not after the instant; nil before the first one.
  package func last(notAfter instant: Timestamp) -> Timestamp? {
    let instant = Self.clamped(instant)
    let today = day(at: instant)
    // A clock that was set back may have shown a later day before; two more are enough.
    let found = days.days(in: days.reachBack(from: today)..<(today + 3))
      .lazy.map { occurrence(on: $0) }
      .prefix { $0 <= instant }
    return found.reduce(nil) { $1 }
  }

  /// The occurrences in the range, in ascending order and without repetition.
  package func all(in range: Range<Timestamp>) -> [Timestamp] {
    guard !range.isEmpty else { return [] }
    let end = Self.clamped(range.upperBound)
    var found: [Timestamp] = []
    for day in days.days(in: day(at: Self.clamped(range.lowerBound))..<(day(at: end) + 3)) {
      let occurrence = self.occurrence(on: day)
      if occurrence >= end { break }
      // Days that the clock skipped as a whole fall on the same instant.
      if occurrence >= range.lowerBound, occurrence != found.last { found.append(occurrence) }
    }
    return found
  }

  private func occurrence(on day: Int) -> Timestamp {
    clock.instant(of: LocalDate(dayNumber: day), at: at)
  }

  private func day(at instant: Timestamp) -> Int { clock.day(at: instant).dayNumber }

  private static func clamped(_ instant: Timestamp) -> Timestamp {
    let horizon = RecurringDays.horizon
    return Timestamp(
      seconds: min(
        max(instant.seconds, Int64(horizon.lowerBound) * LocalClock.day),
        Int64(horizon.upperBound) * LocalClock.day))
  }
}
