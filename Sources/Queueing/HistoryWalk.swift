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

  private let history: HistoryIndex
  private let line: FirstParentLine
  private let items: [[PathPattern]]
  private let index: PathIndex
  private let boundaries: [Int]
  private let name: String

  /// `boundaries` go with `items`; `Int.max` means the whole line.
  init(
    items: [[PathPattern]], boundaries: [Int], line: FirstParentLine,
    of name: String = Repositories.control, in repository: Repository
  ) throws {
    self.name = name
    self.line = line
    self.boundaries = boundaries
    history = try repository.history()
    self.items = items.map { $0.filter { $0.repository == name } }
    var index = PathIndex()
    for (patterns, boundary) in zip(self.items, boundaries) {
      for pattern in patterns { index.insert(pattern, boundary: boundary) }
    }
    self.index = index
  }

  /// The touches of each item, newest first.
  func touches() throws -> [[Touch]] {
    var touches = [[Touch]](repeating: [], count: boundaries.count)
    let end = boundaries.max() ?? 0
    var asked: [TouchSearch.Commit] = []
    while asked.count < end, let id = try line.id(at: asked.count) {
      asked.append(TouchSearch.Commit(id: id, position: asked.count))
    }
    try search.touches(of: asked) { position, item, paths in
      guard boundaries[item] > position else { return }
      touches[item].append(
        Touch(position: position, paths: paths.map { $0.inRepository(name) }.sorted()))
    }
    return touches.map { $0.sorted { $0.position < $1.position } }
  }

  private var search: TouchSearch { TouchSearch(items: items, index: index, in: history) }

  /// For each position its commits that are no merges and touch an item: those reachable from the
  /// entry and not from its first parent, as `git log --full-history --no-merges ENTRY^1..ENTRY`
  /// names them, newest first.
  ///
  /// Every commit is labelled with the largest position that it can be reached from, in one pass
  /// over the whole history from the oldest commit on.
  func commits(below positions: Set<Int>) throws -> [Int: [(id: ObjectID, items: Set<Int>)]] {
    guard !positions.isEmpty else { return [:] }
    var labelled: Set<ObjectID> = []
    var found: [(position: Int, commits: [LinkedCommit])] = []
    for position in try (0..<line.count()).reversed() {
      guard let tip = try line.id(at: position) else { continue }
      let here = try reachable(from: tip, unlike: &labelled)
      if positions.contains(position) { found.append((position, here)) }
    }
    return Dictionary(
      uniqueKeysWithValues: zip(found.map(\.position), try touching(found.map(\.commits))))
  }

  /// The same for one commit that is not on the line.
  func commits(broughtInBy entry: ObjectID, touching item: Int) throws -> [ObjectID] {
    var seen: Set<ObjectID> = []
    if let parent = try history.link(entry).parents.first {
      _ = try reachable(from: parent, unlike: &seen)
    }
    let own = try reachable(from: entry, unlike: &seen)
    return try touching([own]).joined().filter { $0.items.contains(item) }.map(\.id)
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
      let link = try history.link(id)
      found.append((id, link))
      pending += link.parents
    }
    return found
  }

  /// Of each list those that are no merges, newest first, each with the items it touches.
  private func touching(
    _ lists: [[LinkedCommit]]
  ) throws -> [[(id: ObjectID, items: Set<Int>)]] {
    let own = lists.map { list in
      list.filter { $0.link.parents.count < 2 }
        .sorted { $0.link.committedAt > $1.link.committedAt }.map(\.id)
    }
    let asked = own.joined().enumerated().map {
      TouchSearch.Commit(id: $0.element, position: -1, number: $0.offset)
    }
    var touched = [Set<Int>](repeating: [], count: asked.count)
    try search.touches(of: asked) { number, item, _ in touched[number].insert(item) }
    var next = 0
    return own.map { list in
      defer { next += list.count }
      return list.enumerated().map { ($0.element, touched[next + $0.offset]) }
    }
  }
}
