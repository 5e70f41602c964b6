import Domain
import Git
import Queueing

/// A commit of a submodule's repository that a commit of the control repository brought in.
struct SubmoduleCommit {
  var commit: ObjectID
  var submodule: SubmoduleSource
  /// The first-parent commit that moved the submodule to where it has the commit, ever since.
  var entry: ObjectID

  /// Nil for a commit of the branch, and for one that no submodule has at head.
  static func of(_ commit: ObjectID, in situation: Situation) throws -> SubmoduleCommit? {
    let repository = situation.repository
    for submodule in repository.submoduleSources
    where try repository.isMerged(commit, in: submodule) {
      if try situation.lines.contains(where: { try repository.isAncestor(commit, of: $0.head) }) {
        return nil
      }
      var known: [ObjectID: Bool] = [:]
      var entry: ObjectID?
      var position = 0
      while let candidate = try situation.line.commit(at: position) {
        let side = try repository.side(of: submodule, in: candidate.link.tree)
        guard let pinned = side.commit, side.file == nil else { break }
        let contains = try known[pinned] ?? repository.isAncestor(commit, of: pinned)
        known[pinned] = contains
        guard contains else { break }
        entry = candidate.id
        position += 1
      }
      if let entry {
        return SubmoduleCommit(commit: commit, submodule: submodule, entry: entry)
      }
    }
    return nil
  }

  /// Whether it changes files of the item.
  func touches(_ item: Item, in repository: Repository) throws -> Bool {
    try repository.touches(repository.link(commit), submodule, ItemPaths(item))
  }
}
