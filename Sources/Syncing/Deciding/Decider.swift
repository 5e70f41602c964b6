import Configuration
package import Domain
import Git
package import Queueing
import Scheduling

/// Decides for each binding whether it is its turn, from what is merged, configured and recorded.
package struct Decider {
  let situation: Situation
  /// The special binding whose procedure is walked through; for any other it waits.
  private let walking: BindingID?
  /// Whether a missed occurrence may run.
  private let allowsLate: Bool
  /// Shared with what asks for more than the decision.
  let facts: SharedFacts

  package init(_ situation: Situation, allowsLate: Bool = false, walking: BindingID? = nil) {
    self.walking = walking
    self.situation = situation
    self.allowsLate = allowsLate
    facts = SharedFacts(situation)
  }

  /// The decision on the binding that the queue is of.
  package func decide(_ queue: BindingQueue) throws -> Decided {
    let decided = try FreezeCheck(try facts.freezes(of: queue.binding.id), situation)
      .check(try decideUnfrozen(queue), of: queue.binding)
    return queue.binding.id == walking ? decided : try waiting(decided, queue)
  }

  /// The decision as it is where no freeze lasts.
  private func decideUnfrozen(_ queue: BindingQueue) throws -> Decided {
    if let rewritten = RewrittenHistory(queue) {
      return Decided(
        .refused(why: rewritten.reason, hint: rewritten.hint), next: try next(queue))
    }
    do {
      switch queue.binding.deployment {
      case .adHoc: return Decided(try adHoc(queue), others: situation.otherHeads)
      case .standard: return try standard(queue)
      case .special: return try special(queue)
      }
    } catch let error as any ExplainedError
      where error is any ContentRefusal || error is AmbiguousFolderError
      || error is RepositoryAbsentError
    {
      return Decided(.refused(why: error.message, hint: error.hints.first), next: try next(queue))
    }
  }

  private func next(_ queue: BindingQueue) throws -> NextDate? {
    guard let schedule = queue.binding.deployment.schedule else { return nil }
    return try facts.next(schedule, freezes: facts.freezes(of: queue.binding.id))
  }

  func adHoc(_ queue: BindingQueue) throws -> Decision {
    let desired = try desired(situation.head, queue)
    // What was only received or settled is deployed as a whole once, and so is what a partial run
    // left undone and is gone from the content since.
    if !changesSomething(desired, queue), let record = queue.record, record.commit != nil,
      !record.isPartial
    {
      let isHeld = queue.entries?.contains { $0.status == .held } ?? false
      return .unchanged(why: isHeld ? "all that is queued is held" : "nothing is queued")
    }
    return .deploy(commit: situation.head, occurrence: nil)
  }

  private func standard(_ queue: BindingQueue) throws -> Decided {
    let next = try next(queue)
    let freezes = try facts.freezes(of: queue.binding.id)
    let skipped = try SkippedDate.latest(of: queue, freezes: freezes, facts: facts)
    guard let latest = try facts.latestOccurrence(of: queue, freezes: freezes),
      let start = try facts.newest(notAfter: latest),
      let cutOff = try CutOff.of(
        queue, from: start, line: situation.line, history: situation.history)
    else {
      return Decided(
        .notDue(why: skipped?.why ?? "no date has passed since it is configured"), next: next)
    }
    var notes = cutOff.notes(item: queue.item.name)
    let deployed = queue.record?.commits ?? [:]
    let asked = try desired(cutOff.commit, queue, others: otherCutOffs(latest))
    let holdsCutOff = try contains(deployed, asked.commits)
    let desired = holdsCutOff ? asked : try keepingNewer(asked, deployed, queue)
    let standing = Due.standing(
      latest: latest, recordedOccurrence: queue.record?.occurrence,
      isContained: holdsCutOff && queue.record?.isPartial == false
        && queue.record?.undone.isEmpty == true,
      changesNothing: !changesSomething(desired, queue), from: freezes.instant(of: latest),
      late: situation.configuration.late, now: situation.now, next: next?.at)
    switch standing {
    case .never:
      return Decided(.notDue(why: "no date has passed since it is configured"), next: next)
    case .fulfilled(let occurrence, _):
      let done = "the date \(occurrence.iso8601) is done"
      return Decided(
        .notDue(why: [done, skipped?.why].compactMap(\.self).joined(separator: "; ")), next: next,
        notes: notes)
    case .missed(let occurrence, let since, _) where !allowsLate:
      return Decided(
        .refused(
          why: "the date \(occurrence.iso8601) was missed: it could run until \(since.iso8601)",
          hint: "deploysync apply \(queue.binding.id) --late"),
        next: next, missed: occurrence, notes: notes,
        date: DateContent(occurrence: occurrence, commits: desired.commits, following: next))
    case .due(let occurrence, _), .missed(let occurrence, _, _):
      if holdsCutOff, asked.commits.contains(where: { deployed[$0.key] != $0.value }) {
        return Decided(
          .notDue(
            why: "the date \(occurrence.iso8601) asks for \(cutOff.commit.short), which is older "
              + "than the deployed commit; what is undone waits for the next date"),
          next: next, notes: notes)
      }
      for (name, commit) in desired.commits.sorted(by: { $0.key < $1.key }) {
        guard let old = deployed[name], try !facts.isAncestor(old, of: commit)
        else { continue }
        let (of, that) = name == Repositories.control ? ("", "") : (" of \(name)", " of \(name)")
        return Decided(
          .notDue(
            why: "the commit \(commit.short)\(of) of the date \(occurrence.iso8601) does not "
              + "contain the deployed commit \(old.short)\(that): a run never goes back"),
          next: next, notes: notes)
      }
      notes += try cutOff.nearNotes(occurrence, queue: queue) {
        try isIncluded($0, in: desired.commits)
      }
      return Decided(
        .deploy(commit: desired.commit, occurrence: occurrence), next: next, notes: notes,
        others: desired.others,
        date: DateContent(occurrence: occurrence, commits: desired.commits, following: next))
    }
  }

  /// The commits of the other repositories that a date deploys: in each the newest of its
  /// first-parent line that is not after it; none where nothing is that old.
  private func otherCutOffs(_ occurrence: Timestamp) throws -> [String: ObjectID] {
    var found: [String: ObjectID] = [:]
    for other in situation.others {
      guard let position = try other.line.newest(notAfter: occurrence) else { continue }
      found[other.name] = try other.line.id(at: position)
    }
    return found
  }

  /// Whether what is deployed contains all of these commits.
  private func contains(
    _ deployed: [String: ObjectID], _ commits: [String: ObjectID]
  ) throws -> Bool {
    try commits.allSatisfy { name, commit in
      try deployed[name].map { try facts.isAncestor(commit, of: $0) } ?? false
    }
  }

  /// The content of a date where some of its repositories are deployed beyond it already: those
  /// stay where they are.
  private func keepingNewer(
    _ asked: DesiredContent, _ deployed: [String: ObjectID], _ queue: BindingQueue
  ) throws -> DesiredContent {
    guard !asked.item.otherRepositories.isEmpty else { return asked }
    var commits = asked.commits
    for name in [Repositories.control] + asked.item.otherRepositories {
      guard let old = deployed[name], situation.repository.contains(old) else { continue }
      let isNewer =
        try commits[name].map { try situation.repository.isAncestor($0, of: old) } ?? true
      if isNewer { commits[name] = old }
    }
    guard commits != asked.commits, let commit = commits[Repositories.control] else { return asked }
    return try desired(commit, queue, others: commits)
  }

  private func isIncluded(_ entry: Entry, in commits: [String: ObjectID]) throws -> Bool {
    guard let line = situation.line(of: entry.repository), let end = commits[entry.repository],
      let last = try line.position(of: end)
    else { return false }
    return try line.position(of: entry.commit).map { $0 >= last } ?? false
  }

  /// What a run to the commit would make of the binding; `others` are the commits of the other
  /// repositories, by default their heads.
  package func desired(
    _ commit: ObjectID, _ queue: BindingQueue, others: [String: ObjectID]? = nil
  ) throws -> DesiredContent {
    try DesiredContent.of(
      commit, others: others ?? situation.otherHeads, queue: queue, history: situation.history,
      in: situation.repository)
  }

  /// Whether a run would find anything to do: other content, another place, or something left
  /// behind that may be removed.
  private func changesSomething(_ desired: DesiredContent, _ queue: BindingQueue) -> Bool {
    guard let record = queue.record else { return true }
    return desired.tree != record.tree
      || (desired.item.root != record.root && desired.tree != .emptyTree)
      || !record.places.isEmpty
      || record.leftBehind.contains { $0.isPruned(by: desired.prune) }
  }
}
