package import Domain
import Git

/// Where in the ledger a content stands.
package struct RedactionPlace: Sendable, Hashable {
  /// What it belongs to there.
  package enum Owner: Sendable, Hashable {
    /// The deployed content of a binding.
    case deployed(BindingID)
    /// A file that left a binding's content and is still on its target.
    case leftBehind(BindingID)
    /// What a run that is at work is to bring.
    case intended(BindingID)
    /// What an impact of an exception would bring.
    case impact(String, BindingID)
    /// A record of the ledger's own.
    case record
  }

  package var owner: Owner
  /// The file's path in the repository; of what is left behind, and of a record, in the ledger.
  package var path: GitPath

  /// - Parameter place: a path of the ledger's tree.
  init(_ place: GitPath) {
    let parts = place.components.map { String(decoding: $0, as: UTF8.self) }
    func binding(_ index: Int) -> BindingID {
      BindingID(item: parts[index + 1], target: parts[index])
    }
    /// The path below a folder that holds one folder for each repository.
    func content(_ depth: Int) -> GitPath {
      let folder = place.components.prefix(depth + 1).joined(separator: [UInt8(ascii: "/")])
      let own = place.relative(to: GitPath(bytes: Array(folder))) ?? place
      return own.inRepository(parts[depth])
    }
    switch (parts[0], parts.count) {
    case ("deployed", 6...) where parts[3] == "content":
      (owner, path) = (.deployed(binding(1)), content(4))
    case ("deployed", 5) where parts[3] == "left-behind":
      (owner, path) = (.leftBehind(binding(1)), place)
    case ("intended", 5...): (owner, path) = (.intended(binding(1)), content(3))
    case ("exceptions", 7...): (owner, path) = (.impact(parts[1], binding(3)), content(5))
    default: (owner, path) = (.record, place)
    }
  }
}

/// One content at one place of the ledger, over all of its commits.
package struct FoundContent: Sendable, Hashable {
  package var blob: ObjectID
  package var place: RedactionPlace
  /// The path in the ledger's trees.
  var ledgerPath: GitPath
  /// The first and the last commit that has it, and when they were made.
  package var first: ObjectID
  package var firstAt: Timestamp
  package var last: ObjectID
  package var lastAt: Timestamp
  /// How many commits have it.
  package var commits: Int
  /// Whether the newest one has it.
  package var isNow: Bool
}

/// Looks through all that a ledger ever kept.
package struct ContentSearch {
  private let repository: Repository
  /// The oldest first.
  private let chain: [(id: ObjectID, tree: ObjectID, at: Timestamp)]

  /// Throws `RepositoryError` where a commit is missing or cut off.
  package init(_ snapshot: LedgerSnapshot) throws {
    repository = snapshot.repository
    var chain: [(id: ObjectID, tree: ObjectID, at: Timestamp)] = []
    var next = snapshot.tip
    while let id = next {
      let link = try repository.link(id)
      chain.append((id, link.tree, link.committedAt))
      next = link.parents.first
    }
    self.chain = chain.reversed()
  }

  /// Where these blobs stand, by path.
  package func places(of blobs: Set<ObjectID>) throws -> [FoundContent] {
    let search = BlobSearch(blobs, in: repository, folders: LedgerPath.contentFolders)
    return try found { try search.places(in: $0).map { ($0.path, $0.version.content) } }
  }

  /// What stood at a path of a binding's deployed content, the oldest version first.
  package func versions(at path: GitPath, of binding: BindingID) throws -> [FoundContent] {
    let place = LedgerPath.content(binding).appending(path.repository.utf8)
    let full = GitPath(bytes: place.bytes + [UInt8(ascii: "/")] + path.ownPath.bytes)
    return try found { tree in
      guard let entry = try repository.entry(at: full, in: tree), entry.mode != .folder,
        entry.mode != .submodule
      else { return [] }
      return [(full, entry.id)]
    }.sorted { $0.firstAt < $1.firstAt }
  }

  private func found(
    _ look: (ObjectID) throws -> [(path: GitPath, blob: ObjectID)]
  ) throws -> [FoundContent] {
    struct Key: Hashable {
      var path: GitPath
      var blob: ObjectID
    }
    var all: [Key: FoundContent] = [:]
    for (id, tree, at) in chain {
      for (path, blob) in try look(tree) {
        all[
          Key(path: path, blob: blob),
          default: FoundContent(
            blob: blob, place: RedactionPlace(path), ledgerPath: path, first: id, firstAt: at,
            last: id, lastAt: at, commits: 0, isNow: false)
        ].add(id, at, isNewest: id == chain.last?.id)
      }
    }
    return all.values.sorted {
      ($0.ledgerPath, $0.blob.hex) < ($1.ledgerPath, $1.blob.hex)
    }
  }
}

extension FoundContent {
  fileprivate mutating func add(_ commit: ObjectID, _ at: Timestamp, isNewest: Bool) {
    last = commit
    lastAt = at
    commits += 1
    isNow = isNewest
  }
}

extension ContentSearch {
  /// How many commits the ledger has.
  package var commits: Int { chain.count }

  /// How many commits are before the first that has any of these.
  package func position(ofFirst found: [FoundContent]) -> Int {
    let first = Set(found.map(\.first))
    return chain.firstIndex { first.contains($0.id) } ?? chain.count
  }
}
