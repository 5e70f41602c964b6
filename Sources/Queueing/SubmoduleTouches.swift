import Domain
import Git

/// What the commits of a line that move submodules change of an item's files: the walk of history
/// finds that they touch the submodule's path, and no more.
struct SubmoduleTouches {
  private let source: RepositoryLine
  private let repository: Repository

  init(_ source: RepositoryLine, in repository: Repository) {
    self.source = source
    self.repository = repository
  }

  /// The paths of an item with those of the submodules that its files can be in, which a walk has to
  /// stop at.
  func watching(_ paths: [PathPattern], of name: String) -> [PathPattern] {
    paths
      + submodules(of: paths).map {
        PathPattern(kind: .literal($0.path), repository: name)
      }
  }

  /// The touches with the files of submodules in the place of these; one that changes none of the
  /// item's files is none.
  ///
  /// Throws `RepositoryAbsentError` where a submodule's repository was never fetched.
  func resolved(_ touches: [HistoryWalk.Touch], of item: Item) throws -> [HistoryWalk.Touch] {
    let submodules = submodules(of: item.paths)
    guard !submodules.isEmpty else { return touches }
    return try touches.compactMap { touch in
      let isConcerned = touch.paths.contains { path in
        submodules.contains { path.isOrIsBelow($0.path) }
      }
      guard isConcerned, let commit = try source.line.commit(at: touch.position) else {
        return touch
      }
      let parent = try source.line.commit(at: touch.position + 1)?.link.tree
      for submodule in submodules where submodule.head == nil {
        let sides = try [parent, commit.link.tree].map {
          try repository.side(of: submodule, in: $0).commit
        }
        if sides[0] != sides[1] { throw RepositoryAbsentError(submodule.repository) }
      }
      var touch = touch
      touch.paths = try changes(commit.link.tree, parent, of: item)
      return touch.paths.isEmpty ? nil : touch
    }
  }

  /// Those of the commits that change files of the item.
  func touching(_ item: Item, among commits: [ObjectID]) throws -> [ObjectID] {
    guard !submodules(of: item.paths).isEmpty else { return commits }
    return try commits.filter { id in
      let link = try repository.link(id)
      let parent = try link.parents.first.map { try repository.link($0).tree }
      return try !changes(link.tree, parent, of: item).isEmpty
    }
  }

  private func submodules(of paths: [PathPattern]) -> [SubmoduleSource] {
    repository.submodules(of: ItemPaths(paths, in: source.name))
  }

  private func changes(_ tree: ObjectID, _ parent: ObjectID?, of item: Item) throws -> [GitPath] {
    try repository.differences(parent, tree, under: ItemPaths(item.paths, in: source.name))
      .map { $0.path.inRepository(source.name) }
  }
}
