import Domain
import Faults
import Git
import Ledger

/// Keeps the leases of a run: renews them while it works, and stops it where they are gone or have
/// run out.
final class LeaseKeeper {
  private let repository: Repository
  private let writer: LedgerWriter
  private let control: ObjectID
  /// Whether a lock of a binding ends it.
  private let heedsLocks: Bool
  private var leases: [BindingID: Lease]
  /// The files of the ledger that were seen to be theirs: with thousands of objects they are long.
  private var verified: [BindingID: ObjectID] = [:]
  private let now: () -> Timestamp
  private let pause: () -> Void
  private let terms: LeaseTerms
  private let clock: () -> Duration
  /// When the leases were asked for, or their latest renewal that counts.
  private var askedAt: Duration
  /// The latest attempt to renew that came to nothing: when it ended, and why.
  private var failure: (triedAt: Duration, error: any Error)?
  private var tip: ObjectID?
  /// When it looked for the ledger's newest state, by a clock of its own.
  private var lookedAt: ContinuousClock.Instant?
  /// Within so short a time of a look there is no other: writes come by the thousand in a second, and
  /// a look costs a file read.
  private static let lookInterval = Duration.milliseconds(2)
  /// Why the run writes no more, once there is a reason; it stays.
  private(set) var end: (any Error)?

  /// - Parameters:
  ///   - askedAt: When it began to ask for the leases, by the clock of the surroundings.
  ///   - heedsLocks: Whether it stops where somebody locked a binding since. What settles a dead run
  ///     has decided by then what it may write, and records it whatever is locked.
  init(
    _ leases: [BindingID: Lease], askedAt: Duration, writer: LedgerWriter, control: ObjectID,
    heedsLocks: Bool = true, surroundings: ApplyRun.Surroundings
  ) {
    self.heedsLocks = heedsLocks
    self.leases = leases
    self.askedAt = askedAt
    self.writer = writer
    self.control = control
    repository = surroundings.repository
    now = surroundings.now
    pause = surroundings.pause
    terms = surroundings.leaseTerms
    clock = surroundings.leaseClock
  }

  /// To be called before each write to a target; renews the leases in time.
  ///
  /// Throws `RunError.leaseLost` where a lease is not this run's any more, `.leaseExpired` where it
  /// could not be renewed in time, and `BindingLocked` where somebody locked a binding since. What
  /// it threw once it throws ever after.
  func check() throws {
    try ending {
      try requireTime()
      let now = ContinuousClock.now
      if lookedAt.map({ now - $0 >= Self.lookInterval }) ?? true {
        lookedAt = now
        if try repository.reference(writer.location.reference) != tip {
          try verifyUnlocked(LedgerSnapshot.read(writer.location, in: repository))
        }
      }
      guard step == .renewFirst else { return }
      try renew()
      try requireTime()
    }
  }

  /// Whether what was begun may be taken back on a target: not by a lock, which lets the object at
  /// hand be finished, but by the leases.
  var mayStillWrite: Bool {
    if let end, !(end is BindingLocked) { return false }
    return LeaseRule.mayWrite(askedAt: askedAt, now: clock(), terms)
  }

  /// Appends a step of the run, while its leases are its own: whoever took them has settled it, and
  /// nothing is written over that.
  func append(_ transition: LedgerTransition) throws {
    tip = try writer.append(transition, at: now(), checking: verify, pause: pause).tip
  }

  /// The newest state of the ledger, in which the leases are still this process's own.
  ///
  /// Throws `RunError.leaseLost` where one is not. Whether there is time to write does not matter.
  func newest() throws -> LedgerSnapshot {
    let newest = try LedgerSnapshot.read(writer.location, in: repository)
    try verify(newest)
    return newest
  }

  /// Whether a lease that the ledger has is one of those that it keeps.
  func keeps(_ binding: BindingID, _ found: Lease) -> Bool {
    leases[binding].map { isHeld($0, found) } ?? false
  }

  private func isHeld(_ lease: Lease, _ found: Lease?) -> Bool {
    LeaseRule.isHeld((lease.run, lease.owner), found: found.map { ($0.run, $0.owner) })
  }

  private var step: LeaseRule.HolderStep {
    LeaseRule.holder(askedAt: askedAt, triedAt: failure?.triedAt, now: clock(), terms)
  }

  private func ending(_ work: () throws -> Void) throws {
    if let end { throw end }
    do {
      try work()
    } catch {
      end = error
      throw error
    }
  }

  private func requireTime() throws {
    guard step == .stop, let binding = leases.keys.sorted().first else { return }
    throw RunError.leaseExpired(
      binding, reason: failure.map { ($0.error as? any ExplainedError)?.message ?? "\($0.error)" })
  }

  private func verify(_ snapshot: LedgerSnapshot) throws {
    for (binding, lease) in leases {
      let file = try snapshot.leaseID(of: binding)
      if let file, verified[binding] == file { continue }
      guard try isHeld(lease, snapshot.lease(of: binding)) else {
        throw RunError.leaseLost(binding)
      }
      verified[binding] = file
    }
    tip = snapshot.tip
  }

  /// For what precedes further writes; results are recorded whatever is locked.
  private func verifyUnlocked(_ snapshot: LedgerSnapshot) throws {
    try verify(snapshot)
    guard heedsLocks else { return }
    let locked = try leases.keys.sorted().lazy.compactMap { try snapshot.lock(of: $0) }.first
    if let locked { throw BindingLocked(locked) }
  }

  /// Renews the leases, or notes that it came to nothing. Throws only what ends the run.
  private func renew() throws {
    guard let run = leases.values.first?.run else { return }
    let requestedAt = clock()
    // Also after a failure: what nobody confirmed can still be part of the ledger.
    for binding in leases.keys { leases[binding]?.renewals += 1 }
    var transition = LedgerTransition(subject: "renew the leases of run \(run)", run: run)
    for (binding, lease) in leases { try transition.renew(binding, lease: lease) }
    transition.decided(at: control)
    FaultPoint.renewalBefore.pass()
    var ending: (any Error)?
    do {
      let next = try writer.append(
        transition, at: now(),
        checking: { snapshot in
          do {
            try requireTime()
            try verifyUnlocked(snapshot)
          } catch {
            ending = error
            throw error
          }
        }, pause: pause)
      tip = next.tip
      FaultPoint.renewalRecorded.pass()
      failure = nil
      if let since = LeaseRule.renewed(
        askedAt: askedAt, by: requestedAt, answeredAt: clock(), terms)
      {
        askedAt = since
      }
    } catch {
      if let ending { throw ending }
      failure = (clock(), error)
    }
  }
}
