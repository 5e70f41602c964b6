package import Domain
import Git

extension SharedLedgerReference {
  /// What an exchange with the remote came to.
  package struct Exchange: Hashable, Sendable {
    /// The newest commit of both; nil where neither has a ledger.
    package var tip: ObjectID?
    /// How many steps are new in the copy.
    package var received: Int
    /// How many steps of this repository alone the remote has now.
    package var shared: Int
  }

  /// Brings the copy up to date, and gives the remote the steps of a ledger that was begun in this
  /// repository alone, where they continue what the remote has.
  ///
  /// Throws `SharingError.unshared` where they do not: two ledgers are never made one.
  package func exchange() throws -> Exchange {
    let before = try repository.reference(location.reference)
    let tip = try refresh()
    var result = Exchange(tip: tip, received: try steps(from: before, to: tip), shared: 0)
    guard let own = try repository.reference(location.name), own != tip else { return result }
    if let tip, try copy.contains(tip, own) { return result }
    guard try tip.map({ try copy.contains(own, $0) }) ?? true else {
      throw SharingError.unshared(location, own: own, isAhead: false)
    }
    guard try advance(from: tip, to: own, message: "deploysync: share the ledger") else {
      throw LedgerError.contended
    }
    result.shared = try steps(from: tip, to: own)
    result.tip = own
    return result
  }

  /// How many commits lead from one to the other.
  private func steps(from start: ObjectID?, to end: ObjectID?) throws -> Int {
    var count = 0
    var next = end
    while let commit = next, commit != start {
      count += 1
      next = try repository.link(commit).parents.first
    }
    return count
  }
}
