package import FoundationEssentials

/// An instant in whole seconds since 1970-01-01T00:00:00Z, as git counts them.
package struct Timestamp: Hashable, Sendable, Comparable, CustomStringConvertible {
  package var seconds: Int64

  package init(seconds: Int64) { self.seconds = seconds }

  /// The whole second that the date is in.
  package init(_ date: Date) { seconds = Int64(date.timeIntervalSince1970.rounded(.down)) }

  /// Reads ISO 8601 as `iso8601` writes it, `2026-11-01T00:00:09Z`; nil for anything else, days
  /// and hours that do not exist included.
  package init?(iso8601 text: String) {
    guard let date = try? Date(text, strategy: .iso8601) else { return nil }
    self.init(date)
    // Foundation reads a 30th of February and takes no notice of what follows.
    guard iso8601 == text else { return nil }
  }

  package var date: Date { Date(timeIntervalSince1970: Double(seconds)) }

  /// ISO 8601 in UTC to the second, `2026-11-01T00:00:09Z`.
  package var iso8601: String { date.formatted(.iso8601) }

  package var description: String { iso8601 }

  package static func < (a: Timestamp, b: Timestamp) -> Bool { a.seconds < b.seconds }
  package static func + (a: Timestamp, seconds: Int64) -> Timestamp {
    Timestamp(seconds: a.seconds + seconds)
  }
  package static func - (a: Timestamp, b: Timestamp) -> Int64 { a.seconds - b.seconds }
}
