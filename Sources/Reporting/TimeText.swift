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

  /// A sentence of a record, its instants (`2026-12-01T00:00:00Z`) shown in the zone.
  package func sentence(_ text: String) -> String {
    text.replacing(#/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/#) { self.text(iso8601: String($0.output)) }
  }
}

/// `1 change`, `3 changes`.
func counted(_ count: Int, _ noun: String, _ plural: String? = nil) -> String {
  "\(count) " + (count == 1 ? noun : plural ?? noun + "s")
}
