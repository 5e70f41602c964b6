import Configuration
package import Domain
import Exceptions
import Git
package import Ledger

/// Takes content out of the ledger that must not be kept, such as a password.
///
/// Whoever may write the ledger may redact: what was taken out is named in it for ever, with who did
/// it and why.
package struct RedactionDesk {
  private let surroundings: ApplyRun.Surroundings

  package init(_ surroundings: ApplyRun.Surroundings) { self.surroundings = surroundings }

  /// What is to be taken out.
  package enum Content: Sendable, Hashable {
    case blobs([ObjectID])
    /// The only version that a file of a binding ever had.
    case file(GitPath, of: BindingID)
  }

  /// Where it is, and what taking it out would do.
  package struct Preview: Sendable {
    package var found: [FoundContent]
    /// How many commits would be made anew, and how many the ledger has.
    package var rewritten: Int
    package var commits: Int
    /// Why it cannot be taken out now; empty where it can.
    package var obstacles: [RedactionObstacle]
    /// Whether the branch has it in its newest commit.
    package var isMerged: Bool
  }

  /// What was done.
  package struct Result: Sendable {
    package var redaction: LedgerRedaction
    package var preview: Preview
    /// The ledger's newest commit now.
    package var tip: ObjectID
    /// The full name of the ledger's ref.
    package var reference: String
    /// Refs of this repository that still keep an older chain.
    package var older: [String]
  }

  /// Finds it. Throws `RedactionError` where it is not in the ledger or a file had several versions.
  package func preview(_ content: Content) throws -> Preview {
    try preview(content, try situation())
  }

  /// Takes it out. Throws what `preview` throws, `RedactionError` where something stands in the way,
  /// and `LedgerError.contended` after many lost races.
  package func redact(_ content: Content, reason: String) throws -> Result {
    for _ in 0..<20 {
      let situation = try situation()
      let preview = try preview(content, situation)
      if !preview.obstacles.isEmpty { throw RedactionError.inUse(preview.obstacles) }
      let ledger = situation.ledger
      if let tip = ledger.tip {
        let report = try LedgerVerifier(tip: tip, in: surroundings.repository).verify()
        if let bad = report.firstBad { throw RedactionError.unsound(bad) }
      }
      let identity = try surroundings.identify(situation)
      let writer = surroundings.writer(situation, identity)
      let redactor = LedgerRedactor(writer, in: surroundings.repository)
      let order = LedgerRedactor.Order(
        reason: LockDesk.oneLine(reason), by: identity.email, at: situation.now,
        control: situation.head, others: situation.otherHeads)
      let made = try redactor.chain(without: preview.found, from: ledger, by: order)
      guard let (tip, redaction) = made else { throw RedactionError.notFound(content) }
      if try redactor.replace(ledger, by: tip, redaction) {
        return Result(
          redaction: redaction, preview: preview, tip: tip, reference: ledger.reference,
          older: try older(than: ledger.reference, situation))
      }
      surroundings.pause()
      try surroundings.refresh()
    }
    throw LedgerError.contended
  }

  private func older(than reference: String, _ situation: Situation) throws -> [String] {
    let repository = surroundings.repository
    let own = situation.configuration.ledgerLocation(on: surroundings.branch).name
    let rebuilt = try repository.references(below: RebuildDesk.backups)
    let isShared = try own != reference && repository.reference(own) != nil
    return rebuilt + (isShared ? [own] : [])
  }

  private func situation() throws -> Situation {
    try Situation.read(
      surroundings.repository, branch: surroundings.branch, now: surroundings.now())
  }

  private func preview(_ content: Content, _ situation: Situation) throws -> Preview {
    let ledger = situation.ledger
    let search = try ContentSearch(ledger)
    let redactions = try ledger.redactions()
    let stubs = Set(redactions.flatMap(\.stubs))
    let blobs: Set<ObjectID>
    switch content {
    case .blobs(let named): blobs = Set(named)
    case .file(let path, let binding):
      let all = try search.versions(at: path, of: binding)
      let versions = all.filter { !stubs.contains($0.blob) }
      blobs = Set(versions.map(\.blob))
      if blobs.isEmpty, let stub = all.first?.blob,
        let done = redactions.last(where: { $0.stubs.contains(stub) })
      {
        throw RedactionError.done(content, done)
      }
      if blobs.count > 1 { throw RedactionError.severalVersions(path, binding, versions) }
    }
    if let stub = blobs.first(where: stubs.contains) { throw RedactionError.isRedacted(stub) }
    let found = try search.places(of: blobs)
    let missing = blobs.subtracting(found.map(\.blob))
    // Somebody asks again, such as after an answer that was lost.
    if found.isEmpty, !missing.isEmpty,
      let done = redactions.last(where: { missing.isSubset(of: $0.ids) })
    {
      throw RedactionError.done(content, done)
    }
    if found.isEmpty || !missing.isEmpty {
      throw RedactionError.notFound(
        missing.isEmpty ? content : .blobs(missing.sorted { $0.hex < $1.hex }))
    }
    let start = search.position(ofFirst: found)
    return Preview(
      found: found, rewritten: search.commits - start, commits: search.commits,
      obstacles: try obstacles(found, situation), isMerged: try isMerged(blobs, situation))
  }

  private func obstacles(
    _ found: [FoundContent], _ situation: Situation
  ) throws -> [RedactionObstacle] {
    var obstacles: Set<RedactionObstacle> = []
    for content in found {
      switch content.place.owner {
      case .record: obstacles.insert(.record(content.place.path))
      case .deployed(let binding) where content.isNow:
        obstacles.insert(.deployed(binding, content.place.path))
      case .leftBehind(let binding) where content.isNow: obstacles.insert(.leftBehind(binding))
      case .impact(let id, _) where content.isNow:
        let policy = situation.configuration.exceptions
        let chain = try situation.ledger.exception(id)
        if let policy, chain?.isOpen(under: policy) == true { obstacles.insert(.exception(id)) }
      case .deployed, .leftBehind, .impact, .intended: break
      }
    }
    // A run at work goes by what it had read of the chain.
    for binding in try situation.ledger.leasedBindings() {
      if let lease = try situation.ledger.lease(of: binding) {
        obstacles.insert(.atWork(lease.run))
      }
    }
    return obstacles.sorted { $0.description < $1.description }
  }

  private func isMerged(_ blobs: Set<ObjectID>, _ situation: Situation) throws -> Bool {
    let repository = surroundings.repository
    return try situation.heads.contains { name, head in
      let tree = try repository.link(head).tree
      return try repository.files(
        in: name == Repositories.control ? repository.expanded(tree) : tree
      )
      .contains { blobs.contains($0.version.content) }
    }
  }
}

extension LedgerRedaction {
  /// What was taken out.
  fileprivate var ids: Set<ObjectID> { Set(blobs.compactMap { ObjectID(hex: $0) }) }
}
