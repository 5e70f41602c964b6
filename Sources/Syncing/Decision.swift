package import Domain

/// What a run does with a binding, and why.
package enum Decision: Sendable, Hashable {
  /// It is deployed: this commit, for this occurrence of its schedule (nil for an ad-hoc binding).
  case deploy(commit: ObjectID, occurrence: Timestamp?)
  /// Nothing asks for it now.
  case notDue(why: String)
  /// All that is merged is on the target.
  case unchanged(why: String)
  /// It would be its turn, and a rule forbids it.
  case refused(why: String, hint: String?)
}

/// A decision with all that a reader wants to know beside it.
package struct Decided: Sendable {
  package var decision: Decision
  /// The next occurrence of the schedule, by the configuration at head.
  package var next: Timestamp?
  /// Where a standard binding stands; nil for an ad-hoc one.
  package var missed: Timestamp?
  /// What the run must say: commits passed over, times close to the cut-off.
  package var notes: [String]

  package init(
    _ decision: Decision, next: Timestamp? = nil, missed: Timestamp? = nil, notes: [String] = []
  ) {
    self.decision = decision
    self.next = next
    self.missed = missed
    self.notes = notes
  }
}
