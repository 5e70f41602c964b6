/// Who must agree to an exception, in which order: `exceptions:` of `deploysync.yaml`.
package struct ExceptionPolicy: Hashable, Sendable {
  /// The kinds of steps that follow the request.
  package enum StepKind: String, Sendable, Hashable, CaseIterable {
    /// An operator records what it would ship.
    case impact
    /// A manager approves or rejects.
    case decision
    /// The requester, as a rule, still wants it.
    case confirmation
  }

  /// Who may take a step. People are named by e-mail address, compared without regard to case.
  package enum Takers: Hashable, Sendable {
    case anyone
    /// Whoever requested the exception.
    case requester
    case people([String])
  }

  package struct Step: Hashable, Sendable {
    package var kind: StepKind
    package var by: Takers
    /// How many different people must take it; more than 1 only for a decision.
    package var approvals: Int

    package init(kind: StepKind, by: Takers, approvals: Int = 1) {
      self.kind = kind
      self.by = by
      self.approvals = approvals
    }
  }

  /// In order; the first is always the impact, there is exactly one of each kind that is there.
  package var steps: [Step]
  /// Nobody takes two steps, the request and the confirmation of the requester aside.
  package var isDistinct: Bool
  /// Steps that may be recorded for somebody, with evidence: of the kinds, and `request`.
  package var attestable: Set<String>
  /// For how many seconds an agreement holds, counted from the impact.
  package var expires: Int64
  /// The OpenSSH allowed-signers file in the control repository (ssh-keygen(1), "ALLOWED
  /// SIGNERS"); nil: identities are git's, unsigned.
  package var signers: GitPath?

  package init(
    steps: [Step], isDistinct: Bool = true, attestable: Set<String> = [],
    expires: Int64 = 72 * 3_600, signers: GitPath? = nil
  ) {
    self.steps = steps
    self.isDistinct = isDistinct
    self.attestable = attestable
    self.expires = expires
    self.signers = signers
  }
}

/// Who may run, hold and roll back: `roles:` of `deploysync.yaml`; nil is everybody who can write
/// the ledger.
package struct Roles: Hashable, Sendable {
  package var run: [String]?
  package var hold: [String]?
  package var rollback: [String]?

  package init(run: [String]? = nil, hold: [String]? = nil, rollback: [String]? = nil) {
    self.run = run
    self.hold = hold
    self.rollback = rollback
  }
}
