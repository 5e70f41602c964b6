package import Domain
package import Git

/// What was taken out of a ledger, with the proof that nothing else was changed.
///
/// A redaction makes a part of the chain anew: every commit from the first one that had the content,
/// with stubs in its place, and keeps the bytes of the commits as they were. A tree's ID comes from
/// the IDs of what is in it, so that the trees as they were can be computed from those of today
/// without the content, and compared with what the kept commits name. Redactions after each other
/// are layers: each keeps the commits as the one before had left them.
package struct LedgerRedactions {
  /// All of them, the oldest first.
  package private(set) var all: [LedgerRedaction] = []
  /// Where the chain is not what they say.
  private(set) var problems: [LedgerVerifier.Finding] = []

  private let repository: Repository
  /// The newest first.
  private var layers: [Layer] = []
  /// Of every commit that was made anew: the one of today by each one that it stands for.
  private var today: [ObjectID: ObjectID] = [:]
  /// The first of those, whose signature counts, by the commit of today.
  private var originals: [ObjectID: ObjectID] = [:]
  /// The blobs that keep commits as they were, by those commits.
  private var kept: [ObjectID: ObjectID] = [:]

  struct Layer {
    var redaction: LedgerRedaction
    /// The commit of today that made it.
    var step: ObjectID
    /// Commits of today, with those that they stood for before this redaction.
    var pairs: [(today: ObjectID, before: ObjectID)]
  }

  /// Those of a ledger that has none.
  package static func none(in repository: Repository) -> LedgerRedactions {
    LedgerRedactions(repository)
  }

  private init(_ repository: Repository) { self.repository = repository }

  /// Those of the ledger whose newest commit this is. Reads its whole chain where it has any.
  ///
  /// Throws `LedgerError.unreadable` for a record of a redaction that cannot be understood, and what
  /// reading the repository throws.
  package init(tip: ObjectID?, in repository: Repository) throws {
    self.init(repository)
    guard let tip else { return }
    let snapshot = try LedgerSnapshot(reference: "", tip: tip, repository: repository)
    all = try snapshot.redactions()
    guard !all.isEmpty else { return }
    for redaction in all { try readKept(by: redaction, in: snapshot) }
    var chain: [ObjectID] = []
    var next: ObjectID? = tip
    while let commit = next {
      chain.append(commit)
      next = try repository.link(commit).parents.first
    }
    chain.reverse()
    try peel(chain)
  }

  private mutating func readKept(
    by redaction: LedgerRedaction, in snapshot: LedgerSnapshot
  ) throws {
    let folder = GitPath("redactions/\(redaction.number)/commits")
    for part in try snapshot.entries(at: folder) where part.mode == .folder {
      for file in try repository.tree(part.id) {
        let hex = String(decoding: part.name + file.name, as: UTF8.self)
        if let id = ObjectID(hex: hex) { kept[id] = file.id }
      }
    }
  }

  /// The bytes of a commit of today or before.
  private func raw(_ id: ObjectID) throws -> RawCommit {
    guard let blob = kept[id] else { return try repository.rawCommit(id) }
    guard let commit = RawCommit(try repository.blob(blob)), commit.id == id else {
      throw LedgerError.unreadable(
        part: "commit \(id.short) as it was", reason: "the bytes that are kept are others")
    }
    return commit
  }

  /// Goes back through the layers, the newest first: `chain` becomes what it was before each.
  private mutating func peel(_ chain: [ObjectID]) throws {
    var before = chain
    var now = chain
    for redaction in all.reversed() {
      let name = "\(redaction.number)"
      let made = try before.lastIndex {
        try raw($0).commit.map { LedgerTrailers($0.message).redactions == [name] } ?? false
      }
      guard let made else {
        return report(now.last, "no commit of the chain made the redaction \(name) that it has")
      }
      guard let old = try commits(keptBy: redaction), old.count <= made else {
        return report(now[made], "the commits that redaction \(name) keeps are not one chain")
      }
      let start = made - old.count
      guard redaction.base == (start > 0 ? before[start - 1].hex : nil) else {
        return report(now[made], "redaction \(name) does not follow the commit that it names")
      }
      var layer = Layer(redaction: redaction, step: now[made], pairs: [])
      for (offset, id) in old.enumerated() {
        let index = start + offset
        let rewritten = try raw(before[index])
        let parents = index > 0 ? [before[index - 1]] : []
        let expected = try raw(id).replacing(tree: rewritten.tree, parents: parents)
        if rewritten.bytes != expected?.bytes {
          report(
            now[index], "redaction \(name) changed more of it than its tree and its parent")
        }
        layer.pairs.append((now[index], id))
        today[id] = now[index]
        originals[now[index]] = id
      }
      layers.append(layer)
      before = before[..<start] + old
      now = Array(now[..<made])
    }
  }

  /// The commits as they were before a redaction, the oldest first; nil where they are not the ones
  /// that it keeps.
  private func commits(keptBy redaction: LedgerRedaction) throws -> [ObjectID]? {
    var found: [ObjectID] = []
    var next = ObjectID(hex: redaction.tip)
    while found.count < redaction.commits {
      guard let id = next, kept[id] != nil else { return nil }
      let commit = try raw(id)
      guard commit.parents.count < 2 else { return nil }
      found.append(id)
      next = commit.parents.first
    }
    return redaction.base == next?.hex ? found.reversed() : nil
  }

  private mutating func report(_ commit: ObjectID?, _ problem: String) {
    guard let commit else { return }
    problems.append(LedgerVerifier.Finding(commit: commit, problem: problem))
  }

  // MARK: - Answers

  /// Those commits of today whose trees, with the content put back by its ID alone, are not the
  /// trees that they had.
  func treeProblems() throws -> [LedgerVerifier.Finding] {
    var found: [LedgerVerifier.Finding] = []
    var blobs: [ObjectID: ObjectID] = [:]
    for layer in layers {
      blobs.merge(layer.redaction.blobsByStub) { $1 }
      let substitution = BlobSubstitution(
        blobs, in: repository, folders: LedgerPath.contentFolders, writing: false)
      for (commit, old) in layer.pairs {
        let tree = try substitution.root(repository.link(commit).tree)
        if try tree != raw(old).tree {
          found.append(
            LedgerVerifier.Finding(
              commit: commit,
              problem: "redaction \(layer.redaction.number) changed more than it says: the tree of "
                + "the commit \(old.short) that it stands for was another"))
        }
      }
    }
    return found
  }

  /// The commit of today that stands for one of before; nil for one that no redaction changed.
  package func present(of commit: ObjectID) -> ObjectID? { today[commit] }

  /// The signature of a commit of today, and what was signed: of one that was made anew those that
  /// it had. Nil for an unsigned one.
  package func signature(
    of commit: ObjectID
  ) throws -> (signature: [UInt8], signedContent: [UInt8])? {
    guard let original = originals[commit] else { return try repository.signature(of: commit) }
    return try raw(original).signature
  }

  /// A content as it was, by IDs alone: what was taken out is not there, and can be compared.
  func unredacted(_ content: ObjectID) throws -> ObjectID {
    let blobs = blobsByStub
    guard !blobs.isEmpty else { return content }
    return try BlobSubstitution(blobs, in: repository, folders: [], writing: false).tree(content)
  }

  /// The same of a file.
  func unredacted(_ version: FileVersion) -> FileVersion {
    FileVersion(
      mode: version.mode, content: blobsByStub[version.content] ?? version.content)
  }

  private var blobsByStub: [ObjectID: ObjectID] {
    all.reduce(into: [:]) { $0.merge($1.blobsByStub) { $1 } }
  }

  /// The redactions that changed a commit of before, with the commits of today that made them.
  func layers(with commit: ObjectID) -> [Layer] {
    guard
      let oldest = layers.lastIndex(where: { layer in
        layer.pairs.contains { $0.before == commit }
      })
    else { return [] }
    return Array(layers[...oldest])
  }
}
