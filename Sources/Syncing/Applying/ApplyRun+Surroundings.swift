import Configuration
package import Domain
package import Git
package import Ledger

extension ApplyRun {
  /// What the run needs from outside.
  package struct Surroundings {
    package var repository: Repository
    package var branch: MergedBranch
    package var targets: TargetAccess
    /// Who runs it, by the rules of the configuration at hand.
    package var identify: (Situation) throws -> Identity
    package var verify: SignatureVerifier
    package var now: () -> Timestamp
    /// The signal that asked the run to end; nil while none did.
    package var signal: () -> Int32?
    /// Told how many objects of how many are dealt with.
    package var progress: (_ done: Int, _ total: Int) -> Void
    /// Waits a moment; used between two looks at a ledger that others write.
    package var pause: () -> Void
    /// Leads to the ledger that is at this place.
    package var ledger: (LedgerLocation) -> any LedgerReference
    /// Brings what is known here of a remote up to date, where somebody wrote its ledger meanwhile.
    package var refresh: () throws -> Void
    /// Sleeps for so long, or until a signal comes.
    package var rest: (Duration) -> Void = { _ in }
    /// What waits for the locks of refs.
    package var locks: LockWatch
    /// How long the leases of its runs stand.
    package var leaseTerms = LeaseTerms.usual
    /// The clock that leases are told by; its start is of no consequence.
    package var leaseClock: () -> Duration = LeaseClock.now

    package init(
      repository: Repository, branch: MergedBranch, targets: TargetAccess,
      identify: @escaping (Situation) throws -> Identity, verify: @escaping SignatureVerifier,
      now: @escaping () -> Timestamp, signal: @escaping () -> Int32? = { nil },
      progress: @escaping (_ done: Int, _ total: Int) -> Void = { _, _ in },
      pause: @escaping () -> Void = {},
      ledger: ((LedgerLocation) -> any LedgerReference)? = nil, locks: LockWatch? = nil,
      refresh: @escaping () throws -> Void = {}
    ) {
      self.repository = repository
      self.branch = branch
      self.targets = targets
      self.identify = identify
      self.verify = verify
      self.now = now
      self.signal = signal
      self.progress = progress
      self.pause = pause
      let locks = locks ?? LockWatch(in: repository)
      self.locks = locks
      self.ledger =
        ledger ?? { LocalLedgerReference($0, in: repository, locks: locks, pause: pause) }
      self.refresh = refresh
    }

    /// Waits until it is worth looking at the ledger again. Asking a remote is a program and a
    /// connection, looking at a file is nothing.
    func waitForOthers() {
      if branch.remote == nil { pause() } else { rest(.seconds(1)) }
    }

    /// Writes the ledger that a situation was read from.
    func writer(_ situation: Situation, _ identity: Identity) -> LedgerWriter {
      LedgerWriter(
        reference: ledger(situation.configuration.ledgerLocation(on: branch)),
        person: identity.person, sign: identity.sign, in: repository)
    }

    /// For a repository whose ledger is not signed: this person takes every step.
    package init(
      repository: Repository, branch: MergedBranch, targets: TargetAccess, person: Person,
      now: @escaping () -> Timestamp, signal: @escaping () -> Int32? = { nil },
      progress: @escaping (_ done: Int, _ total: Int) -> Void = { _, _ in },
      pause: @escaping () -> Void = {}
    ) {
      self.init(
        repository: repository, branch: branch, targets: targets,
        identify: { _ in Identity(person: person) },
        verify: { _, _, _, _ in .rejected("signatures are not looked at here") }, now: now,
        signal: signal, progress: progress, pause: pause)
    }
  }
}
