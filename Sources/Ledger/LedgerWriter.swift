package import Domain
import Faults
package import Git

/// Appends commits to the ledger by compare-and-swap.
package struct LedgerWriter {
  private let repository: Repository
  private let reference: any LedgerReference
  /// The ledger that it writes.
  package var location: LedgerLocation { reference.location }
  /// Author and committer of its steps.
  package let person: Person
  private let sign: (([UInt8]) throws -> [UInt8])?

  /// Writes as this person.
  ///
  /// - Parameter sign: makes an SSH signature of a commit's bytes; nil leaves commits unsigned.
  package init(
    reference: any LedgerReference, person: Person, sign: (([UInt8]) throws -> [UInt8])? = nil,
    in repository: Repository
  ) {
    self.reference = reference
    self.person = person
    self.sign = sign
    self.repository = repository
  }

  /// Appends one transition to exactly this state; nil where the ledger has moved on, so that the
  /// caller decides anew.
  package func append(
    _ transition: LedgerTransition, to snapshot: LedgerSnapshot, at now: Timestamp
  ) throws -> LedgerSnapshot? {
    FaultPoint.ledgerDecided.pass()
    let tip = try commit(transition, on: snapshot, at: now)
    FaultPoint.ledgerCommitted.pass()
    guard
      try reference.advance(
        from: snapshot.tip, to: tip, message: "deploysync: \(transition.subject)")
    else { return nil }
    return try LedgerSnapshot(
      reference: snapshot.reference, tip: tip, repository: repository)
  }

  /// Appends one transition to whatever the ledger's newest state is: for steps that concern only
  /// bindings which this run holds, and so stay right whatever others recorded.
  ///
  /// - Parameters:
  ///   - check: asked of each state before it is built on; what it throws ends the attempts.
  ///   - pause: waits a moment after each lost race. After a thousand of them it is given up with
  ///     `LedgerError.contended`.
  package func append(
    _ transition: LedgerTransition, at now: Timestamp,
    checking check: (LedgerSnapshot) throws -> Void = { _ in }, pause: () -> Void
  ) throws -> LedgerSnapshot {
    for _ in 0..<1_000 {
      let newest = try LedgerSnapshot.read(reference.location, in: repository)
      try check(newest)
      if let next = try append(transition, to: newest, at: now) { return next }
      pause()
    }
    throw LedgerError.contended
  }

  /// Lets the ref name another chain, if it still is where the caller saw it; false where it is not.
  package func replace(_ old: ObjectID?, by new: ObjectID, message: String) throws -> Bool {
    try reference.advance(from: old, to: new, message: message)
  }

  /// Makes the commit of a transition on a state; no ref moves.
  package func commit(
    _ transition: LedgerTransition, on snapshot: LedgerSnapshot, at now: Timestamp
  ) throws -> ObjectID {
    var base = snapshot.tree
    if snapshot.tip == nil {
      let format = try repository.writeBlob(Array("1\n".utf8))
      base = try repository.replacing(
        [LedgerPath.format: FileVersion(mode: .regular, content: format)], in: base)
    }
    let tree = try transition.apply(to: base, in: repository)
    let signature = Signature(person: person, time: now, offsetMinutes: 0)
    let parents = snapshot.tip.map { [$0] } ?? []
    let trailers = transition.trailers.map { "\($0.name): \($0.value)\n" }.joined()
    let message = "\(transition.subject)\n\n\(trailers)"
    guard let sign else {
      return try repository.createCommit(
        tree: tree, parents: parents, author: signature, committer: signature, message: message)
    }
    let content = try repository.commitContent(
      tree: tree, parents: parents, author: signature, committer: signature, message: message)
    return try repository.writeSignedCommit(content: content, signature: sign(content))
  }
}
