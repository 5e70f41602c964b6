/// How long a lease stands, and what follows from that for its holder.
package struct LeaseTerms: Sendable, Hashable {
  /// The holder must be heard of within it; whoever waits, waits for so long.
  package var length: Duration
  /// The end of the length, in which the holder begins no write any more: a write that was begun
  /// before has this much time to reach the target.
  package var margin: Duration
  /// How old the lease may get before it is renewed.
  package var renewal: Duration
  /// How soon a renewal that came to nothing is tried again.
  package var retry: Duration

  /// What runs ask for.
  package static let usual = LeaseTerms(length: .seconds(60))

  /// Renews after a third, tries again after a twentieth, and begins no write in the last sixth.
  package init(length: Duration) {
    self.init(length: length, margin: length / 6, renewal: length / 3, retry: length / 20)
  }

  package init(length: Duration, margin: Duration, renewal: Duration, retry: Duration) {
    self.length = length
    self.margin = margin
    self.renewal = renewal
    self.retry = retry
  }
}
