package import Domain
package import Git
package import Queueing

/// Chosen entries of a queue with all that they need, merged onto the recorded tree.
package struct Pick: Sendable {
  /// An entry that a chosen one cannot be taken without.
  package struct Prerequisite: Hashable, Sendable {
    package var entry: Entry
    /// The entry that does not fit without it.
    package var neededBy: Entry
    /// The paths on which it builds.
    package var paths: [GitPath]

    /// `!42 changes data/triggers/a.yaml, which !45 builds on`
    package var reason: String {
      let names = paths.prefix(3).map(\.quoted).joined(separator: ", ")
      let more = paths.count > 3 ? " and \(paths.count - 3) more" : ""
      return "\(entry.name) changes \(names)\(more), which \(neededBy.name) builds on"
    }
  }

  /// Why entries cannot be taken.
  package enum Failure: Hashable, Sendable {
    /// The entry fits neither alone nor with all earlier ones that touch the same paths.
    case doesNotFit(Entry, paths: [GitPath])
    /// It needs an entry that is held.
    case needsHeld(Prerequisite)
    /// It is held itself, or builds on one that is.
    case isHeld(Entry)
  }

  package enum Outcome: Sendable {
    case picked(Pick)
    case failed(Failure)
  }

  /// The entries that were asked for, oldest first.
  package var chosen: [Entry]
  /// What they need beside, oldest first; none of it can be left out.
  package var prerequisites: [Prerequisite]
  /// The tree with all of them.
  package var tree: ObjectID

  /// All entries that are taken, oldest first.
  package var entries: [Entry] {
    let taken = Set(chosen.map(\.commit) + prerequisites.map(\.entry.commit))
    return order.filter { taken.contains($0.commit) }
  }

  private var order: [Entry]

  private init(
    chosen: [Entry], prerequisites: [Prerequisite], tree: ObjectID, order: [Entry]
  ) {
    self.chosen = chosen
    self.prerequisites = prerequisites
    self.tree = tree
    self.order = order
  }

  /// A pick that was worked out before: entries, oldest first, and the tree with them.
  package init(taken: [Entry], tree: ObjectID) {
    self.init(chosen: taken, prerequisites: [], tree: tree, order: taken)
  }

  /// Finds what the chosen entries need and merges them.
  ///
  /// Where one conflicts, earlier entries of the queue that touch the conflicting paths are added
  /// until all fit; then each that can be left out is left out, again and again, so that without
  /// any one of the rest it does not fit. Held entries are never taken.
  package static func of(
    _ commits: [ObjectID], in queue: BindingQueue, repository: Repository
  ) throws -> Outcome {
    let order = Array((queue.entries ?? []).filter { !$0.paths.isEmpty }.reversed())
    let search = PickSearch(
      order: order, recorded: queue.record?.tree ?? .emptyTree,
      merger: EntryMerger(
        queue.item, repositories: queue.entryRepositories, in: repository))
    let chosen = order.filter { commits.contains($0.commit) }
    let holds = Set((queue.record?.held ?? []).map(\.commit))
    if let held = chosen.first(where: { holds.contains($0.commit) }) {
      return .failed(.isHeld(held))
    }
    let needed: Set<ObjectID>
    switch try search.completed(Set(chosen.map(\.commit))) {
    case .failure(let failure): return .failed(failure.failure)
    case .success(let all): needed = try search.reduced(all, keeping: Set(chosen.map(\.commit)))
    }
    guard case .clean(let tree) = try search.merge(needed) else {
      return .failed(.doesNotFit(chosen[0], paths: []))
    }
    let prerequisites = try order.filter {
      needed.contains($0.commit) && !commits.contains($0.commit)
    }.map { try search.reason(for: $0, in: needed) }
    if let held = prerequisites.first(where: { $0.entry.status == .held }) {
      return .failed(.needsHeld(held))
    }
    return .picked(Pick(chosen: chosen, prerequisites: prerequisites, tree: tree, order: order))
  }
}

/// The search for the entries that a pick needs.
struct PickSearch {
  /// All entries of the queue that change paths, oldest first.
  let order: [Entry]
  let recorded: ObjectID
  let merger: EntryMerger

  func merge(_ taken: Set<ObjectID>) throws -> EntryMerger.Outcome {
    try merger.merge(order.map(\.commit).filter(taken.contains), onto: recorded)
  }

  /// Adds earlier entries until all fit.
  func completed(_ chosen: Set<ObjectID>) throws -> Result<Set<ObjectID>, PickFailure> {
    var taken = chosen
    while true {
      guard case .conflict(let conflict) = try merge(taken) else { return .success(taken) }
      guard let end = order.firstIndex(where: { $0.commit == conflict.entry }) else {
        return .success(taken)
      }
      let paths = Set(conflict.paths)
      let candidates = order[..<end].filter { entry in
        !taken.contains(entry.commit) && entry.status != .carried
          && entry.paths.contains { path in
            paths.contains { path.isOrIsBelow($0) || $0.isOrIsBelow(path) }
          }
      }
      guard !candidates.isEmpty else {
        return .failure(PickFailure(failure: .doesNotFit(order[end], paths: conflict.paths)))
      }
      // What is held is only taken into account where nothing else is left, to be named then.
      let free = candidates.filter { $0.status != .held }
      taken.formUnion((free.isEmpty ? candidates : free).map(\.commit))
    }
  }

  /// Leaves out what can be left out, until nothing can.
  func reduced(_ taken: Set<ObjectID>, keeping chosen: Set<ObjectID>) throws -> Set<ObjectID> {
    var taken = taken
    var isChanged = true
    while isChanged {
      isChanged = false
      for entry in order where taken.contains(entry.commit) && !chosen.contains(entry.commit) {
        let less = taken.subtracting([entry.commit])
        if case .clean = try merge(less) {
          taken = less
          isChanged = true
        }
      }
    }
    return taken
  }

  /// What does not fit without the entry.
  func reason(for entry: Entry, in taken: Set<ObjectID>) throws -> Pick.Prerequisite {
    let without = try merge(taken.subtracting([entry.commit]))
    guard case .conflict(let conflict) = without,
      let needing = order.first(where: { $0.commit == conflict.entry })
    else { return Pick.Prerequisite(entry: entry, neededBy: entry, paths: entry.paths) }
    let shared = entry.paths.filter { path in
      conflict.paths.contains { path.isOrIsBelow($0) || $0.isOrIsBelow(path) }
    }
    return Pick.Prerequisite(
      entry: entry, neededBy: needing, paths: shared.isEmpty ? conflict.paths : shared)
  }
}

/// A failure as an error that `Result` can hold.
struct PickFailure: Error {
  var failure: Pick.Failure
}
