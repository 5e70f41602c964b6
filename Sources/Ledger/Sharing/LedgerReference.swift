package import Domain
package import Git

/// The ledger's ref, moved on by compare-and-swap at the place where it is kept.
package protocol LedgerReference {
  var location: LedgerLocation { get }

  /// Puts a commit in the place of exactly the tip that it was built on, nil for none; false where
  /// somebody else was first, and then what they wrote can be read here.
  ///
  /// What it throws says whether the step was taken, was refused, or that it cannot be told.
  func advance(from expected: ObjectID?, to commit: ObjectID, message: String) throws -> Bool
}

/// A ledger that is kept in this repository.
package struct LocalLedgerReference: LedgerReference {
  package let location: LedgerLocation
  private let repository: Repository
  private let locks: LockWatch
  /// Waits a moment before a lock is looked at again.
  private let pause: () -> Void

  package init(
    _ location: LedgerLocation, in repository: Repository, locks: LockWatch? = nil,
    pause: @escaping () -> Void = {}
  ) {
    self.location = location
    self.repository = repository
    self.locks = locks ?? LockWatch(in: repository)
    self.pause = pause
  }

  package func advance(
    from expected: ObjectID?, to commit: ObjectID, message: String
  ) throws -> Bool {
    do {
      try locks.writing(location.reference, to: commit, pause: pause) {
        try repository.updateReference(
          location.reference, from: expected, to: commit, message: message)
      }
      return true
    } catch ReferenceError.moved {
      return false
    }
  }
}
