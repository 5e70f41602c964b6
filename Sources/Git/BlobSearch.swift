package import Domain

/// Finds where blobs stand in trees. Each tree is looked at once, however many commits have it.
package final class BlobSearch {
  private let repository: Repository
  private let blobs: Set<ObjectID>
  private let folders: Set<[UInt8]>
  private var known: [ObjectID: [(path: GitPath, version: FileVersion)]] = [:]
  private var empty: Set<ObjectID> = [.emptyTree]

  /// - Parameter folders: the folders at the top that are looked into.
  package init(_ blobs: Set<ObjectID>, in repository: Repository, folders: Set<String>) {
    self.blobs = blobs
    self.repository = repository
    self.folders = Set(folders.map { Array($0.utf8) })
  }

  /// Where they stand in the tree of a whole commit.
  ///
  /// - Throws: `RepositoryError` where a tree is missing or damaged.
  package func places(in root: ObjectID) throws -> [(path: GitPath, version: FileVersion)] {
    try repository.tree(root).filter { $0.mode == .folder && folders.contains($0.name) }
      .flatMap { entry in
        try places(below: entry.id).map { (Self.path(entry.name, $0.path), $0.version) }
      }
  }

  private func places(
    below tree: ObjectID
  ) throws -> [(path: GitPath, version: FileVersion)] {
    if empty.contains(tree) { return [] }
    if let found = known[tree] { return found }
    var found: [(path: GitPath, version: FileVersion)] = []
    for entry in try repository.tree(tree) {
      switch entry.mode {
      case .folder:
        found += try places(below: entry.id).map { (Self.path(entry.name, $0.path), $0.version) }
      case .submodule: break
      default:
        if blobs.contains(entry.id) {
          let version = FileVersion(mode: entry.mode, content: entry.id)
          found.append((GitPath(bytes: entry.name), version))
        }
      }
    }
    if found.isEmpty { empty.insert(tree) } else { known[tree] = found }
    return found
  }

  private static func path(_ name: [UInt8], _ rest: GitPath) -> GitPath {
    GitPath(bytes: name + [UInt8(ascii: "/")] + rest.bytes)
  }
}
