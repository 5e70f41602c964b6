package import Domain
package import Git

/// What this repository knows of the ledger, and whether that can be believed.
package struct LedgerCopy {
  private let location: LedgerLocation
  private let repository: Repository
  private let seen: LastSeenTip

  package init(_ location: LedgerLocation, in repository: Repository) {
    self.location = location
    self.repository = repository
    seen = LastSeenTip(location, in: repository)
  }

  /// The newest commit; nil where there is no ledger, which with a remote means that it was asked.
  ///
  /// Throws `SharingError` where it was never asked, where the copy does not contain what was seen
  /// before, and where a ledger of this repository alone is not part of it.
  package func tip() throws -> ObjectID? {
    guard let remote = location.remote else {
      let own = try repository.reference(location.name)
      guard own == nil else { return own }
      let seen = try seen.ofAllRemotes()
      guard var lost = seen.first else { return nil }
      // A remote that had another name before was seen under both.
      for other in seen where try contains(other.tip, lost.tip) { lost = other }
      throw SharingError.remoteGone(location, lost.remote, lost.tip)
    }
    // In this order: whoever follows the remote at the same time moves the ref first, and then
    // remembers where to.
    let last = try seen.read()
    let tip = try repository.reference(location.reference)
    if tip == nil {
      switch last {
      case nil: throw SharingError.neverAsked(location)
      case .tip(let lost): throw SharingError.copyLost(location, lost)
      case .some(.none): break
      }
    }
    try verifyNothingUnshared(with: tip, of: remote)
    guard let tip else { return nil }
    // What git fetched in between can be older than what this program has pushed.
    if case .tip(let known) = last, try known != tip && contains(known, tip) {
      throw SharingError.copyBehind(location, seen: known, found: tip)
    }
    try verify(tip, follows: last)
    // Only a help for the next look, and a repository that is only read has no place for it.
    try? seen.write(.tip(tip))
    return tip
  }

  /// Throws `SharingError.rewritten` where a tip does not contain the last one that was seen.
  func verify(_ tip: ObjectID, follows last: LastSeenTip.Value?) throws {
    guard case .tip(let known) = last, known != tip else { return }
    if try contains(tip, known) || isRedaction(tip, of: known) { return }
    throw SharingError.rewritten(location, seen: known, found: tip)
  }

  /// The newest state that the remote is known to have had: what was seen last, or what git itself
  /// has brought since, where that goes on from it.
  func newest(of known: ObjectID?, _ last: LastSeenTip.Value?) throws -> LastSeenTip.Value? {
    guard let known else { return last }
    if case .tip(let old) = last, try !contains(known, old) { return last }
    return .tip(known)
  }

  /// Throws `SharingError.unshared` where this repository has steps of a ledger of its own, which the
  /// remote's does not have: they would be forgotten.
  func verifyNothingUnshared(with tip: ObjectID?, of remote: String) throws {
    guard let own = try repository.reference(location.name), own != tip else { return }
    guard let tip else { throw SharingError.unshared(location, own: own, isAhead: true) }
    if try contains(tip, own) || isRedaction(tip, of: own) { return }
    throw SharingError.unshared(location, own: own, isAhead: try contains(own, tip))
  }

  /// Whether only content was taken out of the chain since it ended with a commit, which the new
  /// chain proves. It names in its own steps who did that.
  private func isRedaction(_ tip: ObjectID, of commit: ObjectID) throws -> Bool {
    do {
      let now = try LedgerSnapshot(
        commit: tip, reference: location.reference, in: repository)
      return try LedgerRedactions.isRedaction(of: commit, in: now) != nil
    } catch is LedgerError {
      return false
    }
  }

  /// Whether a commit is another's ancestor. One that is not here is in no history that is.
  func contains(_ tip: ObjectID, _ commit: ObjectID) throws -> Bool {
    if tip == commit { return true }
    guard repository.contains(commit, refreshing: true) else { return false }
    return try repository.isAncestor(commit, of: tip)
  }
}
