import Domain
import Git

/// One walk along the first-parent line that finds, for all items at once, which commits touch
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
    var paths: [GitPath]
  }

  private let repository: Repository
  private let line: FirstParentLine
  private let index: PathIndex
  private let boundaries: [Int]

  /// `boundaries` go with `items`; `Int.max` means the whole line.
  init(
    items: [[PathPattern]], boundaries: [Int], line: FirstParentLine, in repository: Repository
  ) {
    self.repository = repository
    self.line = line
    self.boundaries = boundaries
    index = PathIndex()
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
      var here: [(id: ObjectID, link: CommitLink)] = []
      var pending = [tip.id]
      while let id = pending.popLast() {
        guard labelled.insert(id).inserted else { continue }
        let link = try repository.link(id)
        here.append((id, link))
        pending += link.parents
      }
      guard positions.contains(position) else { continue }
      let own = here.filter { $0.link.parents.count < 2 }
      found[position] = try own.sorted { $0.link.committedAt > $1.link.committedAt }.map {
        let parent = try $0.link.parents.first.map { try repository.link($0).tree }
        let items = try owners(of: $0.link.tree, against: parent, at: -1).keys
        return ($0.id, Set(items))
      }
    }
    return found
  }

  private func owners(
    of tree: ObjectID, against parent: ObjectID?, at position: Int
  ) throws -> [Int: [GitPath]] {
    var found: [Int: [GitPath]] = [:]
    try repository.compareTrees(
      parent, tree, enter: { index.isOfInterest($0, at: position) },
      visit: { difference in
        for item in index.owners(of: difference.path) {
          found[item, default: []].append(difference.path)
        }
      })
    return found
  }
}
