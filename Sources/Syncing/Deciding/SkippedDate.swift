import Domain
import Queueing
import Scheduling

/// The latest date of a binding, where a freeze skips it.
struct SkippedDate {
  var occurrence: Timestamp
  var freeze: Freeze

  /// The latest occurrence that would count if there were no freeze and that one skips; nil where
  /// the latest takes place.
  static func latest(
    of queue: BindingQueue, freezes: FreezeRules, facts: SharedFacts
  ) throws -> SkippedDate? {
    guard freezes.spans.contains(where: { $0.freeze.effect == .skip }),
      let planned = try facts.latestOccurrence(of: queue, freezes: nil),
      case .skipped(let span) = freezes.fate(of: planned)
    else { return nil }
    return SkippedDate(occurrence: planned, freeze: span.freeze)
  }

  /// A clause that says it.
  var why: String {
    "the date \(occurrence.iso8601) does not take place, by \([freeze].clause): "
      + "what is queued waits for the next date"
  }
}
