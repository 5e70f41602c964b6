package import Domain

/// Reads the times that people type: `2026-12-01`, `2026-12-01T09:30`, `2026-12-01T09:30:00Z`,
/// `2026-12-01T09:30:00+01:00`.
package enum TimeInput {
  /// The instant that the text means; without an offset it is local to the zone, a day alone is
  /// its midnight. A local time that does not exist or exists twice is taken as for schedules.
  ///
  /// - Throws: `SchedulingError.unreadableTime`, and `.unknownTimeZone` where the zone is needed.
  package static func parse(_ text: String, timeZone: String) throws -> Timestamp {
    var reader = Reader(bytes: Array(text.utf8)[...])
    guard let year = reader.number(4), reader.take("-"), let month = reader.number(2),
      reader.take("-"), let day = reader.number(2)
    else { throw SchedulingError.unreadableTime(text, why: nil) }
    let date = LocalDate(year: year, month: month, day: day)
    guard date.isReal, year > 0 else {
      throw SchedulingError.unreadableTime(text, why: "there is no day \(date)")
    }
    var seconds = 0
    var offset: Int?
    if !reader.isAtEnd {
      guard reader.take("T") || reader.take(" "), let time = reader.timeOfDay() else {
        throw SchedulingError.unreadableTime(text, why: nil)
      }
      seconds = time
      offset = reader.offset()
    }
    guard reader.isAtEnd else { throw SchedulingError.unreadableTime(text, why: nil) }
    let local = Int64(date.dayNumber) * LocalClock.day + Int64(seconds)
    if let offset { return Timestamp(seconds: local - Int64(offset)) }
    return try LocalClock(timeZone).instant(localSeconds: local)
  }
}

/// Takes pieces from the front of a text.
private struct Reader {
  var bytes: ArraySlice<UInt8>

  var isAtEnd: Bool { bytes.isEmpty }

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard bytes.first == UInt8(ascii: character) else { return false }
    bytes.removeFirst()
    return true
  }

  /// A number of exactly that many digits.
  mutating func number(_ digits: Int) -> Int? {
    let taken = bytes.prefix(digits)
    guard taken.count == digits,
      taken.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else { return nil }
    bytes.removeFirst(digits)
    return taken.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
  }

  /// `09:30` or `09:30:00`, as seconds.
  mutating func timeOfDay() -> Int? {
    guard let hour = number(2), hour < 24, take(":"), let minute = number(2), minute < 60
    else { return nil }
    guard take(":") else { return hour * 3600 + minute * 60 }
    guard let second = number(2), second < 60 else { return nil }
    return hour * 3600 + minute * 60 + second
  }

  /// `Z`, `+01:00` or `+0100`, as seconds ahead of UTC; nil where none of them follows.
  mutating func offset() -> Int? {
    if take("Z") { return 0 }
    let start = bytes
    let sign = take("-") ? -1 : take("+") ? 1 : 0
    guard sign != 0, let hours = number(2), hours < 24, take(":") || true,
      let minutes = number(2), minutes < 60
    else {
      bytes = start
      return nil
    }
    return sign * (hours * 3600 + minutes * 60)
  }
}
