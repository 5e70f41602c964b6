import Domain
import Ledger

/// Watches the leases of others, on this process's own clock that nobody can set.
struct LeaseWatch {
  private let wait: Duration
  private let clock: () -> Duration
  private let start: Duration
  private var lookedAt: Duration
  private var seen: [BindingID: LeaseRule.Sighting<Lease>] = [:]

  /// - Parameter wait: How long the one who started the run is willing to wait for others.
  init(wait: Duration, clock: @escaping () -> Duration) {
    self.wait = wait
    self.clock = clock
    start = clock()
    lookedAt = start
  }

  /// To be called before the ledger is asked for: what is seen next was so at this instant or later.
  mutating func beginLook() { lookedAt = clock() }

  /// Whether the lease's owner is gone: for certain, or as far as a whole lease without a sign of
  /// life tells. To be called after the ledger was read.
  mutating func isDead(_ binding: BindingID, _ lease: Lease) -> Bool {
    let first = LeaseRule.sighting(seen[binding], of: lease, answeredAt: clock())
    seen[binding] = first
    let step = LeaseRule.taker(
      isProvablyGone: lease.owner.isProvablyGone, first: first, lookedAt: lookedAt,
      length: lease.promisedLength)
    return step == .takeOver
  }

  /// Whether one of the bindings is held and there is still time to wait for it.
  func mustWait(for ledger: LedgerSnapshot, names: Set<BindingID>?) throws -> Bool {
    guard clock() - start < wait else { return false }
    return try ledger.leasedBindings().contains { names?.contains($0) ?? true }
  }
}
