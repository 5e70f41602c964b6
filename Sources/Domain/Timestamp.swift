package import FoundationEssentials

/// An instant in whole seconds since 1970-01-01T00:00:00Z, as git counts them.
package struct Timestamp: Hashable, Sendable, Comparable, CustomStringConvertible {
  package var seconds: Int64

  package init(seconds: Int64) { self.seconds = seconds }

  /// The whole second that the date is in.
  package init(_ date: Date) { seconds = Int64(date.timeIntervalSince1970.rounded(.down)) }

  package var date: Date { Date(timeIntervalSince1970: Double(seconds)) }

  package var description: String { iso8601 }

  package static func < (a: Timestamp, b: Timestamp) -> Bool { a.seconds < b.seconds }
  package static func + (a: Timestamp, seconds: Int64) -> Timestamp {
    Timestamp(seconds: a.seconds + seconds)
  }
  package static func - (a: Timestamp, b: Timestamp) -> Int64 { a.seconds - b.seconds }
}
