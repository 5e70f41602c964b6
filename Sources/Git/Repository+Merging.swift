package import Domain

extension Repository {
  /// Merges what two trees changed since a third one, in the object database alone: no index, no
  /// work tree, no reference.
  ///
  /// Folders that are the same on two sides are taken whole and not read. Files merge line by line
  /// and their modes apart from that, as git merges them without looking for renames. A file that
  /// both sides changed is a conflict where lines meet, where it is binary, and where it is a link
  /// or a submodule on either side; one side's change and the other's deletion are one, as are a
  /// file and a folder of the same name. Neither attributes nor configuration have a say, so that
  /// the answer is the same on every machine.
  ///
  /// - Parameters: Trees, those of `filteredTree` and the empty one as well.
  /// - Returns: The merged tree, or the paths in conflict: of a file and a folder the file and
  ///   what would be in the folder.
  /// - Throws: `RepositoryError` where an object it needs is missing or damaged, `GitError` where
  ///   a result cannot be written.
  package func mergeTrees(
    ancestor: ObjectID, ours: ObjectID, theirs: ObjectID
  ) throws -> TreeMerge {
    var conflicts: Set<GitPath> = []
    let tree = try merge(
      ThreeSides(ancestor: ancestor, ours: ours, theirs: theirs), .root, depth: 0, &conflicts)
    guard conflicts.isEmpty else { return TreeMerge(tree: nil, conflicts: conflicts.sorted()) }
    try persist(tree)
    return TreeMerge(tree: tree, conflicts: [])
  }

  /// The merged tree, of what has no conflict.
  private func merge(
    _ sides: ThreeSides<ObjectID>, _ folder: GitPath, depth: Int,
    _ conflicts: inout Set<GitPath>
  ) throws -> ObjectID {
    if let tree = sides.unquestioned { return tree }
    try checkDepth(depth, sides.ours)
    let entries = try sides.map { tree in
      Dictionary(try self.tree(tree).map { ($0.name, $0) }) { first, _ in first }
    }
    var merged: [TreeEntry] = []
    for name in Set(entries.ancestor.keys).union(entries.ours.keys).union(entries.theirs.keys) {
      let named = entries.map { $0[name] }
      if let entry = named.unquestioned {
        if let entry { merged.append(entry) }
        continue
      }
      let path = folder.appending(name)
      // A name can be a file on one side and a folder on the other: they merge apart and must not
      // both remain.
      var below: Set<GitPath> = []
      let tree = try merge(
        named.map { $0?.mode == .folder ? $0?.id ?? .emptyTree : .emptyTree }, path,
        depth: depth + 1, &below)
      let file = try merge(
        files: named.map { entry in
          entry.flatMap {
            $0.mode == .folder ? nil : FileVersion(mode: $0.mode, content: $0.id)
          }
        })
      let hasFolder = tree != .emptyTree || !below.isEmpty
      conflicts.formUnion(below)
      switch file {
      case .conflict: conflicts.insert(path)
      case .merged(let version?) where !hasFolder:
        merged.append(TreeEntry(name: name, mode: version.mode, id: version.content))
      case .merged(.some):
        conflicts.insert(path)
        conflicts.formUnion(
          try files(in: tree).map { GitPath(bytes: path.bytes + [0x2f] + $0.path.bytes) })
      case .merged(nil):
        if tree != .emptyTree { merged.append(TreeEntry(name: name, mode: .folder, id: tree)) }
      }
    }
    return try build(merged)
  }

  private enum MergedFile {
    /// The version that remains; nil where the file goes.
    case merged(FileVersion?)
    case conflict
  }

  private func merge(files sides: ThreeSides<FileVersion?>) throws -> MergedFile {
    if let version = sides.unquestioned { return .merged(version) }
    // One side deleted what the other changed.
    guard let ours = sides.ours, let theirs = sides.theirs else { return .conflict }
    guard ours.mode.isPlain, theirs.mode.isPlain else { return .conflict }
    // What was no plain file before was replaced by both sides, as if they had added it.
    let ancestor = sides.ancestor.flatMap { $0.mode.isPlain ? $0 : nil }
    let modes = ThreeSides(ancestor: ancestor?.mode, ours: ours.mode, theirs: theirs.mode)
    guard case .some(.some(let mode)) = modes.unquestioned else { return .conflict }
    let contents = ThreeSides(
      ancestor: ancestor?.content, ours: ours.content, theirs: theirs.content)
    if case .some(.some(let content)) = contents.unquestioned {
      return .merged(FileVersion(mode: mode, content: content))
    }
    let bytes = try FileMerge.merge(contents.map { try $0.map(blob) ?? [] })
    guard let bytes else { return .conflict }
    return .merged(FileVersion(mode: mode, content: try writeBlob(bytes)))
  }
}

extension FileMode {
  /// Whether it is a file whose lines can be merged.
  fileprivate var isPlain: Bool { self == .regular || self == .executable }
}
