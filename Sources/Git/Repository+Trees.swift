package import Domain

extension Repository {
  /// How deep folders may be nested: git's own limit is 2,048 (`core.maxTreeDepth`); no file
  /// system takes a path with more than 4,096 bytes.
  static let depthLimit = 1024
  private static let searchedLimit = 256

  /// How often a large tree was searched for a name.
  enum Searched {
    case once
    case again(TreeOffsets?)
  }

  /// The entries of a tree in git's order. The empty tree need not be stored.
  ///
  /// - Throws: `RepositoryError` where it is missing, damaged or no tree.
  package func tree(_ id: ObjectID) throws -> [TreeEntry] {
    let tree = try rawTree(id)
    return try sound(id) { () throws(RawTree.Malformed) in try tree.entries() }
  }

  /// The file or folder at a path; nil where there is none, and for the root.
  ///
  /// - Throws: `RepositoryError` where a tree on the way is missing or damaged.
  package func entry(at path: GitPath, in tree: ObjectID) throws -> TreeEntry? {
    var current = tree
    var found: TreeEntry?
    for component in path.components {
      if let found, found.mode != .folder { return nil }
      guard let entry = try entry(named: component, in: current) else { return nil }
      found = entry
      current = entry.id
    }
    return found
  }

  /// The entry of that name right in the tree; nil where there is none.
  ///
  /// - Throws: `RepositoryError` where the tree is missing, damaged or no tree.
  func entry(named name: ArraySlice<UInt8>, in tree: ObjectID) throws -> TreeEntry? {
    let raw = try rawTree(tree)
    let offsets = offsets(of: tree, raw)
    return try sound(tree) { () throws(RawTree.Malformed) in
      if let offsets { return try offsets.entry(named: name, in: raw) }
      return try raw.entry(named: name)
    }
  }

  /// Of a large tree that is searched for the second time.
  private func offsets(of tree: ObjectID, _ raw: RawTree) -> TreeOffsets? {
    guard raw.bytes.count > TreeOffsets.worthwhile else { return nil }
    if let known = searched[tree] {
      if case .again(let offsets) = known { return offsets }
      let offsets = TreeOffsets(raw)
      searched[tree] = .again(offsets)
      return offsets
    }
    if searched.count >= Self.searchedLimit { searched = [:] }
    searched[tree] = .once
    return nil
  }

  /// All files below a tree, submodules included, by the bytes of their paths.
  ///
  /// - Throws: `RepositoryError` where a tree is missing or damaged.
  package func files(in tree: ObjectID) throws -> [(path: GitPath, version: FileVersion)] {
    var result: [(path: GitPath, version: FileVersion)] = []
    try collect(tree, .root, depth: 0, into: &result)
    return result
  }

  private func collect(
    _ tree: ObjectID, _ folder: GitPath, depth: Int,
    into result: inout [(path: GitPath, version: FileVersion)]
  ) throws {
    try checkDepth(depth, tree)
    for entry in try self.tree(tree) {
      let path = folder.appending(entry.name)
      if entry.mode == .folder {
        try collect(entry.id, path, depth: depth + 1, into: &result)
      } else {
        result.append((path, FileVersion(mode: entry.mode, content: entry.id)))
      }
    }
  }

  /// The bytes of a tree, of those built here and not written as well.
  func rawTree(_ id: ObjectID) throws -> RawTree {
    if id == .emptyTree { return .empty }
    if let known = trees[id] { return RawTree(bytes: known) }
    if let known = unwritten[id] { return known }
    let bytes = try raw(id, .tree)
    trees[id] = bytes
    return RawTree(bytes: bytes)
  }

  /// Names the tree whose bytes could not be understood.
  func sound<Result>(
    _ id: ObjectID, _ body: () throws(RawTree.Malformed) -> Result
  ) throws(RepositoryError) -> Result {
    do {
      return try body()
    } catch {
      throw Self.malformed(id)
    }
  }

  static func malformed(_ tree: ObjectID) -> RepositoryError {
    .corruptedObject(
      tree, kind: .tree, reason: "an entry is cut short or has a mode or name that git forbids")
  }

  func checkDepth(_ depth: Int, _ tree: ObjectID) throws(RepositoryError) {
    guard depth <= Self.depthLimit else { throw .tooDeep(tree, limit: Self.depthLimit) }
  }
}
