package import Domain
package import Git

/// Takes content out of a ledger: makes its chain anew from the first commit that has it.
///
/// Nothing of the old chain is changed, and no ref moves before the new chain is proven.
package struct LedgerRedactor {
  private let repository: Repository
  private let writer: LedgerWriter

  package init(_ writer: LedgerWriter, in repository: Repository) {
    self.repository = repository
    self.writer = writer
  }

  /// What a redaction is told beside its content.
  package struct Order: Sendable {
    package var reason: String
    package var by: String
    package var at: Timestamp
    package var control: ObjectID
    package var others: [String: ObjectID]

    package init(
      reason: String, by: String, at: Timestamp, control: ObjectID,
      others: [String: ObjectID] = [:]
    ) {
      self.reason = reason
      self.by = by
      self.at = at
      self.control = control
      self.others = others
    }
  }

  /// Makes the new chain of what `found` says, and its newest commit. The ref stays where it is.
  ///
  /// Throws `RedactionUnprovenError` where the new chain is not the old one without the content, and
  /// what reading and writing the repository throws.
  package func chain(
    without found: [FoundContent], from snapshot: LedgerSnapshot, by order: Order
  ) throws -> (tip: ObjectID, redaction: LedgerRedaction)? {
    guard let tip = snapshot.tip, !found.isEmpty else { return nil }
    let holders = Set(found.map(\.first))
    var chain: [ObjectID] = []
    var left = holders
    var base: ObjectID? = tip
    while !left.isEmpty, let id = base {
      chain.append(id)
      left.remove(id)
      base = try repository.link(id).parents.first
    }
    let blobs = Set(found.map(\.blob)).sorted { $0.hex < $1.hex }
    let paths = Set(found.map(\.ledgerPath)).sorted()
    let redaction = LedgerRedaction(
      number: try snapshot.redactions().count + 1, blobs: blobs, paths: paths,
      reason: order.reason, by: order.by, at: order.at, control: order.control, tip: tip,
      base: base, commits: chain.count)
    for blob in blobs { _ = try repository.writeBlob(redaction.stub(of: blob)) }
    let substitution = BlobSubstitution(
      Dictionary(uniqueKeysWithValues: redaction.blobsByStub.map { ($1, $0) }), in: repository,
      folders: LedgerPath.contentFolders, writing: true)
    var originals: [RawCommit] = []
    var parent = base
    for id in chain.reversed() {
      let original = try repository.rawCommit(id)
      let tree = try substitution.root(original.tree)
      guard let new = original.replacing(tree: tree, parents: parent.map { [$0] } ?? []) else {
        throw RedactionUnprovenError(findings: [])
      }
      parent = try repository.writeCommit(new)
      originals.append(original)
    }
    let names = blobs.map(\.short).joined(separator: ", ")
    var transition = try LedgerTransition(
      subject: "redact \(names): \(order.reason)", redaction: redaction, originals: originals)
    transition.decided(at: order.control, others: order.others)
    let rewritten = try LedgerSnapshot(
      reference: snapshot.reference, tip: parent, repository: repository)
    let newest = try writer.commit(transition, on: rewritten, at: order.at)
    try prove(newest, instead: tip)
    return (newest, redaction)
  }

  /// Lets the ledger's ref name the new chain, if it still names the old one; false where somebody
  /// else wrote it meanwhile.
  package func replace(
    _ snapshot: LedgerSnapshot, by tip: ObjectID, _ redaction: LedgerRedaction
  ) throws -> Bool {
    try writer.replace(
      snapshot.tip, by: tip, message: "deploysync: redaction \(redaction.number)")
  }

  private func prove(_ newest: ObjectID, instead old: ObjectID) throws {
    let findings = try LedgerVerifier(tip: newest, in: repository).verify().findings
    let snapshot = try LedgerSnapshot(reference: "", tip: newest, repository: repository)
    guard findings.isEmpty, try LedgerRedactions.isRedaction(of: old, in: snapshot) != nil else {
      throw RedactionUnprovenError(findings: findings)
    }
  }
}

/// A new chain that would not be the old one without some content. Nothing was changed.
package struct RedactionUnprovenError: ExplainedError, Hashable {
  package var findings: [LedgerVerifier.Finding]

  package var category: FailureCategory { .failed }
  package var message: String {
    "the ledger without that content could not be proven, and stays as it is"
  }
  package var causes: [String] { findings.prefix(20).map { "\($0.commit.short) \($0.problem)" } }
  package var hints: [String] { ["deploysync ledger verify"] }
}
