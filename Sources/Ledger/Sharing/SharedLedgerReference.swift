package import Domain
import Faults
package import Git

/// A ledger that a remote keeps for many machines: moved on by a push that the remote takes only
/// while its ref is where the step was decided. The remote-tracking ref follows.
package struct SharedLedgerReference: LedgerReference {
  package let location: LedgerLocation
  private let remote: any LedgerRemote
  let repository: Repository
  let copy: LedgerCopy
  private let seen: LastSeenTip
  private let locks: LockWatch
  /// Waits a moment before the remote is asked again.
  private let pause: () -> Void

  /// How often a push that nobody answered is tried.
  private static let pushes = 3

  package init(
    _ location: LedgerLocation, remote: any LedgerRemote, in repository: Repository,
    locks: LockWatch? = nil, pause: @escaping () -> Void
  ) {
    self.locks = locks ?? LockWatch(in: repository)
    self.location = location
    self.remote = remote
    self.repository = repository
    self.pause = pause
    copy = LedgerCopy(location, in: repository)
    seen = LastSeenTip(location, in: repository)
  }

  /// Brings the copy up to what the remote has; the new tip, nil where it has no ledger.
  ///
  /// Throws `SharingError` where the remote's ledger was deleted or rewritten since it was seen last,
  /// or was asked for under this name for the first time and may be there under another one, and what
  /// the remote throws where it cannot be asked.
  @discardableResult
  package func refresh() throws -> ObjectID? {
    let last = try seen.read()
    let known = try copy.newest(of: repository.reference(location.reference), last)
    FaultPoint.ledgerAskBefore.pass()
    guard let tip = try remote.tip() else {
      if case .tip(let lost) = known { throw SharingError.deleted(location, lost) }
      if last == nil {
        let branches = try remote.ledgerBranches()
        // Somebody began it between the two questions.
        if branches.contains(location.branch) { return try refresh() }
        if let other = branches.first { throw SharingError.elsewhere(location, other) }
      }
      try seen.write(.none)
      return nil
    }
    try bring(tip)
    FaultPoint.ledgerFetched.pass()
    try copy.verify(tip, follows: known)
    try keep(tip)
    return tip
  }

  package func advance(
    from expected: ObjectID?, to commit: ObjectID, message: String
  ) throws -> Bool {
    for attempt in 1... {
      FaultPoint.pushBefore.pass()
      let push = remote.push(commit, expecting: expected)
      FaultPoint.pushed.pass()
      let holding = push.answer == .accepted ? nil : try ask(about: commit, on: expected)
      // It is pushed again only after silence.
      let outcome = PushRule.outcome(
        push.answer, holding: holding, mayPushAgain: attempt < Self.pushes,
        isRepeated: attempt > 1)
      switch outcome {
      case .recorded:
        // Where others went on from it, the copy follows them at the next look.
        try keep(commit)
        return true
      case .moved:
        try refresh()
        return false
      case .pushAgain where push.mayPushAgain: pause()
      case .refused: throw SharingError.refused(location, words: push.words)
      case .pushAgain, .unknown:
        throw holding == .expected
          ? SharingError.unanswered(location, words: push.words)
          : SharingError.unknownOutcome(location, words: push.words)
      }
    }
    return false
  }

  /// Takes what the remote has now for the ledger, whatever was seen before; nil where it is to have
  /// none. Throws `SharingError.rewritten` where it has something else than was named.
  package func accept(_ named: ObjectID?) throws {
    let tip = try remote.tip()
    guard tip == named else {
      guard let tip else { throw SharingError.deleted(location, named ?? .zero) }
      throw SharingError.rewritten(location, seen: named ?? .zero, found: tip)
    }
    guard let tip else {
      if let known = try repository.reference(location.reference) {
        try locks.writing(location.reference, to: known, pause: pause) {
          try repository.deleteReference(location.reference, expecting: known)
        }
      }
      return try seen.write(.none)
    }
    try bring(tip)
    try keep(tip, evenBack: true)
  }

  /// Sees to it that the commit is here.
  private func bring(_ tip: ObjectID) throws {
    if repository.contains(tip, refreshing: true) { return }
    try remote.fetch()
    guard repository.contains(tip, refreshing: true) else {
      throw SharingError.notSent(location, tip)
    }
  }

  /// What the remote holds after a push that it did not say yes to.
  private func ask(about commit: ObjectID, on expected: ObjectID?) throws -> PushRule.Holding {
    do {
      guard let tip = try remote.tip() else { return expected == nil ? .expected : .other }
      if tip == expected { return .expected }
      if tip == commit { return .ours }
      try bring(tip)
      return try copy.contains(tip, commit) ? .ours : .other
    } catch is any ExplainedError {
      return .unknown
    }
  }

  /// Moves the copy to a state of the remote, unless another process of this repository has brought a
  /// later one already, and remembers it.
  ///
  /// - Parameter evenBack: Whether a later one that is here was taken away, and is to be forgotten.
  private func keep(_ tip: ObjectID, evenBack: Bool = false) throws {
    for _ in 0..<200 {
      let known = try repository.reference(location.reference)
      if let known, try known == tip || (!evenBack && copy.contains(known, tip)) {
        return try seen.write(.tip(known))
      }
      do {
        try locks.writing(location.reference, to: tip, pause: pause) {
          try repository.updateReference(
            location.reference, from: known, to: tip, message: "deploysync: follow the ledger")
        }
      } catch ReferenceError.moved {
        pause()
      }
    }
    throw LedgerError.contended
  }
}
