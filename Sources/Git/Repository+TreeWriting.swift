package import Domain

extension Repository {
  /// Stores a tree; the entries may come in any order.
  ///
  /// What the entries name must be here already, but for the commits of submodules and for what
  /// a partial clone leaves out. Trees of `filteredTree` that it names are stored as well.
  ///
  /// - Throws: `InvalidObjectError` for a name that git refuses or that comes twice,
  ///   `RepositoryError` for a missing object, `GitError` where it cannot be written.
  package func writeTree(_ entries: [TreeEntry]) throws -> ObjectID {
    for entry in entries where entry.mode != .submodule { try requirePresent(entry) }
    let id = try build(entries)
    try persist(id)
    return id
  }

  /// Stores a tree that `filteredTree` made, with everything it needs. Nothing happens for
  /// objects that are stored.
  ///
  /// - Throws: `GitError` where it cannot be written.
  package func persist(_ tree: ObjectID) throws {
    guard let known = tree == .emptyTree ? .empty : unwritten[tree] else { return }
    // Children first: a reader never meets a tree whose parts are still missing.
    for entry in try sound(tree, { () throws(RawTree.Malformed) in try known.entries() })
    where entry.mode == .folder {
      try persist(entry.id)
    }
    _ = try write(known.bytes, .tree)
    unwritten[tree] = nil
  }

  /// Makes a tree in memory.
  func build(_ entries: [TreeEntry]) throws -> ObjectID {
    var names: Set<[UInt8]> = []
    for entry in entries {
      guard Self.isAllowed(entry.name) else {
        throw InvalidObjectError.name(GitPath(bytes: entry.name))
      }
      guard names.insert(entry.name).inserted else {
        throw InvalidObjectError.duplicate(GitPath(bytes: entry.name))
      }
    }
    if entries.isEmpty { return .emptyTree }
    let tree = RawTree.encoding(entries)
    guard let id = Self.hash(tree.bytes, .tree) else {
      throw GitError(code: .generic, class: .noMemory, function: "git_odb_hash", message: "")
    }
    // Also where it is stored: what is stored can be damaged.
    unwritten[id] = tree
    return id
  }

  /// Whether git lets a file have the name: `.git` is refused in every case, because file systems
  /// that ignore case would find the repository there (`verify_path` in git's read-cache.c).
  static func isAllowed(_ name: [UInt8]) -> Bool {
    let text = String(decoding: name, as: UTF8.self)
    return !["", ".", ".."].contains(text) && text.lowercased() != ".git"
      && !name.contains(UInt8(ascii: "/")) && !name.contains(0)
  }

  /// Throws where the object of an entry is nowhere.
  func requirePresent(_ entry: TreeEntry) throws {
    if contains(entry.id) || stored(entry.id, refreshing: true) { return }
    if try isPartial() { return }
    throw RepositoryError.missingObject(
      entry.id, kind: entry.mode == .folder ? .tree : .blob, isShallow: false)
  }
}
