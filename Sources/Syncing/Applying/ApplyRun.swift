import Configuration
import Domain
import Exceptions
import Git
package import Ledger
import Queueing

/// Deploys what is due: decides, records the intent, writes, reads back, records the result.
package struct ApplyRun {
  private let surroundings: Surroundings
  private let request: Preparer.Request
  private let reason: String
  /// How long to wait for a run that is at work on a binding.
  private let wait: Duration

  package init(
    _ surroundings: Surroundings, request: Preparer.Request, reason: String,
    wait: Duration = .zero
  ) {
    self.surroundings = surroundings
    self.request = request
    self.reason = reason
    self.wait = wait
  }

  /// What a run did, for the one who started it.
  package struct Report {
    /// The record, as the ledger keeps it where `isRecorded`.
    package var record: RunRecord
    package var isRecorded: Bool
    package var preparation: Preparation
    /// Earlier runs that were found dead and settled first.
    package var settled: [String]
  }

  /// Runs it. What is wrong with one binding is told in the report; what concerns all is thrown.
  package func run() throws -> Report {
    try run { situation in
      let preparer = Preparer(situation, targets: surroundings.targets, request: request)
      return (try preparer.prepare(), nil)
    }
  }

  /// Runs what `prepare` makes of the situation: for what is due, an exception or a rollback. With
  /// the digest of a saved plan the run's record names it.
  func run(
    as role: Role = .run, plan: String? = nil,
    _ prepare: (Situation) throws -> (Preparation, ExceptionChain?)
  ) throws -> Report {
    var settledRuns: [String] = []
    var watch = LeaseWatch(wait: wait)
    var lostRaces = 0
    while lostRaces < 200 {
      let situation = try Situation.read(
        surroundings.repository, branch: surroundings.branch, now: surroundings.now())
      let identity = try surroundings.identify(situation)
      try situation.configuration.roles.require(role, of: identity)
      let writer = surroundings.writer(situation, identity)
      let settlement = Settlement(
        targets: surroundings.targets, writer: writer, control: situation.head,
        in: surroundings.repository, recordedName: situation.recordedName,
        isStopped: { binding in
          // A lock stops everything, a freeze no rollback.
          if try situation.lock(of: binding) != nil { return true }
          return try role != .rollback && situation.isFrozen(binding)
        },
        now: surroundings.now)
      guard
        let settled = try settlement.settle(situation.ledger, isDead: { watch.isDead($0, $1) })
      else {
        lostRaces += 1
        try surroundings.refresh()
        continue
      }
      settledRuns += settled.runs
      if settled.ledger.tip != situation.ledger.tip { continue }
      let isHeld = try watch.mustWait(for: situation.ledger, names: request.names)
      if isHeld, surroundings.signal() == nil {
        surroundings.pause()
        try surroundings.refresh()
        continue
      }
      let (preparation, exception) = try prepare(situation)
      let attempt = ApplyAttempt(
        preparation, exception: exception, surroundings: surroundings, identity: identity,
        writer: writer, reason: reason, plan: plan)
      guard let done = try attempt.run() else {
        lostRaces += 1
        surroundings.pause()
        try surroundings.refresh()
        continue
      }
      return Report(
        record: done.record, isRecorded: done.isRecorded, preparation: preparation,
        settled: settledRuns)
    }
    throw LedgerError.contended
  }
}

/// Watches the leases of others, on this process's own clock that nobody can set.
struct LeaseWatch {
  private let wait: Duration
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private var seen: [BindingID: (lease: Lease, since: ContinuousClock.Instant)] = [:]

  init(wait: Duration) {
    self.wait = wait
    start = clock.now
  }

  /// Whether the lease's owner is gone: for certain, or as far as a whole lease without a sign of
  /// life tells.
  mutating func isDead(_ binding: BindingID, _ lease: Lease) -> Bool {
    if lease.owner.isProvablyGone { return true }
    if let known = seen[binding], known.lease == lease {
      return clock.now - known.since >= LeaseKeeper.length
    }
    seen[binding] = (lease, clock.now)
    return false
  }

  /// Whether one of the bindings is held and there is still time to wait for it.
  func mustWait(for ledger: LedgerSnapshot, names: Set<BindingID>?) throws -> Bool {
    guard clock.now - start < wait else { return false }
    return try ledger.leasedBindings().contains { names?.contains($0) ?? true }
  }
}
