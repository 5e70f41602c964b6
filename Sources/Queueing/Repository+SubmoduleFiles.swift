package import Domain
package import Git

extension Repository {
  /// The submodules whose files can be an item's; none of another repository than the control one.
  package func submodules(of paths: ItemPaths) -> [SubmoduleSource] {
    guard paths.repository == Repositories.control else { return [] }
    return submoduleSources.filter { paths.canBeBelow($0.path) }
  }

  /// The submodule that a path is in, or is itself, in a commit's tree; nil where there is none.
  package func submodule(atOrAbove path: GitPath, in tree: ObjectID) throws -> GitPath? {
    // What is there has nothing but folders above.
    if let entry = try entry(at: path, in: tree) { return entry.mode == .submodule ? path : nil }
    var folder = GitPath.root
    for component in path.components {
      folder = folder.appending(component)
      guard let entry = try entry(at: folder, in: tree) else { return nil }
      if entry.mode == .submodule { return folder }
    }
    return nil
  }

  /// The files below a submodule's path that differ between two trees.
  func differences(
    of submodule: SubmoduleSource, _ old: ObjectID?, _ new: ObjectID?
  ) throws -> [TreeDifference] {
    let (before, after) = (try side(of: submodule, in: old), try side(of: submodule, in: new))
    var found: [TreeDifference] = []
    if before.file != after.file {
      found.append(TreeDifference(path: submodule.path, old: before.file, new: after.file))
    }
    try compareTrees(before.tree, after.tree, enter: { _ in true }) { difference in
      let path = GitPath(
        bytes: submodule.path.bytes + [UInt8(ascii: "/")] + difference.path.bytes)
      found.append(TreeDifference(path: path, old: difference.old, new: difference.new))
    }
    return found
  }

  /// How a commit moves the submodules of an item whose files it changes, against its first parent;
  /// with `listing`, by which commits of theirs.
  func submoduleMoves(
    by commit: ObjectID, _ paths: ItemPaths, changing changed: [GitPath], listing: Bool
  ) throws -> [SubmoduleMove] {
    let own = submodules(of: paths).filter { submodule in
      changed.contains { $0.isOrIsBelow(submodule.path) }
    }
    guard !own.isEmpty else { return [] }
    let link = try link(commit)
    let parent = try link.parents.first.map { try self.link($0).tree }
    return try own.compactMap { submodule in
      let before = try side(of: submodule, in: parent).commit
      let after = try side(of: submodule, in: link.tree).commit
      guard before != after else { return nil }
      var move = SubmoduleMove(
        path: submodule.path, repository: submodule.repository, from: before, to: after)
      if listing {
        move.commits = try commits(of: submodule, from: before, to: after, touching: paths)
        move.takenBack = try commits(of: submodule, from: after, to: before, touching: paths)
      }
      return move
    }
  }

  /// The commits of a submodule's repository that are in one and not in the other, are no merges and
  /// touch the item's files, newest first: `git log --full-history --no-merges FROM..TO -- PATHS`
  /// there. Nil where one of the two is not merged there.
  private func commits(
    of submodule: SubmoduleSource, from old: ObjectID?, to new: ObjectID?,
    touching paths: ItemPaths
  ) throws -> [ObjectID]? {
    for end in [old, new] {
      if let end, try !isMerged(end, in: submodule) { return nil }
    }
    guard let new else { return [] }
    var seen: Set<ObjectID> = []
    if let old { _ = try history(from: old, unlike: &seen) }
    return try history(from: new, unlike: &seen)
      .filter { try $0.link.parents.count < 2 && touches($0.link, submodule, paths) }
      .sorted { $0.link.committedAt > $1.link.committedAt }
      .map(\.id)
  }

  private func history(
    from start: ObjectID, unlike seen: inout Set<ObjectID>
  ) throws -> [(id: ObjectID, link: CommitLink)] {
    var found: [(id: ObjectID, link: CommitLink)] = []
    var pending = [start]
    while let id = pending.popLast() {
      guard seen.insert(id).inserted else { continue }
      let link = try link(id)
      found.append((id, link))
      pending += link.parents
    }
    return found
  }

  /// Whether a commit of a submodule's repository changes a file of the item.
  package func touches(
    _ commit: CommitLink, _ submodule: SubmoduleSource, _ paths: ItemPaths
  ) throws -> Bool {
    func inControl(_ path: GitPath) -> GitPath {
      GitPath(bytes: submodule.path.bytes + [UInt8(ascii: "/")] + path.bytes)
    }
    var isTouching = false
    try compareTrees(
      try commit.parents.first.map { try link($0).tree }, commit.tree,
      enter: { !isTouching && paths.canBeBelow(inControl($0)) },
      visit: { if paths.matches(inControl($0.path)) { isTouching = true } })
    return isTouching
  }
}
