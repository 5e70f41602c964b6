package import Domain

/// Replaces blobs by others wherever they stand in trees, whatever their path and mode. Each tree is
/// looked at once, however many commits have it.
package final class BlobSubstitution {
  private let repository: Repository
  private let blobs: [ObjectID: ObjectID]
  /// The folders at the top of a tree that are looked into.
  private let folders: Set<[UInt8]>
  private let writes: Bool
  private var known: [ObjectID: ObjectID] = [.emptyTree: .emptyTree]

  /// - Parameters:
  ///   - blobs: the new blob by the one it replaces.
  ///   - folders: the folders at the top that are looked into; all others stay as they are.
  ///   - writing: whether the new trees are stored. Otherwise only their IDs are computed.
  package init(
    _ blobs: [ObjectID: ObjectID], in repository: Repository, folders: Set<String>, writing: Bool
  ) {
    self.blobs = blobs
    self.repository = repository
    self.folders = Set(folders.map { Array($0.utf8) })
    writes = writing
  }

  /// The tree of a whole commit after it.
  ///
  /// - Throws: `RepositoryError` where a tree is missing or damaged, `GitError` where one cannot be
  ///   written.
  package func root(_ id: ObjectID) throws -> ObjectID {
    try replaced(id, depth: 0) { folders.contains($0.name) }
  }

  /// A tree after it, with all that is below.
  ///
  /// - Throws: As `root`.
  package func tree(_ id: ObjectID) throws -> ObjectID {
    if let found = known[id] { return found }
    let new = try replaced(id, depth: 1) { _ in true }
    known[id] = new
    return new
  }

  private func replaced(
    _ id: ObjectID, depth: Int, entering isEntered: (TreeEntry) -> Bool
  ) throws -> ObjectID {
    var entries = try repository.tree(id)
    var isChanged = false
    for (index, entry) in entries.enumerated() {
      let new: ObjectID?
      switch entry.mode {
      case .folder: new = isEntered(entry) ? try tree(entry.id) : nil
      case .submodule: new = nil
      default: new = depth > 0 ? blobs[entry.id] : nil
      }
      guard let new, new != entry.id else { continue }
      entries[index].id = new
      isChanged = true
    }
    guard isChanged else { return id }
    let tree = RawTree.encoding(entries)
    if writes { return try repository.write(tree.bytes, .tree) }
    return Repository.hash(tree.bytes, .tree) ?? .zero
  }
}
