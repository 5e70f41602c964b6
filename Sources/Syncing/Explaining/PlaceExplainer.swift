import Configuration
import Domain
import Exceptions
import Git
import Ledger
import Queueing
import Scheduling

/// Explains one change on one binding.
struct PlaceExplainer {
  let situation: Situation
  let queue: BindingQueue
  /// The change as the queue has it; nil where it is not in the queue.
  let entry: Entry?
  /// The first-parent commit of the change, and where it is on the line.
  let commit: ObjectID
  let source: RepositoryLine
  let position: Int
  let decided: Decided
  let past: PastRuns
  let failure: (run: RunRecord, result: BindingResult)?

  private var id: BindingID { queue.binding.id }
  private var repository: Repository { situation.repository }
  private var isControl: Bool { source.name == Repositories.control }
  private var paths: ItemPaths { ItemPaths(queue.item.paths, in: source.name) }
  /// The deployed commit of the change's repository.
  private var deployedCommit: ObjectID? { queue.record?.commits[source.name] }

  func explain() throws -> Explanation.Place {
    guard let entry else { return try deployed() }
    let name = ShellWord.quoted(entry.mergeRequest ?? entry.commit.short)
    switch entry.status {
    case .held:
      let isExplicit = queue.record?.held.contains { $0.commit == commit } ?? false
      return place(
        .held, entry.why ?? "it is held",
        next: isExplicit ? "deploysync release \(id) --only \(name)" : nil)
    case .carried: return try carried()
    case .cancelled:
      let other = queue.entries?.first {
        $0.commit != commit && $0.status == .cancelled
          && !Set($0.paths).isDisjoint(with: entry.paths)
      }
      let by = other.map { "\($0.name) (\($0.commit.short))" } ?? "other entries"
      return place(.cancelled, "it and \(by) take each other back: together they change nothing")
    case .queued, .configuration: return try waiting(entry)
    }
  }

  private func place(
    _ state: Explanation.State, _ why: String, next: String? = nil, run: String? = nil,
    date: Timestamp? = nil
  ) -> Explanation.Place {
    Explanation.Place(
      binding: id, state: state, why: why, next: next, run: run, date: date)
  }

  // MARK: In the queue

  private func waiting(_ entry: Entry) throws -> Explanation.Place {
    if let lock = try situation.lock(of: id) {
      return place(.locked, "the binding is \(lock.clause)", next: "deploysync unlock \(id)")
    }
    if queue.isRewritten {
      return place(
        .refused, "the branch no longer contains the deployed commit",
        next: "deploysync baseline \(id) --at COMMIT")
    }
    if let later = try replacing(entry, in: queue.content, among: queue.entries ?? []) {
      return place(
        .superseded,
        "\(later.name) (\(later.commit.short)) changed the same lines since and is queued, too")
    }
    if let failure {
      let failed = FailedChange(failure.run, failure.result, binding: id)
      let wasTried = try wasTried(entry, by: failed)
      if wasTried, let why = failed.object(among: Set(entry.paths)) {
        return place(
          .undone, why.sentence, next: why.next(isMissed: decided.missed != nil),
          run: failure.run.run, date: decided.nextDate?.at)
      }
      if queue.record?.undone.contains(commit) == true
        || (wasTried && failure.result.outcome == .failed)
      {
        return place(
          .undone, failed.sentence, next: "deploysync apply \(id)", run: failure.run.run,
          date: decided.nextDate?.at)
      }
    }
    if let date = decided.date, try !isWithin(date) {
      return later(
        "it was merged after the cut-off of \(date.occurrence.iso8601)", at: date.following)
    }
    if case .notDue = decided.decision, let standing = decided.procedure {
      return try walked(standing)
    }
    switch decided.decision {
    case .refused(let why, let hint):
      return place(
        decided.missed == nil ? .refused : .missed, why, next: hint, date: decided.missed)
    case .deploy(_, let occurrence):
      let date = occurrence.map { " for the date \($0.iso8601)" } ?? ""
      return place(
        .due, "the next run brings it\(date)", next: "deploysync apply \(id)",
        date: occurrence)
    case .notDue(let why):
      if let done = queue.record?.occurrence, entry.committedAt > done {
        return later(
          "it was merged after the cut-off of \(done.iso8601)", at: decided.nextDate)
      }
      return later(why, at: decided.nextDate)
    case .frozen(let why, let until): return place(.frozen, why, date: until)
    case .unchanged(let why): return place(.queued, why, next: "deploysync apply \(id)")
    }
  }

