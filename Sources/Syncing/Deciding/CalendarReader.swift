import Configuration
package import Domain
import Queueing
package import Scheduling

/// The calendar of all bindings for some time.
package struct CalendarReader {
  /// A date that did not run in time.
  package struct Missed: Sendable, Hashable {
    package var binding: BindingID
    package var at: Timestamp

    package init(binding: BindingID, at: Timestamp) {
      self.binding = binding
      self.at = at
    }
  }

  private let situation: Situation

  package init(_ situation: Situation) { self.situation = situation }

  /// The dates of the standard bindings that are deployed, or skipped, in the range.
  package func dates(in range: Range<Timestamp>) throws -> [CalendarDate] {
    try CalendarDate.all(
      of: situation.configuration.bindings.compactMap { binding in
        binding.deployment.schedule.map { (binding.id, $0) }
      }, freezes: situation.configuration.freezes, in: range)
  }

  /// The freezes with a part in the range, by their starts.
  package func freezes(in range: Range<Timestamp>) throws -> [FreezeRules.Span] {
    try FreezeRules(situation.configuration.freezes).spans.filter {
      $0.start < range.upperBound && range.lowerBound < $0.end
    }
  }

  /// The bindings that have no dates, by the way they are deployed.
  package func undated() -> [(deployment: String, bindings: [BindingID])] {
    let undated = situation.configuration.bindings.filter { $0.deployment.schedule == nil }
    return Dictionary(grouping: undated) { $0.deployment.name }
      .map { (deployment: $0.key, bindings: $0.value.map(\.id)) }
      .sorted { $0.deployment < $1.deployment }
  }

  /// The dates that were missed, in the order of the bindings.
  package func missed() throws -> [Missed] {
    let decider = Decider(situation)
    return try situation.queues(situation.configuration.bindings).compactMap { queue in
      try decider.decide(queue).missed.map { Missed(binding: queue.binding.id, at: $0) }
    }
  }
}
