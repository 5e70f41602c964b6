package import Domain

extension Repository {
  /// The tree with some paths changed, stored; only the trees on the way to them are read and
  /// written, and folders that become empty vanish.
  ///
  /// - Parameter changes: For each path the version to set, or nil to remove what is there, a
  ///   folder with everything below it. A version of mode `folder` sets a whole tree. Setting a
  ///   file where a folder is, or below a file, replaces that. A path below another one is
  ///   applied after it.
  /// - Throws: `InvalidObjectError` for a name that git refuses and for a file that is set below
  ///   another one that is set too; `RepositoryError` for a missing object; `GitError` where it
  ///   cannot be written.
  package func replacing(
    _ changes: [GitPath: FileVersion?], in tree: ObjectID
  ) throws -> ObjectID {
    let root = ChangeNode()
    for (path, version) in changes { try root.insert(path, version) }
    try root.check(.root)
    let result = try apply(root, to: tree, depth: 0)
    try persist(result)
    return result
  }

  private func apply(_ node: ChangeNode, to tree: ObjectID, depth: Int) throws -> ObjectID {
    try checkDepth(depth, tree)
    var entries: [[UInt8]: TreeEntry] = [:]
    for entry in try self.tree(tree) { entries[entry.name] = entry }
    for (name, child) in node.children {
      if case .some(let version) = child.change {
        entries[name] = try version.flatMap { try entry(name, $0) }
      }
      guard !child.children.isEmpty else { continue }
      let current = entries[name]
      let isFolder = current?.mode == .folder
      // Removing something below a file, or below nothing, changes nothing.
      guard isFolder || child.setsSomethingBelow else { continue }
      let below = isFolder ? current?.id ?? .emptyTree : .emptyTree
      let id = try apply(child, to: below, depth: depth + 1)
      entries[name] = id == .emptyTree ? nil : TreeEntry(name: name, mode: .folder, id: id)
    }
    return try build(Array(entries.values))
  }

  /// The entry to set; nil for a folder with nothing in it.
  private func entry(_ name: [UInt8], _ version: FileVersion) throws -> TreeEntry? {
    let entry = TreeEntry(name: name, mode: version.mode, id: version.content)
    if entry.mode == .folder && entry.id == .emptyTree { return nil }
    if entry.mode != .submodule { try requirePresent(entry) }
    return entry
  }
}

/// The changes at one path and below it.
private final class ChangeNode {
  /// No value: nothing is asked of the path itself. Nil in it: remove it.
  var change: FileVersion??
  var children: [[UInt8]: ChangeNode] = [:]

  var setsSomethingBelow: Bool {
    children.values.contains { child in
      if case .some(.some) = child.change { return true }
      return child.setsSomethingBelow
    }
  }

  /// Refuses a file that is set and has something set below it.
  func check(_ path: GitPath) throws(InvalidObjectError) {
    if case .some(.some(let version)) = change, version.mode != .folder, setsSomethingBelow {
      throw .fileAndFolder(path)
    }
    for (name, child) in children { try child.check(path.appending(name)) }
  }

  func insert(_ path: GitPath, _ version: FileVersion?) throws {
    guard !path.isRoot else { throw InvalidObjectError.name(path) }
    var node = self
    for component in path.components {
      let name = Array(component)
      guard Repository.isAllowed(name) else { throw InvalidObjectError.name(path) }
      let child = node.children[name] ?? ChangeNode()
      node.children[name] = child
      node = child
    }
    node.change = .some(version)
  }
}
