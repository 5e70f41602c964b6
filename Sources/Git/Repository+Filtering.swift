package import Domain

extension Repository {
  /// The tree of the chosen files at their own paths, made in memory. Folders without a chosen
  /// file vanish; the result is `ObjectID.emptyTree` where nothing is left.
  ///
  /// The result can be read and compared through this object at once. It is stored only when
  /// something that is written names it (`writeTree`, `replacing`, `createCommit`) or `persist`
  /// is called, so that commands which only read write nothing.
  ///
  /// - Parameters:
  ///   - only: The only names right in a folder that can be chosen; nil where any can. It saves
  ///     the look at all the others.
  ///   - keep: Asked for each entry's path and mode, from the root down: a folder of which it says
  ///     `all` is taken as it is.
  /// - Throws: `RepositoryError` where a tree is missing or damaged; `InvalidObjectError` where a
  ///   name in it is one that git refuses.
  package func filteredTree(
    _ tree: ObjectID, only: (GitPath) -> [ArraySlice<UInt8>]? = { _ in nil },
    keep: (GitPath, FileMode) throws -> TreeSelection
  ) throws -> ObjectID {
    try filter(tree, .root, depth: 0, only, keep)
  }

  private func filter(
    _ tree: ObjectID, _ folder: GitPath, depth: Int,
    _ only: (GitPath) -> [ArraySlice<UInt8>]?,
    _ keep: (GitPath, FileMode) throws -> TreeSelection
  ) throws -> ObjectID {
    try checkDepth(depth, tree)
    let entries =
      try only(folder).map { names in try names.compactMap { try entry(named: $0, in: tree) } }
      ?? self.tree(tree)
    var kept: [TreeEntry] = []
    for entry in entries {
      let path = folder.appending(entry.name)
      switch (try keep(path, entry.mode), entry.mode) {
      case (.all, .folder) where entry.id == .emptyTree: continue
      case (.all, _): kept.append(entry)
      case (.some, .folder):
        let below = try filter(entry.id, path, depth: depth + 1, only, keep)
        if below != .emptyTree {
          kept.append(TreeEntry(name: entry.name, mode: .folder, id: below))
        }
      case (.some, _), (.none, _): continue
      }
    }
    return kept == entries && only(folder) == nil ? tree : try build(kept)
  }
}
