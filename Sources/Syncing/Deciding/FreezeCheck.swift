import Configuration
package import Domain
package import Scheduling

/// Stops what would be done in a freeze. It looks at decisions, the clock and the calendar alone.
struct FreezeCheck {
  private let rules: FreezeRules
  private let now: Timestamp
  private let late: Int64

  init(_ rules: FreezeRules, now: Timestamp, late: Int64) {
    self.rules = rules
    self.now = now
    self.late = late
  }

  init(_ rules: FreezeRules, _ situation: Situation) {
    self.init(rules, now: situation.now, late: situation.configuration.late)
  }

  /// The decision, frozen where the binding is, and it would be deployed or was missed.
  func check(_ decided: Decided, of binding: Binding) throws -> Decided {
    guard let stretch = rules.stretch(at: now) else { return decided }
    var frozen = decided
    let why = "nothing is deployed until \(stretch.end.iso8601): \(stretch.freezes.clause)"
    switch decided.decision {
    case .deploy(_, let occurrence?):
      if let next = try nextDate(of: occurrence, binding, stretch) {
        frozen.nextDate = next
        // A later occurrence that waits for the same end supersedes it.
        frozen.date?.isDeferred = next.deferredFrom ?? occurrence == occurrence
      }
    case .deploy(_, nil):
      frozen.nextDate = NextDate(at: stretch.end, freezes: stretch.freezes)
    case .refused:
      guard let missed = decided.missed else { return decided }
      frozen.decision = .frozen(
        why: "the date \(missed.iso8601) was missed before the freeze; \(why)", until: stretch.end)
      return frozen
    case .notDue, .unchanged, .frozen: return decided
    }
    frozen.decision = .frozen(why: why, until: stretch.end)
    return frozen
  }

  /// When the occurrence runs after the stretch; nil where it is missed by then, since it was
  /// before the freeze.
  private func nextDate(
    of occurrence: Timestamp, _ binding: Binding, _ stretch: FreezeRules.Stretch
  ) throws -> NextDate? {
    guard let schedule = binding.deployment.schedule,
      stretch.end <= (rules.instant(of: occurrence) ?? occurrence) + late
    else { return nil }
    return try Due.date(
      of: occurrence, at: stretch, schedule: schedule, freezes: rules)
  }
}

extension [Freeze] {
  /// `the freeze "year-end", 2026-12-20 to 2027-01-04 Europe/Berlin`, one after the other.
  package var clause: String {
    map { "the freeze \"\($0.reason)\", \($0.days) \($0.timeZone)" }
      .joined(separator: ", and ")
  }
}

extension Situation {
  /// What the freezes at head do to a binding.
  package func freezes(of binding: BindingID) throws -> FreezeRules {
    try FreezeRules(configuration.freezes, for: binding)
  }

  /// Whether a freeze lasts for the binding now.
  package func isFrozen(_ binding: BindingID) throws -> Bool {
    try !freezes(of: binding).holding(now).isEmpty
  }
}
