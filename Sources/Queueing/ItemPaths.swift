package import Domain
package import Git

/// The paths of an item in one repository, ready to be asked about folders and files.
package struct ItemPaths: Sendable {
  private let patterns: [PathPattern]
  private let prefixes: [GitPath]

  /// Takes the paths that are in the control repository.
  package init(_ item: Item) { self.init(item.paths) }

  /// Takes the paths that are in a repository.
  package init(_ paths: [PathPattern], in repository: String = Repositories.control) {
    patterns = paths.filter { $0.repository == repository }
    prefixes = patterns.map(\.literalPrefix)
  }

  /// Whether the file is the item's.
  package func matches(_ path: GitPath) -> Bool {
    patterns.contains { $0.matches(path) }
  }

  /// Whether a file of the item can be below the folder.
  package func canBeBelow(_ folder: GitPath) -> Bool {
    prefixes.contains { folder.isOrIsBelow($0) || $0.isOrIsBelow(folder) }
  }

  /// The only names in a folder that can be the item's or lead to it; nil where any can.
  package func names(in folder: GitPath) -> [ArraySlice<UInt8>]? {
    var names: Set<ArraySlice<UInt8>> = []
    for prefix in prefixes {
      if folder.isOrIsBelow(prefix) { return nil }
      guard prefix.isOrIsBelow(folder) else { continue }
      let depth = folder.isRoot ? 0 : folder.components.count
      if let name = prefix.components.dropFirst(depth).first { names.insert(name) }
    }
    return Array(names)
  }

  /// What of a tree's entry belongs to the item; see `Repository.filteredTree`.
  package func selection(of path: GitPath, mode: FileMode) -> TreeSelection {
    guard mode == .folder else { return matches(path) ? .all : .none }
    for pattern in patterns {
      if case .literal(let own) = pattern.kind, path.isOrIsBelow(own) { return .all }
    }
    return canBeBelow(path) ? .some : .none
  }
}

extension Repository {
  /// The item's content in a commit's tree: a tree of exactly its files, with their full paths.
  ///
  /// Folders that are the item's as a whole are reused by their ID.
  package func content(of paths: ItemPaths, in tree: ObjectID) throws -> ObjectID {
    try filteredTree(tree, only: paths.names) { paths.selection(of: $0, mode: $1) }
  }

  /// The files of the item that differ between two trees, sorted by path; nil is the empty tree.
  package func differences(
    _ old: ObjectID?, _ new: ObjectID?, under paths: ItemPaths
  ) throws -> [TreeDifference] {
    var found: [TreeDifference] = []
    try compareTrees(old, new, enter: { paths.canBeBelow($0) }) { difference in
      if paths.matches(difference.path) { found.append(difference) }
    }
    return found.sorted { $0.path < $1.path }
  }
}
