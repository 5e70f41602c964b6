package import Domain

/// Shows instants as people of one zone read them: `2026-12-01 00:00 Europe/Berlin`.
package struct LocalTimeFormat: Sendable {
  private let clock: LocalClock

  /// - Throws: `SchedulingError.unknownTimeZone`.
  package init(timeZone: String) throws { clock = try LocalClock(timeZone) }

  /// Day, time to the minute (seconds are dropped) and the zone's name.
  package func text(_ instant: Timestamp) -> String {
    let time = clock.time(at: instant)
    return "\(clock.day(at: instant)) \(Self.padded(time.hour)):\(Self.padded(time.minute)) "
      + clock.name
  }

  private static func padded(_ number: Int) -> String {
    number < 10 ? "0\(number)" : "\(number)"
  }
}
