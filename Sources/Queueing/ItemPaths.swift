package import Domain
package import Git

/// The paths of an item in one repository, ready to be asked about folders and files.
package struct ItemPaths: Sendable {
  private let patterns: [PathPattern]
  private let prefixes: [GitPath]
  /// The repository they are in.
  let repository: String

  /// Takes the paths that are in the control repository.
  package init(_ item: Item) { self.init(item.paths) }

  /// Takes the paths that are in a repository.
  package init(_ paths: [PathPattern], in repository: String = Repositories.control) {
    self.repository = repository
    patterns = paths.filter { $0.repository == repository }
    prefixes = patterns.map(\.literalPrefix)
  }

  /// The folders that all of the item's files are in or below; a literal path is one of its own.
  var literalPrefixes: [GitPath] { prefixes }

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
  /// Folders that are the item's as a whole are reused by their ID. Of submodules it has the files.
  package func content(of paths: ItemPaths, in tree: ObjectID) throws -> ObjectID {
    let whole = submodules(of: paths).isEmpty ? tree : try expanded(tree)
    return try filteredTree(whole, only: paths.names) { paths.selection(of: $0, mode: $1) }
  }

  /// The files of the item that differ between two trees, those of submodules included, sorted by
  /// path; nil is the empty tree.
  package func differences(
    _ old: ObjectID?, _ new: ObjectID?, under paths: ItemPaths
  ) throws -> [TreeDifference] {
    let submodules = submodules(of: paths)
    var moved: [SubmoduleSource] = []
    var found: [TreeDifference] = []
    try compareTrees(old, new, enter: { paths.canBeBelow($0) }) { difference in
      if difference.old?.mode == .submodule || difference.new?.mode == .submodule,
        let own = submodules.first(where: { $0.path == difference.path })
      {
        moved.append(own)
      } else if paths.matches(difference.path) {
        found.append(difference)
      }
    }
    for own in moved {
      found.removeAll { $0.path.isOrIsBelow(own.path) }
      found += try differences(of: own, old, new).filter { paths.matches($0.path) }
    }
    return found.sorted { $0.path < $1.path }
  }
}
