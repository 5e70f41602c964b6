package import Domain

/// When a server wants to be asked again (RFC 9110, 10.2.3).
package enum RetryAfter {
  /// A year: more than anybody waits for.
  private static let longestSeconds: Int64 = 366 * 86_400

  /// The pause that a `Retry-After` asks for; nil for what is neither seconds nor a date.
  ///
  /// - Parameter now: The server's own time where its answer has a `Date`, so that its clock need not
  ///   be right.
  package static func pause(_ text: String, now: Timestamp) -> Duration? {
    let text = text.split(separator: " ").joined(separator: " ")
    if let first = text.utf8.first, (0x30...0x39).contains(first) {
      guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
      return .seconds(Int64(text).map { min($0, longestSeconds) } ?? longestSeconds)
    }
    guard let date = date(text, now: now) else { return nil }
    return .seconds(min(max(date - now, 0), longestSeconds))
  }

  /// An HTTP date in any of its three forms (RFC 9110, 5.6.7), `Sun, 06 Nov 1994 08:49:37 GMT`.
  package static func date(_ text: String, now: Timestamp) -> Timestamp? {
    let words = text.split { $0 == " " || $0 == "," || $0 == "-" }.map(String.init)
    let isTwoDigits = text.contains("-")
    var fields: (day: String, month: String, year: String, time: String)
    switch words.count {
    case 6 where words[5] == "GMT": fields = (words[1], words[2], words[3], words[4])
    case 5: fields = (words[2], words[1], words[4], words[3])
    default: return nil
    }
    if isTwoDigits {
      guard fields.year.count == 2, let short = Int(fields.year) else { return nil }
      // One that seems to be more than 50 years ahead is of the century before.
      guard let thisYear = Int(now.iso8601.prefix(4)) else { return nil }
      let year = thisYear / 100 * 100 + short
      fields.year = String(year > thisYear + 50 ? year - 100 : year)
    }
    let months = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    guard let month = months.firstIndex(of: fields.month), (1...2).contains(fields.day.count),
      fields.year.count == 4
    else { return nil }
    return Timestamp(
      iso8601: "\(fields.year)-\(twoDigits(String(month + 1)))-\(twoDigits(fields.day))"
        + "T\(fields.time)Z")
  }

  private static func twoDigits(_ text: String) -> String { text.count == 1 ? "0" + text : text }
}
