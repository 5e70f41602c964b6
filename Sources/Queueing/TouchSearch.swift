import Domain
import Git

/// Finds which items commits touch, in what the history index knows and, where that is not enough, in
/// the commits themselves.
struct TouchSearch {
  /// A commit that is asked for.
  struct Commit {
    var id: ObjectID
    /// Items with a larger boundary matter.
    var position: Int
    /// Which one it is to the caller; the position, where that says it.
    var number: Int

    init(id: ObjectID, position: Int, number: Int? = nil) {
      self.id = id
      self.position = position
      self.number = number ?? position
    }
  }

  private let items: [[PathPattern]]
  private let index: PathIndex
  private let history: HistoryIndex

  /// `index` knows the boundaries of the same paths.
  init(items: [[PathPattern]], index: PathIndex, in history: HistoryIndex) {
    self.items = items
    self.index = index
    self.history = history
  }

  /// Calls with a commit's number, an item and the paths of it that the commit touches, in any order.
  ///
  /// Throws `RepositoryError` where objects are missing that the answer needs.
  func touches(of commits: [Commit], found: (Int, Int, [GitPath]) -> Void) throws {
    let unknown = try known(commits, found: found)
    guard !unknown.isEmpty else { return }
    let positions = unknown.map(\.position)
    try history.explore(unknown.map(\.id)) { [index] number, folder in
      index.boundary(in: folder) > positions[number]
    }
    _ = try known(unknown, found: found)
  }

  /// The commits of which not enough is known.
  private func known(
    _ commits: [Commit], found: (Int, Int, [GitPath]) -> Void
  ) throws -> [Commit] {
    var blocks: [Int: BlockSearch] = [:]
    var unknown: [Commit] = []
    for commit in commits {
      guard let place = history.place(of: commit.id) else {
        unknown.append(commit)
        continue
      }
      let search =
        blocks[place.block]
        ?? BlockSearch(history.blocks[place.block], items: items, index: index)
      blocks[place.block] = search
      let isKnown = search.touches(place.record, at: commit.position) { item, paths in
        found(commit.number, item, paths)
      }
      if !isKnown { unknown.append(commit) }
    }
    return unknown
  }
}

/// The same in one block.
private final class BlockSearch {
  private let block: HistoryBlock
  private let index: PathIndex
  private let owners: PathOwners
  /// By path, the largest boundary of an item that can have something below it; below zero where
  /// nobody asked.
  private var boundaries: [Int]

  init(_ block: HistoryBlock, items: [[PathPattern]], index: PathIndex) {
    self.block = block
    self.index = index
    owners = PathOwners(of: block, items: items)
    boundaries = Array(repeating: -1, count: block.pathCount)
  }

  /// Calls for each item that the commit touches; false, and without a call, where more must be known.
  func touches(_ record: Int, at position: Int, found: (Int, [GitPath]) -> Void) -> Bool {
    guard let touches = block.touches(record) else { return false }
    var hits: [(item: Int, path: Int)] = []
    for touch in touches {
      let (path, isUnexplored) = block.touch(touch)
      if isUnexplored {
        if boundary(path) > position { return false }
      } else {
        for item in owners.items(of: path) { hits.append((item, path)) }
      }
    }
    guard !hits.isEmpty else { return true }
    hits.sort { ($0.item, $0.path) < ($1.item, $1.path) }
    var start = 0
    while start < hits.count {
      let item = hits[start].item
      let end = hits[start...].firstIndex { $0.item != item } ?? hits.count
      found(item, hits[start..<end].map { block.path($0.path) })
      start = end
    }
    return true
  }

  private func boundary(_ path: Int) -> Int {
    if boundaries[path] < 0 { boundaries[path] = index.boundary(in: block.path(path)) }
    return boundaries[path]
  }
}
