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
}
