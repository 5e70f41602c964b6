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
      var request = request
      request.looksAtAll = false
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
    surroundings.locks.patience = max(surroundings.locks.patience, wait)
    var settledRuns: [String] = []
    var watch = LeaseWatch(wait: wait, clock: surroundings.leaseClock)
    let taken = TakenLeases(surroundings)
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
        }, leases: taken,
        now: surroundings.now)
      guard
        let settled = try settlement.settle(situation.ledger, isDead: { watch.isDead($0, $1) })
      else {
        lostRaces += 1
        try lookAgain(&watch)
        continue
      }
      settledRuns += settled.runs
      if settled.ledger.tip != situation.ledger.tip { continue }
      let isHeld = try watch.mustWait(for: situation.ledger, names: request.names)
      if isHeld, surroundings.signal() == nil {
        surroundings.waitForOthers()
        try lookAgain(&watch)
        continue
      }
      let (preparation, exception) = try prepare(situation)
      let attempt = ApplyAttempt(
        preparation, exception: exception, surroundings: surroundings, identity: identity,
        writer: writer, reason: reason, plan: plan)
      guard let done = try attempt.run() else {
        lostRaces += 1
        surroundings.pause()
        try lookAgain(&watch)
        continue
      }
      return Report(
        record: done.record, isRecorded: done.isRecorded, preparation: preparation,
        settled: settledRuns)
    }
    throw LedgerError.contended
  }

  /// Asks for what others wrote, and notes when it began to.
  private func lookAgain(_ watch: inout LeaseWatch) throws {
    watch.beginLook()
    try surroundings.refresh()
  }
}
