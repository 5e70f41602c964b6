/// A history of a seed, with everything in it that people do to histories.
///
/// Merges (true ones, evil ones, `-s ours`, octopuses, foxtrots, criss-crosses, the same commit
/// twice), several roots, reverts, picks, empty commits; files added, changed, renamed, removed,
/// made executable, turned into folders, links and back. The branch is `main`; committer times
/// increase by a minute. Contents are drawn from few texts, so that the same blob comes again.
package struct RandomHistory {
  /// Writes the history.
  package let builder: HistoryBuilder
  /// The folders `item0`, `item1`, …; other paths belong to no item.
  package let items: [String]
  /// Every commit, those that no ref keeps too, in order of creation.
  package let marks: [Mark]
  /// The tip of `main`.
  package let head: Mark
  /// What stands at every path in every commit.
  package let snapshots: [Mark: [String: FixtureFile]]

  /// `head`, its first parent, and so on down to a root.
  package var firstParentLine: [Mark] {
    Array(sequence(first: head) { builder[$0].parents.first })
  }

  /// A commit's parents.
  package func parents(of mark: Mark) -> [Mark] { builder[mark].parents }

  /// Everything reachable from a commit, itself included.
  package func ancestors(of mark: Mark) -> Set<Mark> { builder.ancestors(of: mark) }

  /// Makes the history of a seed, with about `commits` commits and `items` item folders.
  package static func make(seed: UInt64, commits: Int = 60, items: Int = 4) -> RandomHistory {
    var generator = SeededGenerator(seed: seed)
    return make(using: &generator, commits: commits, items: items)
  }

  /// Makes a history with the numbers of a generator.
  package static func make(
    using generator: inout SeededGenerator, commits: Int = 60, items: Int = 4
  ) -> RandomHistory {
    var writer = RandomHistoryWriter(
      generator: generator, items: (0..<items).map { "item\($0)" })
    while writer.builder.commits.count < commits { writer.step() }
    generator = writer.generator
    return RandomHistory(
      builder: writer.builder, items: writer.items, marks: writer.builder.commits.map(\.mark),
      head: writer.main, snapshots: writer.snapshots)
  }
}

extension HistoryBuilder {
  /// Everything reachable from a commit, itself included.
  package func ancestors(of mark: Mark) -> Set<Mark> {
    var found: Set<Mark> = [mark]
    var open = [mark]
    while let next = open.popLast() {
      for parent in self[next].parents where found.insert(parent).inserted { open.append(parent) }
    }
    return found
  }
}
