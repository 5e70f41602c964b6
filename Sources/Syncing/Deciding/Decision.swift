package import Domain
package import Scheduling

/// What a run does with a binding, and why.
package enum Decision: Sendable, Hashable {
  /// It is deployed: this commit, for this occurrence of its schedule (nil for an ad-hoc binding).
  case deploy(commit: ObjectID, occurrence: Timestamp?)
  /// Nothing asks for it now.
  case notDue(why: String)
  /// All that is merged is on the target.
  case unchanged(why: String)
  /// It would be its turn, or it was and is over, and a freeze lasts until that instant.
  case frozen(why: String, until: Timestamp)
  /// It would be its turn, and a rule forbids it.
  case refused(why: String, hint: String?)

  /// Why nothing is to be done yet: it is not its turn, or frozen.
  package var reasonToWait: String? {
    switch self {
    case .notDue(let why), .frozen(let why, _): why
    case .deploy, .unchanged, .refused: nil
    }
  }

  package var isFrozen: Bool {
    if case .frozen = self { true } else { false }
  }
}

/// What a date asks for, whether or not it may be deployed now.
package struct DateContent: Sendable, Hashable {
  package var occurrence: Timestamp
  /// The commit of each repository up to which it brings what is merged.
  package var commits: [String: ObjectID]
  /// When what it leaves out is deployed.
  package var following: NextDate?
  /// Whether a freeze put it off, so that it is what is deployed next.
  package var isDeferred = false
}

/// A decision with all that a reader wants to know beside it.
package struct Decided: Sendable {
  package var decision: Decision
  /// When something is deployed next, by the configuration at head.
  package var nextDate: NextDate?
  /// The date that was missed, where one was.
  package var missed: Timestamp?
  /// What the run must say: commits passed over, times close to the cut-off.
  package var notes: [String]
  /// The commits of the other repositories that a deployment brings.
  package var others: [String: ObjectID]
  /// What the latest date asks for, where it is neither done nor void.
  package var date: DateContent?
  /// Of a special binding: how its procedure stands.
  package var procedure: ProcedureStanding?

  package init(
    _ decision: Decision, next: NextDate? = nil, missed: Timestamp? = nil, notes: [String] = [],
    others: [String: ObjectID] = [:], date: DateContent? = nil
  ) {
    self.decision = decision
    nextDate = next
    self.missed = missed
    self.notes = notes
    self.others = others
    self.date = date
  }

  /// The instant of `nextDate`.
  package var next: Timestamp? { nextDate?.at }
}
