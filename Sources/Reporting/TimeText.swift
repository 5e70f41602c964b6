package import Domain
import Scheduling

/// Shows instants in the configuration's zone.
package struct TimeText: Sendable {
  private let format: LocalTimeFormat?

  /// Falls back to UTC in ISO 8601 where the zone is not known.
  package init(timeZone: String) { format = try? LocalTimeFormat(timeZone: timeZone) }

  package func text(_ instant: Timestamp) -> String { format?.text(instant) ?? instant.iso8601 }

  /// The same for an instant that a record holds as text.
  package func text(iso8601: String) -> String {
    Timestamp(iso8601: iso8601).map(text) ?? iso8601
  }
}

/// `1 change`, `3 changes`.
func counted(_ count: Int, _ noun: String, _ plural: String? = nil) -> String {
  "\(count) " + (count == 1 ? noun : plural ?? noun + "s")
}
