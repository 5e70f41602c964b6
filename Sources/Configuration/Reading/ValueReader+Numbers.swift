import Domain

extension ValueReader {
  /// A whole number in decimal digits, quoted or not.
  mutating func integer(
    _ value: YAMLValue, in range: ClosedRange<Int>, expected: String
  ) -> Int? {
    guard let text = value.text, let number = Self.digits(text), range.contains(number) else {
      mismatch(value, expected: expected)
      return nil
    }
    return number
  }

  /// A duration in seconds: a whole number with its unit.
  mutating func duration(_ value: YAMLValue) -> Int64? {
    let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86400]
    guard let text = value.text, let last = text.last, let unit = units[last],
      let number = Self.digits(text.dropLast()), number <= Self.longestDuration / Int(unit)
    else {
      mismatch(value, expected: "a number with `s`, `m`, `h` or `d`, such as `72h`")
      return nil
    }
    return Int64(number) * unit
  }

  /// Ten thousand days in seconds: far from any overflow of an instant.
  private static let longestDuration = 10_000 * 86400

  /// A bound of a limit: a number of objects or a share of them.
  mutating func bound(_ value: YAMLValue) -> Limits.Bound? {
    if let text = value.text {
      if text.hasSuffix("%"), let share = Self.digits(text.dropLast()), share <= 100 {
        return .percent(share)
      }
      if let number = Self.digits(text) { return .objects(number) }
    }
    mismatch(value, expected: "a number of objects, such as `10`, or a share up to `100%`")
    return nil
  }

  /// A time on the clock: `09:30`, quoted or not.
  mutating func timeOfDay(_ value: YAMLValue) -> TimeOfDay? {
    let parts = (value.text ?? "").split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, (1...2).contains(parts[0].count), parts[1].count == 2,
      let hour = Self.digits(parts[0]), let minute = Self.digits(parts[1]), hour < 24, minute < 60
    else {
      mismatch(value, expected: "a time such as `09:30`")
      return nil
    }
    return TimeOfDay(hour: hour, minute: minute)
  }

  /// A day that the calendar has: `2026-01-31`.
  mutating func date(_ value: YAMLValue) -> LocalDate? {
    let parts = (value.text ?? "").split(separator: "-", omittingEmptySubsequences: false)
    guard parts.map(\.count) == [4, 2, 2], let year = Self.digits(parts[0]),
      let month = Self.digits(parts[1]), let day = Self.digits(parts[2]),
      (1970...9999).contains(year), (1...12).contains(month), day >= 1,
      day <= Self.length(ofMonth: month, in: year)
    else {
      mismatch(value, expected: "a date such as `2026-01-31`")
      return nil
    }
    return LocalDate(year: year, month: month, day: day)
  }

  private static func length(ofMonth month: Int, in year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// The number that ASCII digits alone say; nil for a sign, a space, nothing, or too many.
  private static func digits(_ text: some StringProtocol) -> Int? {
    guard !text.isEmpty, text.utf8.count <= 12,
      text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else { return nil }
    return Int(text)
  }
}
