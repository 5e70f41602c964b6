import FoundationEssentials

extension Timestamp {
  /// The seconds from the start of 1900 to the end of 9999. Before, calendars differ in how they
  /// count; after, a year has more than four digits.
  private static let plainSeconds = -2_208_988_800...253_402_300_799 as ClosedRange<Int64>

  /// ISO 8601 in UTC to the second, `2026-11-01T00:00:09Z`.
  package var iso8601: String {
    guard Self.plainSeconds.contains(seconds) else { return date.formatted(.iso8601) }
    let (days, second) = seconds.floored(by: 86_400)
    let (year, month, day) = Self.civil(days)
    return Self.padded(year, 4) + "-" + Self.padded(month, 2) + "-" + Self.padded(day, 2) + "T"
      + Self.padded(second / 3_600, 2) + ":" + Self.padded(second / 60 % 60, 2) + ":"
      + Self.padded(second % 60, 2) + "Z"
  }

  /// Reads ISO 8601 as `iso8601` writes it, `2026-11-01T00:00:09Z`; nil for anything else, days
  /// and hours that do not exist included.
  package init?(iso8601 text: String) {
    // Foundation's calendar takes longer to set up than a hook has to read its ledger.
    if let plain = Self(plain: Array(text.utf8)), Self.plainSeconds.contains(plain.seconds),
      plain.iso8601 == text
    {
      self = plain
      return
    }
    guard let date = try? Date(text, strategy: .iso8601) else { return nil }
    self.init(date)
    // Foundation reads a 30th of February and takes no notice of what follows.
    guard iso8601 == text else { return nil }
  }

  /// Of twenty characters, which may name a day or an hour that does not exist.
  private init?(plain text: [UInt8]) {
    guard text.count == 20 else { return nil }
    func number(_ range: Range<Int>) -> Int64? {
      var value: Int64 = 0
      for byte in text[range] {
        guard byte >= 0x30, byte <= 0x39 else { return nil }
        value = value * 10 + Int64(byte - 0x30)
      }
      return value
    }
    guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
      let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
      (1...12).contains(month)
    else { return nil }
    self.init(
      seconds: Self.days(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second)
  }

  /// The day of the Gregorian calendar that is so many days after 1970-01-01. Years are counted from
  /// March, so that a leap day is a year's last, in eras of 400 years, which all have as many days.
  private static func civil(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let (era, dayOfEra) = (days + 719_468).floored(by: 146_097)
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    return (
      yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month,
      dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    )
  }

  /// How many days after 1970-01-01 a day is; the inverse of `civil`.
  private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let (era, yearOfEra) = (month <= 2 ? year - 1 : year).floored(by: 400)
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  private static func padded(_ number: Int64, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}

extension Int64 {
  /// The quotient rounded down, and what remains, which is never below zero.
  fileprivate func floored(by divisor: Int64) -> (Int64, Int64) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}
