package import Domain
package import Git
import Queueing

/// Merges entries onto a tree of one item's files, in memory: work tree, index and branches are
/// not touched.
///
/// An entry is merged by three trees that hold nothing but the item's files: what it started from
/// (its first parent), what is there, and what it made. Renames are not guessed.
package struct EntryMerger {
  /// Where merging stopped.
  package struct Conflict: Hashable, Sendable {
    /// The entry that does not fit.
    package var entry: ObjectID
    /// The paths that do not.
    package var paths: [GitPath]
  }

  package enum Outcome: Hashable, Sendable {
    case clean(ObjectID)
    case conflict(Conflict)
  }

  private let patterns: [PathPattern]
  /// Of the entries that are not of the control repository.
  private let repositories: [ObjectID: String]
  private let repository: Repository

  /// Merges entries of an item; `repositories` names those of other repositories than the control
  /// one.
  package init(
    _ item: Item, repositories: [ObjectID: String] = [:], in repository: Repository
  ) {
    patterns = item.paths
    self.repositories = repositories
    self.repository = repository
  }

  /// Merges entries, the oldest first, onto the tree. Stops at the first that does not fit.
  package func merge(_ entries: [ObjectID], onto tree: ObjectID) throws -> Outcome {
    var tree = tree
    for entry in entries {
      switch try merge(entry, onto: tree) {
      case .clean(let merged): tree = merged
      case .conflict(let conflict): return .conflict(conflict)
      }
    }
    return .clean(tree)
  }

  private func merge(_ entry: ObjectID, onto tree: ObjectID) throws -> Outcome {
    let (before, after) = try sides(of: entry)
    let merged = try repository.mergeTrees(ancestor: before, ours: tree, theirs: after)
    if let result = merged.tree { return .clean(result) }
    return .conflict(Conflict(entry: entry, paths: merged.conflicts))
  }

  /// The item's content before and after an entry, as far as it is in the entry's repository.
  package func sides(of entry: ObjectID) throws -> (before: ObjectID, after: ObjectID) {
    let link = try repository.link(entry)
    let name = repositories[entry] ?? Repositories.control
    let before = try link.parents.first.map {
      try repository.content(of: patterns, in: repository.link($0).tree, of: name)
    }
    return (
      before ?? .emptyTree, try repository.content(of: patterns, in: link.tree, of: name)
    )
  }

  /// Whether some content has taken an entry back: undoing the entry there changes nothing, though
  /// other lines of the same files may have changed since.
  package func isReverted(_ entry: ObjectID, at content: ObjectID) throws -> Bool {
    let (before, after) = try sides(of: entry)
    guard before != after else { return false }
    return try repository.mergeTrees(ancestor: after, ours: content, theirs: before).tree
      == content
  }

  /// The paths that an entry changes.
  package func changedPaths(of entry: ObjectID) throws -> [GitPath] {
    let (before, after) = try sides(of: entry)
    var paths: [GitPath] = []
    try repository.compareTrees(before, after, enter: { _ in true }) { paths.append($0.path) }
    return paths.sorted()
  }

  /// The same merge as ``merge(_:onto:)``, with these paths left as the tree has them.
  package func merge(
    _ entries: [ObjectID], onto tree: ObjectID, leaving settled: Set<GitPath>
  ) throws -> Outcome {
    var merged = tree
    for entry in entries {
      let (before, after) = try sides(of: entry)
      let own = try changedPaths(of: entry).filter { settled.contains($0) }
      var unchanged: [GitPath: FileVersion?] = [:]
      for path in own { unchanged[path] = .some(try repository.file(at: path, in: before)) }
      let theirs = own.isEmpty ? after : try repository.replacing(unchanged, in: after)
      let result = try repository.mergeTrees(ancestor: before, ours: merged, theirs: theirs)
      guard let next = result.tree else {
        return .conflict(Conflict(entry: entry, paths: result.conflicts))
      }
      merged = next
    }
    return .clean(merged)
  }
}

extension Repository {
  /// The file at a path of a tree; nil where there is none.
  package func file(at path: GitPath, in tree: ObjectID) throws -> FileVersion? {
    try entry(at: path, in: tree).flatMap {
      $0.mode == .folder ? nil : FileVersion(mode: $0.mode, content: $0.id)
    }
  }
}
