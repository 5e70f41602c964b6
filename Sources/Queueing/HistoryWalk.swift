import Domain
import Git

/// One walk along the first-parent line of one repository that finds, for all items at once, which commits touch
/// them.
///
/// Every item has a boundary: the number of commits of the line, from the newest, that are not
/// deployed for at least one of its bindings. At position `k` only subtrees are compared that can
/// hold an item whose boundary is beyond `k`, so the walk costs the commits and their changes, not
/// the items times the commits.
struct HistoryWalk {
  /// What one commit changes of one item.
  struct Touch {
    var position: Int
    /// As they are in the item's content.
    var paths: [GitPath]
  }

  private let repository: Repository
  private let line: FirstParentLine
  private let index: PathIndex
  private let boundaries: [Int]
  private let name: String

  /// `boundaries` go with `items`; `Int.max` means the whole line.
  init(
    items: [[PathPattern]], boundaries: [Int], line: FirstParentLine,
    of name: String = Repositories.control, in repository: Repository
  ) {
    self.repository = repository
    self.name = name
    self.line = line
    self.boundaries = boundaries
    index = PathIndex(in: name)
    for (item, paths) in items.enumerated() {
      index.insert(paths, item: item, boundary: boundaries[item])
    }
  }

  /// The touches of each item, newest first.
  func touches() throws -> [[Touch]] {
    var touches = [[Touch]](repeating: [], count: boundaries.count)
    let end = boundaries.max() ?? 0
    var position = 0
    while position < end, let commit = try line.commit(at: position) {
      let parent = try line.commit(at: position + 1)
      let found = try owners(
        of: commit.link.tree, against: parent?.link.tree, at: position)
      for (item, paths) in found where boundaries[item] > position {
        touches[item].append(Touch(position: position, paths: paths.sorted()))
      }
      position += 1
    }
    return touches
  }

  /// For each position its commits that are no merges and touch an item: those reachable from the
  /// entry and not from its first parent, as `git log --full-history --no-merges ENTRY^1..ENTRY`
  /// names them, newest first.
  ///
  /// Every commit is labelled with the largest position that it can be reached from, in one pass
  /// over the whole history from the oldest commit on.
  func commits(below positions: Set<Int>) throws -> [Int: [(id: ObjectID, items: Set<Int>)]] {
    guard !positions.isEmpty else { return [:] }
    var labelled: Set<ObjectID> = []
    var found: [Int: [(id: ObjectID, items: Set<Int>)]] = [:]
    for position in try (0..<line.count()).reversed() {
      guard let tip = try line.commit(at: position) else { continue }
      let here = try reachable(from: tip.id, unlike: &labelled)
      guard positions.contains(position) else { continue }
      found[position] = try touching(here)
    }
    return found
  }

  /// The same for one commit that is not on the line.
  func commits(broughtInBy entry: ObjectID, touching item: Int) throws -> [ObjectID] {
    var seen: Set<ObjectID> = []
    if let parent = try repository.link(entry).parents.first {
      _ = try reachable(from: parent, unlike: &seen)
    }
    let own = try reachable(from: entry, unlike: &seen)
    return try touching(own).filter { $0.items.contains(item) }.map(\.id)
  }

  private typealias LinkedCommit = (id: ObjectID, link: CommitLink)

  /// What was not seen before, which is seen then.
  private func reachable(
    from start: ObjectID, unlike seen: inout Set<ObjectID>
  ) throws -> [LinkedCommit] {
    var found: [LinkedCommit] = []
    var pending = [start]
    while let id = pending.popLast() {
      guard seen.insert(id).inserted else { continue }
      let link = try repository.link(id)
      found.append((id, link))
      pending += link.parents
    }
    return found
  }

  /// Those that are no merges, newest first, each with the items it touches.
  private func touching(
    _ commits: [LinkedCommit]
  ) throws -> [(id: ObjectID, items: Set<Int>)] {
    let own = commits.filter { $0.link.parents.count < 2 }
    return try own.sorted { $0.link.committedAt > $1.link.committedAt }.map {
      let parent = try $0.link.parents.first.map { try repository.link($0).tree }
      return ($0.id, Set(try owners(of: $0.link.tree, against: parent, at: -1).keys))
    }
  }

  private func owners(
    of tree: ObjectID, against parent: ObjectID?, at position: Int
  ) throws -> [Int: [GitPath]] {
    var found: [Int: [GitPath]] = [:]
    try repository.compareTrees(
      parent, tree, enter: { index.isOfInterest($0, at: position) },
      visit: { difference in
        for item in index.owners(of: difference.path) {
          found[item, default: []].append(difference.path.inRepository(name))
        }
      })
    return found
  }
}
