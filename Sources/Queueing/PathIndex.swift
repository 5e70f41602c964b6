import Domain

/// Tells whether an item can have something below a folder, by one look-up along the path instead of
/// one question per item.
///
/// A node stands for a folder or file. Patterns hang at their literal prefix. Every node carries
/// the largest boundary of all items at or below it, so that a walk can skip subtrees in which
/// everything is deployed (see `HistoryWalk`).
struct PathIndex: Sendable {
  private struct Node {
    var children: [ArraySlice<UInt8>: Int] = [:]
    /// Largest boundary of the items whose patterns hang here or below.
    var boundaryBelow = 0
    /// Largest boundary of the items whose patterns hang here.
    var boundaryHere = 0
  }

  /// The root first.
  private var nodes = [Node()]

  /// Adds a path; `boundary` is the number of entries on the line to look at for it.
  mutating func insert(_ pattern: PathPattern, boundary: Int) {
    var node = 0
    nodes[0].boundaryBelow = max(nodes[0].boundaryBelow, boundary)
    for component in pattern.literalPrefix.components {
      if let child = nodes[node].children[component] {
        node = child
      } else {
        nodes[node].children[component] = nodes.count
        node = nodes.count
        nodes.append(Node())
      }
      nodes[node].boundaryBelow = max(nodes[node].boundaryBelow, boundary)
    }
    nodes[node].boundaryHere = max(nodes[node].boundaryHere, boundary)
  }

  /// The largest boundary of the items that can own a file below the folder; 0 without any.
  func boundary(in folder: GitPath) -> Int {
    var node = 0
    var largest = 0
    for component in folder.components {
      largest = max(largest, nodes[node].boundaryHere)
      guard let child = nodes[node].children[component] else { return largest }
      node = child
    }
    return max(largest, nodes[node].boundaryBelow)
  }
}
