import Domain
import Exceptions
import Fixtures
import Git
import Queueing
import Testing

@testable import Syncing

/// Prerequisites against all subsets of small queues.
struct PickSearchTests {
  @Test func `a prerequisite cannot be left out, and with all of them the entry fits`() throws {
    var needed = 0
    try forEachSeed(40) { seed, generator in
      let sequence = try ExceptionSequence(seed: generator.next())
      while sequence.line.count < 7 { try sequence.mergeSomething() }
      let bench = sequence.bench
      let queue = try bench.queue()
      let order = Array((queue.entries ?? []).filter { !$0.paths.isEmpty }.reversed())
      let merger = EntryMerger(
        queue.item, repositories: queue.entryRepositories, in: bench.repository)
      let recorded = queue.record?.tree ?? .emptyTree
      for (index, entry) in order.enumerated() {
        guard
          case .picked(let pick) = try Pick.of(
            [entry.commit], in: queue, repository: bench.repository)
        else {
          throw sequence.fail("\(entry.commit.short) does not fit")
        }
        let taken = pick.entries.map(\.commit)
        try #require(
          try merger.merge(taken, onto: recorded) == .clean(pick.tree), "it does not merge")
        try #require(taken.contains(entry.commit), "the chosen one is missing")
        needed += pick.prerequisites.count
        for prerequisite in pick.prerequisites {
          let less = taken.filter { $0 != prerequisite.entry.commit }
          guard case .conflict(let conflict) = try merger.merge(less, onto: recorded) else {
            throw sequence.fail(
              "\(entry.commit.short) fits without \(prerequisite.entry.commit.short)")
          }
          try #require(conflict.entry == prerequisite.neededBy.commit)
          try #require(!prerequisite.paths.isEmpty)
          let touched = Set(prerequisite.entry.paths)
          try #require(
            prerequisite.paths.allSatisfy { path in
              touched.contains { $0.isOrIsBelow(path) || path.isOrIsBelow($0) }
                || conflict.paths.contains(path)
            }, "\(prerequisite.reason)")
        }
        // Where it needs something, no subset of what came before does with nothing.
        let fitsAlone: Bool
        if case .clean = try merger.merge([entry.commit], onto: recorded) {
          fitsAlone = true
        } else {
          fitsAlone = false
        }
        try #require(fitsAlone == pick.prerequisites.isEmpty, "\(pick.prerequisites.map(\.reason))")
        // All subsets of the prerequisites themselves: none of them is enough.
        let own = pick.prerequisites.map(\.entry.commit)
        guard own.count <= 5, index < 8 else { continue }
        for choice in 0..<(1 << own.count) - 1 where own.count > 0 {
          let some = own.indices.filter { choice & (1 << $0) != 0 }.map { own[$0] }
          let chosen = order.map(\.commit).filter { some.contains($0) || $0 == entry.commit }
          if case .clean = try merger.merge(chosen, onto: recorded) {
            // A smaller set that fits must differ by more than one: each alone is needed.
            try #require(own.count - some.count > 1, "\(some.map(\.short)) are enough")
          }
        }
      }
    }
    #expect(needed > 20, "the histories are too easy")
  }
}
