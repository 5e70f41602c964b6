package import Domain
import FoundationEssentials
// Without it, TimeZone knows no zone but GMT.
import FoundationInternationalization

/// The clock on the wall of one zone: turns instants into local days and local times into instants.
package struct LocalClock: Sendable {
  /// The IANA name, as it was asked for.
  package let name: String
  private let zone: TimeZone
  /// Whether no offset has to be looked up; then no zone data is loaded either.
  private let isUTC: Bool

  /// Looks the zone up by its IANA name.
  ///
  /// - Throws: `SchedulingError.unknownTimeZone` for any other text, abbreviations such as `PST`
  ///   and offsets such as `GMT+2` included.
  package init(_ name: String) throws {
    self.name = name
    isUTC = ZoneName.utc.contains(name)
    guard let zone = isUTC ? .gmt : ZoneName.isWellFormed(name) ? TimeZone(identifier: name) : nil
    else {
      throw SchedulingError.unknownTimeZone(name, suggestion: ZoneName.nearest(to: name))
    }
    self.zone = zone
  }

  /// Seconds that local time is ahead of UTC.
  package func offset(at instant: Timestamp) -> Int64 {
    isUTC ? 0 : Int64(zone.secondsFromGMT(for: instant.date))
  }

  /// What the clock shows, as seconds since 1970-01-01 00:00 on the same clock.
  func localSeconds(at instant: Timestamp) -> Int64 { instant.seconds + offset(at: instant) }

  /// The local day of an instant.
  package func day(at instant: Timestamp) -> LocalDate {
    LocalDate(dayNumber: Int(localSeconds(at: instant).dividedDown(by: Self.day)))
  }

  /// The local time of an instant, to the minute.
  package func time(at instant: Timestamp) -> TimeOfDay {
    let seconds = localSeconds(at: instant)
    let minutes = Int(seconds - seconds.dividedDown(by: Self.day) * Self.day) / 60
    return TimeOfDay(hour: minutes / 60, minute: minutes % 60)
  }

  /// When the clock first shows that time of that day, or, where it skips it, the first instant
  /// after the gap.
  package func instant(of day: LocalDate, at time: TimeOfDay) -> Timestamp {
    instant(
      localSeconds: Int64(day.dayNumber) * Self.day + Int64(time.hour * 60 + time.minute) * 60)
  }

  /// The first instant at which the clock shows the given time or a later one. It never decreases
  /// when the local time increases.
  func instant(localSeconds: Int64) -> Timestamp {
    if isUTC { return Timestamp(seconds: localSeconds) }
    // Every zone is less than 26 hours from UTC, so the answer is between these two, and at the
    // first the clock shows an earlier time. No zone changes its offset twice in between.
    var low = Timestamp(seconds: localSeconds - 26 * Self.hour)
    var high = Timestamp(seconds: localSeconds + 26 * Self.hour)
    let before = offset(at: low)
    let usual = Timestamp(seconds: localSeconds - before)
    let after = offset(at: high)
    if before == after { return usual }
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if offset(at: middle) == before { low = middle } else { high = middle }
    }
    let change = high
    if usual < change { return usual }
    return max(change, Timestamp(seconds: localSeconds - after))
  }

  static let hour: Int64 = 3600
  static let day: Int64 = 86_400
}
