import Domain

/// Parts entries into groups: entries that share a path belong together, and so do those that
/// share one with a member.
struct EntryGroups {
  private var parents: [Int]

  /// Takes the paths of each entry.
  init(_ paths: [[GitPath]]) {
    parents = Array(paths.indices)
    var owners: [GitPath: Int] = [:]
    for (entry, own) in paths.enumerated() {
      for path in own {
        if let other = owners[path] {
          parents[root(of: entry)] = root(of: other)
        } else {
          owners[path] = entry
        }
      }
    }
  }

  /// The groups, each as indices of its entries.
  func groups() -> [[Int]] {
    Dictionary(grouping: parents.indices, by: root).values.sorted { $0[0] < $1[0] }
  }

  private func root(of entry: Int) -> Int {
    var entry = entry
    while parents[entry] != entry { entry = parents[entry] }
    return entry
  }
}
