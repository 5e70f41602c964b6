package import Domain
package import Git
package import Queueing

/// What holds leave of a run: the entries that stay out, and the content without them.
package struct HeldEntries: Sendable {
  /// An entry that stays out.
  package struct Kept: Hashable, Sendable {
    package var entry: Entry
    /// `Olga Operator holds it: the form is not ready`, or `it builds on !42 in a.yaml`.
    package var reason: String
    /// Whether somebody holds it, and not only what it builds on.
    package var isExplicit: Bool
  }

  /// Oldest first.
  package var kept: [Kept]
  /// The item's content without them.
  package var tree: ObjectID

  /// Works it out for a run to a commit. Nil where no entry that the run would bring is held; throws
  /// `HoldsUnknown` where something is held and the queue's entries cannot be told.
  ///
  /// The other entries are merged in their order onto the recorded tree; one that does not fit
  /// there stays out too, for it builds on what is held. Paths that no entry explains are taken as
  /// they are in `content`.
  ///
  /// - Parameters:
  ///   - content: the item's content at the commit.
  ///   - isIncluded: whether the commit contains the entry.
  package static func of(
    _ queue: BindingQueue, content: ObjectID, item: Item, in repository: Repository,
    isIncluded: (Entry) throws -> Bool
  ) throws -> HeldEntries? {
    let holds = Dictionary(
      (queue.record?.held ?? []).map { ($0.commit, $0) }, uniquingKeysWith: { a, _ in a })
    guard !holds.isEmpty else { return nil }
    guard let all = queue.entries else { throw HoldsUnknown(queue) }
    let carried = Set(queue.record?.carried ?? []).subtracting(holds.keys)
    let entries = try Array(
      all.filter {
        guard !$0.paths.isEmpty else { return false }
        return try carried.contains($0.commit) || isIncluded($0)
      }.reversed())
    guard entries.contains(where: { holds[$0.commit] != nil }) else { return nil }

    let merger = EntryMerger(item, repositories: queue.entryRepositories, in: repository)
    let recorded = queue.record?.tree ?? .emptyTree
    var tree = recorded
    var kept: [Kept] = []
    for entry in entries {
      if carried.contains(entry.commit) {
        // It is in the recorded tree, and once more here: it may take back what an entry before it
        // brings now, which was not on the target then. What does not fit was merged before.
        if case .clean(let merged) = try merger.merge([entry.commit], onto: tree) { tree = merged }
        continue
      }
      if entry.status == .carried { continue }
      if let hold = holds[entry.commit] {
        let reason = "\(hold.by) holds it: \(hold.reason)"
        kept.append(Kept(entry: entry, reason: reason, isExplicit: true))
        continue
      }
      switch try merger.merge([entry.commit], onto: tree) {
      case .clean(let merged):
        if let partner = try partner(of: entry, kept, without: tree, with: merged, merger) {
          let verb = merged == tree ? "takes back" : "builds on"
          let reason = "it \(verb) \(partner.name), which stays out"
          kept.append(Kept(entry: entry, reason: reason, isExplicit: false))
        } else {
          tree = merged
        }
      case .conflict(let conflict):
        kept.append(
          Kept(entry: entry, reason: reason(conflict, kept), isExplicit: false))
      }
    }
    let explained = Set(all.flatMap(\.paths))
    var rest: [GitPath: FileVersion?] = [:]
    try repository.compareTrees(recorded, content, enter: { _ in true }) { difference in
      if !explained.contains(difference.path) { rest[difference.path] = .some(difference.new) }
    }
    if !rest.isEmpty { tree = try repository.replacing(rest, in: tree) }
    return HeldEntries(kept: kept, tree: tree)
  }

  /// The entry that stays out and that this one cannot be taken before, although it fits: what comes
  /// of both depends on their order, as of a change and its revert. Nil where it does not.
  private static func partner(
    of entry: Entry, _ kept: [Kept], without tree: ObjectID, with merged: ObjectID,
    _ merger: EntryMerger
  ) throws -> Entry? {
    let near = kept.filter { !Set($0.entry.paths).isDisjoint(with: entry.paths) }
    guard let last = near.last else { return nil }
    let own = near.map(\.entry.commit)
    guard case .clean(let inOrder) = try merger.merge(own + [entry.commit], onto: tree) else {
      // What stays out does not fit here by itself, and tells nothing.
      return merged == tree ? last.entry : nil
    }
    if case .clean(inOrder) = try merger.merge(own, onto: merged) { return nil }
    return last.entry
  }

  private static func reason(_ conflict: EntryMerger.Conflict, _ kept: [Kept]) -> String {
    let builtOn = kept.last { other in
      other.entry.paths.contains { conflict.paths.contains($0) }
    }
    let path = conflict.paths.first?.quoted ?? "its paths"
    guard let builtOn else { return "it does not fit without what is held, in \(path)" }
    return "it builds on \(builtOn.entry.name) in \(path)"
  }
}

extension BindingQueue {
  /// The queue as people should see it: with every entry that is kept out marked so, and why.
  package func marking(_ held: HeldEntries?) -> BindingQueue {
    guard let held, let entries else { return self }
    let kept = Dictionary(
      held.kept.map { ($0.entry.commit, $0) }, uniquingKeysWith: { a, _ in a })
    var marked = self
    marked.entries = entries.map { entry in
      guard let reason = kept[entry.commit]?.reason else { return entry }
      var entry = entry
      entry.status = .held
      entry.why = reason
      return entry
    }
    return marked
  }
}
