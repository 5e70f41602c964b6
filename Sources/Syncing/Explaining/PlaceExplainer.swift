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
  /// All runs that ended, newest first.
  let runs: [RunRecord]
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
    case .carried: return carried()
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
    if let failure,
      queue.record?.undone.contains(commit) == true || failure.result.outcome == .failed
    {
      let error = failure.result.why.map { ": \($0)" } ?? ""
      return place(
        .undone,
        "run \(failure.run.run) did not bring it and ended as "
          + "\(failure.result.outcome.rawValue)\(error)",
        next: "deploysync apply \(id)", run: failure.run.run, date: decided.nextDate?.at)
    }
    if let date = decided.date, try !isWithin(date) {
      return later(
        "it was merged after the cut-off of \(date.occurrence.iso8601)", at: date.following)
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

  private func carried() -> Explanation.Place {
    let run = runs.first { run in
      run.bindings.contains { $0.binding == id && $0.carried?.contains(commit.hex) == true }
    }
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
    var first: (run: RunRecord, result: BindingResult)?
    for run in runs {
      guard let result = run.bindings.first(where: { $0.binding == id }),
        [.applied, .unchanged, .partial].contains(result.outcome),
        let to = (isControl ? result.to : result.commits?[source.name])
          .flatMap({ ObjectID(hex: $0) }), repository.contains(to)
      else { continue }
      guard try repository.isAncestor(commit, of: to) else { break }
      first = (run, result)
    }
    guard let first else { return place(.live, "it is in the deployed commit \(deployed.short)") }
    let how =
      first.run.kind == .baseline
      ? "deployed with the baseline \(first.run.run)" : "live since run \(first.run.run)"
    let later = try replacingDeployed(deployed)
    let since = later.map { "; \($0) changed the same files since" } ?? ""
    return place(.live, "\(how)\(by(first.run))\(since)", run: first.run.run)
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
