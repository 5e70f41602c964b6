import Domain
import Git
import Ledger

/// Keeps the leases of a run: renews them while it works, and stops it where they are gone.
final class LeaseKeeper {
  /// How long a lease that is not renewed stands; a waiting run must see it unchanged for so long.
  static let length: Duration = .seconds(60)

  private let repository: Repository
  private let writer: LedgerWriter
  private let control: ObjectID
  private var leases: [BindingID: Lease]
  private let now: () -> Timestamp
  private let pause: () -> Void
  private let renewal: Duration
  private let clock = ContinuousClock()
  private var renewedAt: ContinuousClock.Instant
  private var tip: ObjectID?
  /// Somebody's lock on one of the bindings, which stops the run before its next write.
  private var locked: BindingLock?

  init(
    _ leases: [BindingID: Lease], writer: LedgerWriter, control: ObjectID,
    in repository: Repository,
    renewal: Duration = .seconds(20),
    now: @escaping () -> Timestamp, pause: @escaping () -> Void
  ) {
    self.renewal = renewal
    self.leases = leases
    self.writer = writer
    self.control = control
    self.repository = repository
    self.now = now
    self.pause = pause
    renewedAt = clock.now
  }

  /// Throws `RunError.leaseLost` where a lease is not this run's any more, and `BindingLocked` where
  /// somebody locked a binding since; renews the leases in time.
  func check() throws {
    if let locked { throw BindingLocked(locked) }
    if try repository.reference(writer.location.reference) != tip {
      let snapshot = try LedgerSnapshot.read(writer.location, in: repository)
      try verifyUnlocked(snapshot)
    }
    guard clock.now - renewedAt >= renewal else { return }
    try renew()
    renewedAt = clock.now
  }

  private func verify(_ snapshot: LedgerSnapshot) throws {
    for (binding, lease) in leases {
      guard try snapshot.lease(of: binding)?.run == lease.run else {
        throw RunError.leaseLost(binding)
      }
    }
    tip = snapshot.tip
  }

  /// For what precedes further writes; results are recorded whatever is locked.
  private func verifyUnlocked(_ snapshot: LedgerSnapshot) throws {
    try verify(snapshot)
    locked = try leases.keys.sorted().lazy.compactMap { try snapshot.lock(of: $0) }.first
    if let locked { throw BindingLocked(locked) }
  }

  /// Appends a step of the run, while its leases are its own: whoever took them has settled it, and
  /// nothing is written over that.
  func append(_ transition: LedgerTransition) throws {
    tip = try writer.append(transition, at: now(), checking: verify, pause: pause).tip
  }

  private func renew() throws {
    guard let run = leases.values.first?.run else { return }
    for binding in leases.keys { leases[binding]?.renewals += 1 }
    var transition = LedgerTransition(subject: "renew the leases of run \(run)", run: run)
    for (binding, lease) in leases { try transition.renew(binding, lease: lease) }
    transition.decided(at: control)
    tip = try writer.append(transition, at: now(), checking: verifyUnlocked, pause: pause).tip
  }
}
