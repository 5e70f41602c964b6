/// Who may write to a target, as leases tell it: what the holder of one may do, and when somebody
/// else may take it over.
///
/// Every instant is a duration on the deciding process's own monotonic clock, since whatever start
/// that has; instants of two processes are never compared. Holder and taker need no more in common
/// than that a second lasts about as long for both:
///
/// - The holder counts from *before* it asked for the lease, and so from an instant before anybody
///   could see it.
/// - The taker counts from *after* it was told of the lease, to *before* it asked again.
///
/// Whatever the network did in between, the holder's length is over when the taker's is.
package enum LeaseRule {
  // MARK: - The holder

  /// What the holder does next.
  package enum HolderStep: Sendable, Hashable, CaseIterable {
    case write
    /// It may write, and renews before it does.
    case renewFirst
    /// It writes no more, whatever it hears later.
    case stop
  }

  /// What the holder does before a write.
  ///
  /// - Parameters:
  ///   - askedAt: When it began to ask for the lease, or for the latest renewal that counts.
  ///   - triedAt: When the latest attempt to renew ended that came to nothing; nil where there is
  ///     none since `askedAt`.
  package static func holder(
    askedAt: Duration, triedAt: Duration? = nil, now: Duration, _ terms: LeaseTerms
  ) -> HolderStep {
    guard mayWrite(askedAt: askedAt, now: now, terms) else { return .stop }
    guard now - askedAt >= terms.renewal else { return .write }
    if let triedAt, now - triedAt < terms.retry { return .write }
    return .renewFirst
  }

  /// Whether a write may begin now.
  package static func mayWrite(
    askedAt: Duration, now: Duration, _ terms: LeaseTerms
  ) -> Bool {
    now - askedAt < terms.length - terms.margin
  }

  /// From when the holder counts after a renewal that is part of the ledger: from its request. Nil
  /// where the answer came after the lease had run out, for then somebody may be reading the target
  /// already to take it over.
  package static func renewed(
    askedAt: Duration, by requestedAt: Duration, answeredAt: Duration, _ terms: LeaseTerms
  ) -> Duration? {
    mayWrite(askedAt: askedAt, now: answeredAt, terms) ? requestedAt : nil
  }

  // MARK: - The taker

  /// What somebody else does who finds a lease.
  package enum TakerStep: Sendable, Hashable, CaseIterable {
    case takeOver
    /// It does not touch what the lease stands for: it looks again later, or gives up.
    case wait
  }

  /// A lease as it was first seen just so.
  package struct Sighting<Seen: Sendable & Hashable>: Sendable, Hashable {
    package var lease: Seen
    /// When the answer was there that first showed it.
    package var answeredAt: Duration

    package init(_ lease: Seen, answeredAt: Duration) {
      self.lease = lease
      self.answeredAt = answeredAt
    }
  }

  /// What is known of a lease after another look: since when it is as it is.
  package static func sighting<Seen>(
    _ known: Sighting<Seen>?, of lease: Seen, answeredAt: Duration
  ) -> Sighting<Seen> {
    if let known, known.lease == lease { return known }
    return Sighting(lease, answeredAt: answeredAt)
  }

  /// What is done about a lease that a look showed.
  ///
  /// - Parameters:
  ///   - isProvablyGone: Whether its process is gone for certain.
  ///   - first: The lease as it was first seen just so, this look included.
  ///   - lookedAt: When the look began that showed it now.
  ///   - length: The length that its holder promised to be heard of in.
  package static func taker<Seen>(
    isProvablyGone: Bool, first: Sighting<Seen>, lookedAt: Duration, length: Duration
  ) -> TakerStep {
    if isProvablyGone { return .takeOver }
    return lookedAt - first.answeredAt >= length ? .takeOver : .wait
  }

  // MARK: - Settling

  /// What somebody does about a run that may have ended early.
  package enum SettlerStep: Sendable, Hashable, CaseIterable {
    /// It finds out on the target what the run did, and records it: the lease is its own.
    case settle
    /// It makes the lease its own first, by a step on exactly the state in which it found the lease
    /// dead. Where somebody else was first it looks anew: that step is never replayed.
    case takeOver
    /// It does not touch what the lease stands for.
    case wait
  }

  /// A run is settled by one process at a time, the one that has its lease: everybody else treats
  /// that process as they would the run.
  ///
  /// - Parameters:
  ///   - isOwn: Whether this process has taken the lease over, and still has it.
  ///   - isDead: Whether ``taker(isProvablyGone:first:lookedAt:length:)`` lets it be taken over;
  ///     asked only of a lease of others.
  package static func settler(isOwn: Bool, isDead: @autoclosure () -> Bool) -> SettlerStep {
    if isOwn { return .settle }
    return isDead() ? .takeOver : .wait
  }

  /// Whether a lease is still that of the process which got it: it stands for the same run, and
  /// nobody has taken it over.
  ///
  /// - Parameters:
  ///   - held: The lease's run and owner as the process got it.
  ///   - found: The same as the ledger has them now; nil where there is no lease.
  package static func isHeld<Run: Equatable, Owner: Equatable>(
    _ held: (run: Run, owner: Owner), found: (run: Run, owner: Owner)?
  ) -> Bool {
    guard let found else { return false }
    return found.run == held.run && found.owner == held.owner
  }
}
