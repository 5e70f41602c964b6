import Domain
import Git

/// Which items own the paths of one block of the history index. The paths are sorted, so that those
/// below an item's prefix are a range of them.
struct PathOwners {
  /// By path, where its items end in `items`.
  private var ends: [Int] = []
  private var items: [Int] = []
  private let block: HistoryBlock

  init(of block: HistoryBlock, items: [[PathPattern]]) {
    self.block = block
    var pairs: [(path: Int, item: Int)] = []
    for (item, patterns) in items.enumerated() {
      for pattern in patterns {
        let prefix = pattern.literalPrefix
        for path in Self.paths(at: prefix, in: block) {
          if case .literal = pattern.kind {
            pairs.append((path, item))
          } else if pattern.matches(block.path(path)) {
            pairs.append((path, item))
          }
        }
      }
    }
    pairs.sort { ($0.path, $0.item) < ($1.path, $1.item) }
    ends.reserveCapacity(block.pathCount)
    var next = 0
    for path in 0..<block.pathCount {
      let start = self.items.count
      while next < pairs.count, pairs[next].path == path {
        if self.items.count == start || self.items.last != pairs[next].item {
          self.items.append(pairs[next].item)
        }
        next += 1
      }
      ends.append(self.items.count)
    }
  }

  /// The items that own the file, each once.
  func items(of path: Int) -> ArraySlice<Int> {
    items[(path == 0 ? 0 : ends[path - 1])..<ends[path]]
  }

  private static func paths(at prefix: GitPath, in block: HistoryBlock) -> [Int] {
    (prefix.isRoot ? [] : block.number(of: prefix).map { [$0] } ?? []) + block.paths(below: prefix)
  }
}
