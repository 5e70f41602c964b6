package import Domain

/// Where the files of a submodule come from, by the operator's word: never by what `.gitmodules`
/// says.
package struct SubmoduleSource: Hashable, Sendable {
  /// Where it is in the control repository.
  package var path: GitPath
  /// The name of the repository that has its commits.
  package var repository: String
  /// What is merged there; nil where it was not fetched yet.
  package var head: ObjectID?

  package init(path: GitPath, repository: String, head: ObjectID?) {
    self.path = path
    self.repository = repository
    self.head = head
  }
}

/// What a repository was told of its submodules, and what it found out about their commits.
struct KnownSubmodules {
  var sources: [SubmoduleSource] = []
  /// By head.
  fileprivate var histories: [ObjectID: KnownHistory] = [:]
}

/// The ancestors of a commit as far as they were read.
private struct KnownHistory {
  var seen: Set<ObjectID>
  var queue: [ObjectID]
  var next = 0

  init(_ head: ObjectID) {
    seen = [head]
    queue = [head]
  }

  mutating func contains(_ commit: ObjectID, in repository: Repository) throws -> Bool {
    while !seen.contains(commit), next < queue.count {
      let parents = try repository.link(queue[next]).parents
      next += 1
      for parent in parents where seen.insert(parent).inserted { queue.append(parent) }
    }
    return seen.contains(commit)
  }
}

extension Repository {
  /// The submodules of this repository whose files count, each at another path.
  package var submoduleSources: [SubmoduleSource] { submodules.sources }

  /// Takes the place of what was said before. What is read afterwards has the files of these
  /// submodules (see ``expanded(_:)``).
  package func followSubmodules(_ sources: [SubmoduleSource]) {
    guard sources != submodules.sources else { return }
    submodules = KnownSubmodules(sources: sources)
  }

  /// Whether a submodule's commit is merged in its own repository: only then its files count.
  ///
  /// - Throws: `RepositoryError` where the history there cannot be read.
  package func isMerged(_ commit: ObjectID, in source: SubmoduleSource) throws -> Bool {
    guard let head = source.head, contains(commit) else { return false }
    var history = submodules.histories[head] ?? KnownHistory(head)
    defer { submodules.histories[head] = history }
    return try history.contains(commit, in: self)
  }

  /// What a commit's tree has at the path of a submodule.
  package struct SubmoduleSide: Hashable, Sendable {
    /// The tree with its files, or of a plain folder there; the empty one for neither.
    package var tree = ObjectID.emptyTree
    /// What is no folder: a file, or a submodule whose files do not count.
    package var file: FileVersion?
    /// The submodule's commit.
    package var commit: ObjectID?
  }

  /// What is at a submodule's path.
  ///
  /// - Throws: `RepositoryError` where a tree is missing or damaged.
  package func side(of source: SubmoduleSource, in tree: ObjectID?) throws -> SubmoduleSide {
    guard let tree, let entry = try entry(at: source.path, in: tree) else {
      return SubmoduleSide()
    }
    if entry.mode == .folder { return SubmoduleSide(tree: entry.id) }
    let version = FileVersion(mode: entry.mode, content: entry.id)
    guard entry.mode == .submodule else { return SubmoduleSide(file: version) }
    guard try isMerged(entry.id, in: source) else {
      return SubmoduleSide(file: version, commit: entry.id)
    }
    return SubmoduleSide(tree: try link(entry.id).tree, commit: entry.id)
  }

  /// A commit's tree with the files of its submodules in their places, made in memory. A submodule
  /// that nobody named, or whose commit is not merged in its repository, stays as it is.
  ///
  /// - Throws: `RepositoryError` where a tree is missing or damaged.
  package func expanded(_ tree: ObjectID) throws -> ObjectID {
    var result = tree
    for source in submodules.sources {
      let side = try side(of: source, in: tree)
      guard side.commit != nil, side.file == nil else { continue }
      result = try putting(side.tree, at: source.path.components[...], in: result)
    }
    return result
  }

  /// The tree with a folder in the place of what is at a path; an empty one is none.
  private func putting(
    _ folder: ObjectID, at path: ArraySlice<ArraySlice<UInt8>>, in tree: ObjectID
  ) throws -> ObjectID {
    guard let name = path.first else { return folder }
    var entries: [TreeEntry] = []
    for entry in try self.tree(tree) {
      guard entry.name.elementsEqual(name) else {
        entries.append(entry)
        continue
      }
      let below =
        path.count == 1 ? folder : try putting(folder, at: path.dropFirst(), in: entry.id)
      if below == .emptyTree { continue }
      entries.append(TreeEntry(name: entry.name, mode: .folder, id: below))
    }
    return try build(entries)
  }
}
