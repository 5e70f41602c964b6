import Domain
import Faults
import Git
import Ledger

/// The leases of dead runs that this process has taken over, until what they stand for is settled.
///
/// They outlive one look at the ledger: where somebody else wrote it in the middle, the next attempt
/// goes on under the same leases.
final class TakenLeases {
  private let surroundings: ApplyRun.Surroundings
  private var keepers: [BindingID: LeaseKeeper] = [:]

  init(_ surroundings: ApplyRun.Surroundings) { self.surroundings = surroundings }

  /// Whether this process has the lease that the ledger has.
  func owns(_ binding: BindingID, _ found: Lease) -> Bool {
    guard let keeper = keepers[binding] else { return false }
    if keeper.keeps(binding, found) { return true }
    keepers[binding] = nil
    return false
  }

  /// What keeps the leases of these bindings; one for each time that leases were taken over.
  func keepers(of bindings: [BindingID]) -> [LeaseKeeper] {
    var found: [LeaseKeeper] = []
    for keeper in bindings.compactMap({ keepers[$0] })
    where !found.contains(where: { $0 === keeper }) {
      found.append(keeper)
    }
    return found
  }

  /// Makes leases of a dead run this process's own, in exactly the state in which they were found
  /// dead; nil where somebody else wrote the ledger meanwhile.
  func takeOver(
    _ run: String, _ leases: [(BindingID, Lease)], in ledger: LedgerSnapshot,
    by writer: LedgerWriter,
    control: ObjectID
  ) throws -> LedgerSnapshot? {
    // Before it is asked for, and so before anybody can see it.
    let askedAt = surroundings.leaseClock()
    let instant = surroundings.now()
    let owner = LeaseOwner.current()
    var taken: [BindingID: Lease] = [:]
    var transition = LedgerTransition(
      subject: "take over run \(run), which ended early", run: run)
    for (binding, lease) in leases {
      let own = lease.takenOver(
        by: owner, at: instant.iso8601, length: surroundings.leaseTerms.length / .seconds(1))
      taken[binding] = own
      try transition.takeOver(binding, lease: own)
    }
    transition.decided(at: control)
    FaultPoint.takeoverBefore.pass()
    guard let next = try writer.append(transition, to: ledger, at: instant) else { return nil }
    FaultPoint.takeoverRecorded.pass()
    let keeper = LeaseKeeper(
      taken, askedAt: askedAt, writer: writer, control: control, heedsLocks: false,
      surroundings: surroundings)
    for binding in taken.keys { keepers[binding] = keeper }
    return next
  }

  /// Forgets leases that were let go.
  func letGo(_ bindings: [BindingID]) {
    for binding in bindings { keepers[binding] = nil }
  }
}
