import Domain

/// Finds the items that own a path, and whether any can be below a folder, by one look-up along
/// the path instead of one question per item.
///
/// A node stands for a folder or file. Patterns hang at their literal prefix. Every node carries
/// the largest boundary of all items at or below it, so that a walk can skip subtrees in which
/// everything is deployed (see `HistoryWalk`).
final class PathIndex {
  private final class Node {
    var children: [ArraySlice<UInt8>: Node] = [:]
    var patterns: [(pattern: PathPattern, item: Int)] = []
    /// Largest boundary of the items whose patterns hang here or below.
    var boundaryBelow = 0
    /// Largest boundary of the items whose patterns hang here.
    var boundaryHere = 0
  }

  private let root = Node()

  private let repository: String

  /// Knows the paths in one repository.
  init(in repository: String) { self.repository = repository }

  /// Adds an item's paths; `boundary` is the number of entries on the line to look at for it.
  func insert(_ paths: [PathPattern], item: Int, boundary: Int) {
    for pattern in paths where pattern.repository == repository {
      var node = root
      node.boundaryBelow = max(node.boundaryBelow, boundary)
      for component in pattern.literalPrefix.components {
        if let child = node.children[component] {
          node = child
        } else {
          let child = Node()
          node.children[component] = child
          node = child
        }
        node.boundaryBelow = max(node.boundaryBelow, boundary)
      }
      node.boundaryHere = max(node.boundaryHere, boundary)
      node.patterns.append((pattern, item))
    }
  }

  /// Whether an item with a boundary beyond `position` can own a file below the folder.
  func isOfInterest(_ folder: GitPath, at position: Int) -> Bool {
    var node = root
    for component in folder.components {
      if node.boundaryHere > position { return true }
      guard let child = node.children[component] else { return false }
      node = child
    }
    return node.boundaryBelow > position
  }

  /// The items that own the file, each once.
  func owners(of path: GitPath) -> [Int] {
    var owners: [Int] = []
    var node = root
    var rest = path.components[...]
    while true {
      for (pattern, item) in node.patterns where !owners.contains(item) && pattern.matches(path) {
        owners.append(item)
      }
      guard let component = rest.popFirst(), let child = node.children[component] else {
        return owners
      }
      node = child
    }
  }
}