  /// Whether a run was to bring the change: what was merged later it did not know.
  private func wasTried(_ entry: Entry, by failed: FailedChange) throws -> Bool {
    guard let to = failed.commit(of: source.name), repository.contains(to) else {
      return failed.endedAt.map { entry.committedAt <= $0 } ?? true
    }
    return try repository.isAncestor(commit, of: to)
  }

  /// Whether the date brings the change.
  private func isWithin(_ date: DateContent) throws -> Bool {
    guard let end = date.commits[source.name] else { return false }
    return try repository.isAncestor(commit, of: end)
  }

  /// Of what waits for a later date.
  private func later(_ why: String, at date: NextDate?) -> Explanation.Place {
    guard let next = date?.at else { return place(.queued, why) }
    let early =
      situation.configuration.exceptions == nil
      ? nil : "before the date: deploysync exception request \(id) --reason TEXT"
    return place(.queued, "queued for the date \(next.iso8601); \(why)", next: early, date: next)
  }

  /// The newest of the later entries that change the same paths, where what this one did is gone
  /// from a content: undoing it there changes nothing, or none of its lines is left.
  private func replacing(
    _ entry: Entry, in content: ObjectID, among entries: [Entry]
  ) throws -> Entry? {
    guard !entry.paths.isEmpty else { return nil }
    let newer = entries.prefix { $0.commit != commit }
    let near = newer.first { !Set($0.paths).isDisjoint(with: entry.paths) && $0.status == .queued }
    guard let near else { return nil }
    let (before, after) = try EntryMerger(
      queue.item, repositories: [commit: source.name], in: repository
    ).sides(of: commit)
    let undone = try repository.mergeTrees(ancestor: after, ours: content, theirs: before)
    if let tree = undone.tree { return tree == content ? near : nil }
    let isGone = try entry.paths.allSatisfy { path in
      let added = try lines(at: path, in: after).subtracting(lines(at: path, in: before))
      return try !added.isEmpty && added.isDisjoint(with: lines(at: path, in: content))
    }
    return isGone ? near : nil
  }

  private func lines(at path: GitPath, in tree: ObjectID) throws -> Set<ArraySlice<UInt8>> {
    guard let version = try repository.file(at: path, in: tree) else { return [] }
    return Set(try repository.blob(version.content).split(separator: UInt8(ascii: "\n")))
  }

  // MARK: On the target

  private func carried() throws -> Explanation.Place {
    let run = try past.carrying(commit, of: id)
    guard let run else { return place(.live, "its effect is on the target already") }
    return place(
      .carried, "live since run \(run.run)\(by(run)): exception \(run.exception ?? "") carried it",
      run: run.run)
  }

