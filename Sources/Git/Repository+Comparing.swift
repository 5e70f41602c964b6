package import Domain

extension Repository {
  /// Names the files in which two trees differ, without looking at folders that are the same.
  ///
  /// Paths come in the order of their bytes. Submodules count as files. A folder that became a
  /// file is the deletion of everything below it and the addition of the file.
  ///
  /// - Parameters:
  ///   - old: The tree to compare with; nil for the empty one.
  ///   - new: The tree to compare; nil for the empty one.
  ///   - enter: Asked for every folder below the root that differs; where it says no, nothing
  ///     below that folder is named.
  ///   - visit: Called for every file that differs.
  /// - Throws: `RepositoryError` where a tree is missing or damaged, and what the closures throw.
  package func compareTrees(
    _ old: ObjectID?, _ new: ObjectID?, enter: (GitPath) throws -> Bool,
    visit: (TreeDifference) throws -> Void
  ) throws {
    try compare(old ?? .emptyTree, new ?? .emptyTree, .root, depth: 0, enter, visit)
  }

  private func compare(
    _ old: ObjectID, _ new: ObjectID, _ folder: GitPath, depth: Int,
    _ enter: (GitPath) throws -> Bool, _ visit: (TreeDifference) throws -> Void
  ) throws {
    guard old != new else { return }
    try checkDepth(depth, new)
    // Both are values and stay whole whatever the cache drops meanwhile.
    var pair = TreePair(
      old: try rawTree(old), new: try rawTree(new), oldID: old, newID: new)
    while let (before, after) = try pair.next() {
      let name = (before ?? after)?.name ?? []
      let path = folder.appending(name)
      let isFolder = (before ?? after)?.mode == .folder
      if isFolder {
        guard before?.id != after?.id, try enter(path) else { continue }
        try compare(
          before?.id ?? .emptyTree, after?.id ?? .emptyTree, path, depth: depth + 1, enter, visit)
      } else {
        let old = before.map { FileVersion(mode: $0.mode, content: $0.id) }
        let new = after.map { FileVersion(mode: $0.mode, content: $0.id) }
        if old != new { try visit(TreeDifference(path: path, old: old, new: new)) }
      }
    }
  }
}

/// Steps through two trees and stops where their entries differ.
private struct TreePair {
  let old: RawTree
  let new: RawTree
  let oldID: ObjectID
  let newID: ObjectID
  private var oldOffset = 0
  private var newOffset = 0

  init(old: RawTree, new: RawTree, oldID: ObjectID, newID: ObjectID) {
    self.old = old
    self.new = new
    self.oldID = oldID
    self.newID = newID
  }

  /// The next entries of one name and sort of which at least one differs from the other; nil at
  /// the end. Entries of different sorts (a file and a folder) never come together.
  mutating func next() throws(RepositoryError) -> (TreeEntry?, TreeEntry?)? {
    skipCommonEntries()
    let before = try read(old, oldID) { tree throws(RawTree.Malformed) in
      try tree.position(at: oldOffset)
    }
    let after = try read(new, newID) { tree throws(RawTree.Malformed) in
      try tree.position(at: newOffset)
    }
    switch (before, after) {
    case (nil, nil): return nil
    case (let before?, nil): return (try takeOld(before), nil)
    case (nil, let after?): return (nil, try takeNew(after))
    case (let before?, let after?):
      let order = old.order(before, new, after)
      if order < 0 { return (try takeOld(before), nil) }
      if order > 0 { return (nil, try takeNew(after)) }
      return (try takeOld(before), try takeNew(after))
    }
  }

  /// Passes the entries that are the same, byte by byte, on both sides.
  private mutating func skipCommonEntries() {
    let common = old.commonLength(from: oldOffset, new, from: newOffset)
    // Less than the shortest entry (mode, space, one letter, NUL, ID) cannot be one.
    guard common >= 28 else { return }
    let length = old.wholeEntries(from: oldOffset, within: common)
    oldOffset += length
    newOffset += length
  }

  private mutating func takeOld(_ position: RawTree.Position) throws(RepositoryError) -> TreeEntry {
    oldOffset = position.end
    return try read(old, oldID) { tree throws(RawTree.Malformed) in try tree.entry(position) }
  }

  private mutating func takeNew(_ position: RawTree.Position) throws(RepositoryError) -> TreeEntry {
    newOffset = position.end
    return try read(new, newID) { tree throws(RawTree.Malformed) in try tree.entry(position) }
  }

  private func read<Result>(
    _ tree: RawTree, _ id: ObjectID, _ body: (RawTree) throws(RawTree.Malformed) -> Result
  ) throws(RepositoryError) -> Result {
    do {
      return try body(tree)
    } catch {
      throw Repository.malformed(id)
    }
  }
}