  /// A change that is behind the deployed commit: found by the run that first brought it.
  private func deployed() throws -> Explanation.Place {
    guard let deployed = deployedCommit, queue.entries != nil else {
      return place(.unknown, queue.why ?? "the queue cannot tell", next: "deploysync status \(id)")
    }
    guard try repository.isAncestor(commit, of: deployed) else {
      return place(.unknown, "it changes nothing of the item against its first parent")
    }
    let changed = try changedPaths()
    let former = queue.item.was.map { BindingID(item: $0, target: id.target) }
    let first = try past.bringing(
      commit, of: source.name, paths: changed.map(\.path),
      to: [id] + [former].compactMap(\.self))
    if let missing = notFound(changed.map(\.path)) {
      if let failure,
        let why = FailedChange(failure.run, failure.result, binding: id).object(among: [missing])
      {
        return place(
          .undone, why.sentence, next: why.next(isMissed: decided.missed != nil),
          run: failure.run.run)
      }
      let run = first.map { " \($0.run)\(by($0))" } ?? ""
      return place(
        .undone,
        "the baseline\(run) did not find \(missing.quoted) on the target as its commit has it, and "
          + "nothing brought it since",
        next: "see what is there: deploysync plan \(id)", run: first?.run)
    }
    guard let first else { return place(.live, "it is in the deployed commit \(deployed.short)") }
    if let left = leftBehind(changed) {
      let (why, next) =
        queue.binding.prune == .never
        ? (
          "because `prune` is never",
          "remove it there by hand, or set `prune: delete` in deploysync.yaml"
        ) : ("until the next run that removes it", "deploysync plan \(id)")
      return place(
        .leftBehind,
        "merged, and deployed with run \(first.run)\(by(first)), but \(left.quoted) is left behind "
          + "on the target \(why)",
        next: next, run: first.run)
    }
    let how =
      first.kind == .baseline
      ? "deployed with the baseline \(first.run)" : "live since run \(first.run)"
    let later = try replacingDeployed(deployed)
    let since = later.map { "; \($0) changed the same files since" } ?? ""
    return place(.live, "\(how)\(by(first))\(since)", run: first.run)
  }

  /// What the change does to the item's files against its first parent.
  private func changedPaths() throws -> [(path: GitPath, isRemoved: Bool)] {
    let link = try repository.link(commit)
    let parent = try link.parents.first.map { try repository.link($0).tree }
    return try repository.differences(parent, link.tree, under: paths).map {
      ($0.path.inRepository(source.name), $0.new == nil)
    }
  }

  /// A path that a baseline did not find as its commit has it, and that waits without an entry.
  private func notFound(_ changed: [GitPath]) -> GitPath? {
    guard queue.record?.isPartial == true else { return nil }
    let waiting = Set(queue.changes.map(\.path)).intersection(changed)
      .subtracting((queue.entries ?? []).flatMap(\.paths))
    return waiting.min()
  }

  /// A path that the change removes and whose object was kept.
  private func leftBehind(_ changed: [(path: GitPath, isRemoved: Bool)]) -> GitPath? {
    let removed = Set(changed.filter(\.isRemoved).map(\.path))
    return queue.record?.leftBehind.first { !$0.isDeactivated && removed.contains($0.path) }?.path
  }

  /// The newest deployed commit of the line that changed a path of this one after it, where nothing
  /// of this one's versions is left.
  private func replacingDeployed(_ deployed: ObjectID) throws -> String? {
    let link = try repository.link(commit)
    let parent = try link.parents.first.map { try repository.link($0).tree }
    let paths = try repository.differences(parent, link.tree, under: self.paths)
    let recorded = queue.record?.tree ?? .emptyTree
    let isLeft = try paths.contains { difference in
      try repository.file(at: difference.path.inRepository(source.name), in: recorded)
        == difference.new
    }
    guard !isLeft, let end = try source.line.position(of: deployed) else { return nil }
    for index in end..<max(end, position) {
      guard let newer = try source.line.commit(at: index),
        let older = try source.line.commit(at: index + 1)
      else { continue }
      let changed = try Set(
        repository.differences(
          older.link.tree, newer.link.tree, under: self.paths
        ).map(\.path))
      if paths.contains(where: { changed.contains($0.path) }) {
        let message = try repository.commit(newer.id).message
        return MergeRequest.reference(in: message) ?? newer.id.short
      }
    }
    return nil
  }

  private func by(_ run: RunRecord) -> String {
    " (\(run.finishedAt ?? run.startedAt), by \(run.by))"
  }
}
