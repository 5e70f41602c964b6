import Configuration
package import Domain
import Exceptions
import Git
import Ledger
import Queueing
import Scheduling
import Targets

/// Deploys what an earlier run had left on a binding, and holds what is rolled back.
package struct RollbackRun {
  private let surroundings: ApplyRun.Surroundings
  private let binding: BindingID
  private let target: String
  private let reason: String
  private let overwritesDrift: Bool
  private let wait: Duration

  /// - Parameters:
  ///   - run: the run to go back to, by a prefix of its ID that no other has.
  ///   - reason: why, for the record and the holds.
  package init(
    _ surroundings: ApplyRun.Surroundings, binding: BindingID, to run: String, reason: String,
    overwritesDrift: Bool = false, wait: Duration = .zero
  ) {
    self.surroundings = surroundings
    self.binding = binding
    target = run
    self.reason = reason
    self.overwritesDrift = overwritesDrift
    self.wait = wait
  }

  /// The command, as a person types it.
  private var command: String {
    "deploysync rollback \(ShellWord.quoted(binding.description)) --to \(target) --reason \(ShellWord.quoted(reason))"
  }

  /// Runs it. Throws `RollbackError` where it cannot be, `BindingLocked`, and `RoleMissing`.
  package func run() throws -> ApplyRun.Report {
    let flag = overwritesDrift ? " --overwrite-drift" : ""
    return try ApplyRun(
      surroundings, request: Preparer.Request(names: [binding]),
      reason: "rollback \(binding) --to \(target)\(flag)", wait: wait
    ).run(as: .rollback) { situation in (try prepare(situation), nil) }
  }

  /// What it would do, without doing it.
  package func prepare(_ situation: Situation) throws -> Preparation {
    let queues = try situation.queues(
      situation.configuration.bindings.filter { $0.id.target == binding.target })
    guard let queue = queues.first(where: { $0.binding.id == binding }), let old = queue.record,
      old.commit != nil
    else { throw RollbackError.neverDeployed(binding) }
    try requireFree(binding, situation)
    guard surroundings.targets.serves(binding.target) else {
      throw TargetNotServed(target: binding.target)
    }
    func prepared(_ stage: PreparedBinding.Stage, _ decided: Decided? = nil) -> Preparation {
      let own = PreparedBinding(
        binding: queue.binding, queue: queue, stage: stage, decided: decided)
      return Preparation(situation: situation, bindings: [own], targetsNotServed: [])
    }
    if let problem = surroundings.targets.problem(of: binding.target) {
      return prepared(.failed(why: problem))
    }
    let former = queue.item.was.map { BindingID(item: $0, target: binding.target) }
    let names = [binding] + [former].compactMap(\.self)
    let choice = try RollbackChoice.find(
      target, of: names, now: old, in: situation.ledger, situation.repository)
    guard let commit = choice.record.commit else { throw RollbackError.neverDeployed(binding) }
    let item = try definition(at: commit, queue, situation)
    let present = try old.commit.flatMap { try definition(at: $0, queue, situation) }
    if choice.record.root != old.root || item?.paths != present?.paths {
      throw RollbackError.redefined(choice.run.run, binding)
    }
    var desiredItem = item ?? queue.item
    desiredItem.root = choice.record.root
    let desired = DesiredContent(
      commit: commit,
      others: choice.record.commits.filter { $0.key != Repositories.control }, item: desiredItem,
      tree: choice.record.tree, prune: .never)
    var plan = try self.plan(
      desired, queue, among: queues,
      options: Planner.Options(
        overwritesDrift: overwritesDrift,
        restores: choice.created(of: names, in: situation.repository),
        deactivates: choice.deactivated), situation)
    let inTheWay = plan.blocked.filter {
      switch $0.verdict {
      case .drift, .occupied: true
      case .proceed, .impossible, .unsupported: false
      }
    }
    // Half a rollback helps nobody: it is all or nothing as far as one can tell before.
    guard inTheWay.isEmpty else {
      throw RollbackError.drift(binding, inTheWay, command: command)
    }
    let then = try queueThen(choice, queue, situation)
    let waiting = (then?.entries ?? []).filter { $0.status == .queued }
    // What is live now and would be queued again, whether or not its own paths differ: without the
    // entry that takes it back, it would bring what was live neither then nor now.
    let held = try waiting.filter {
      try Restoration.isLive(
        $0.commit, of: $0.repository, paths: $0.paths, in: old, of: situation.repository)
    }
    try requireExplained(
      then, by: Set(held.map(\.commit)).union(old.held.map(\.commit)), from: old, choice, situation)
    let identity = try surroundings.identify(situation)
    plan.restores = Restoration(
      record: choice.record,
      details: RunRecord.Rollback(
        to: choice.run.run, ledger: choice.ledger, reason: reason, held: held,
        occurrence: try fulfilled(old, queue, situation)),
      by: identity.email, excluded: waiting.count,
      heldCount: try stayingOut(waiting, held, after: choice, old, queue, situation))
    let notes = try notes(plan, choice, held, queue, situation)
    return prepared(
      .planned(plan, occurrence: nil),
      Decided(.deploy(commit: commit, occurrence: nil), notes: notes))
  }

  private func requireFree(_ binding: BindingID, _ situation: Situation) throws {
    try situation.requireFree(
      binding, waitingBy: command + (overwritesDrift ? " --overwrite-drift" : ""))
  }

  /// The item as a commit defines it; nil where the commit is not here.
  private func definition(
    at commit: ObjectID, _ queue: BindingQueue, _ situation: Situation
  ) throws -> Item? {
    guard situation.repository.contains(commit) else { return nil }
    let tree = try situation.repository.link(commit).tree
    let configuration = try situation.history.state(in: tree).configuration
    return configuration.flatMap { queue.item.former(in: $0) } ?? queue.item
  }

  private func plan(
    _ desired: DesiredContent, _ queue: BindingQueue, among queues: [BindingQueue],
    options: Planner.Options, _ situation: Situation
  ) throws -> BindingPlan {
    let ownership = try situation.ownership(of: binding.target, among: queues)
    let planner = Planner(
      reader: try surroundings.targets.reader(binding.target, by: situation.ledger),
      ownership: ownership, in: situation.repository)
    let plan = try planner.plan(desired, for: queue, options: options)
    for owner in plan.otherOwners { try requireFree(owner, situation) }
    return plan
  }

  /// How many of those that wait afterwards stay out: what is held from now on or was before, and
  /// what builds on it.
  private func stayingOut(
    _ waiting: [Entry], _ held: [Entry], after choice: RollbackChoice, _ old: DeploymentRecord,
    _ queue: BindingQueue, _ situation: Situation
  ) throws -> Int {
    let commits = Set(waiting.map(\.commit))
    let holds =
      old.held.filter { commits.contains($0.commit) }
      + held.map { Hold(commit: $0.commit, reason: reason, by: "", at: situation.now) }
    guard !holds.isEmpty else { return 0 }
    return try (queueThen(choice, holding: holds, queue, situation)?.entries ?? [])
      .count { $0.status == .held && commits.contains($0.commit) }
  }

  /// The queue as it would be afterwards with these holds, what stays out with them marked.
  private func queueThen(
    _ choice: RollbackChoice, holding holds: [Hold] = [], _ queue: BindingQueue,
    _ situation: Situation
  ) throws -> BindingQueue? {
    var then = choice.record
    then.held = holds
    then.entryRepositories.merge(queue.entryRepositories) { $1 }
    let reader = QueueReader(
      head: situation.head, line: situation.line, history: situation.history,
      others: situation.others, in: situation.repository)
    let queues = try reader.queues([
      QueueRequest(item: queue.item, binding: queue.binding, record: then)
    ])
    return try queues.first.map { $0.marking(try situation.held($0)) }
  }

  /// Throws `RollbackError.unexplained` where the next run would bring again what is rolled back:
  /// holds are for entries, and what a baseline did not find has none behind its commit.
  private func requireExplained(
    _ then: BindingQueue?, by held: Set<ObjectID>, from old: DeploymentRecord,
    _ choice: RollbackChoice, _ situation: Situation
  ) throws {
    guard choice.record.isPartial, let then, let entries = then.entries else { return }
    let explained = Set(entries.filter { held.contains($0.commit) }.flatMap(\.paths))
    let repository = situation.repository
    let left = try then.changes.filter { change in
      guard !explained.contains(change.path), change.new != nil else { return false }
      // What is not there now either is not rolled back.
      return try repository.file(at: change.path, in: old.tree)
        != repository.file(at: change.path, in: choice.record.tree)
    }
    guard left.isEmpty else {
      let ways = try RollbackWays(of: binding, in: situation)
      throw RollbackError.unexplained(
        choice.run.run, binding, left.map(\.path),
        choices: try ways.map { try $0.runs(limit: 5).map { "run \($0.run.run) \($0.run.reason)" } }
          ?? [])
    }
  }

  /// The latest date that is fulfilled now: going back must not make it due again.
  private func fulfilled(
    _ record: DeploymentRecord, _ queue: BindingQueue, _ situation: Situation
  ) throws -> Timestamp? {
    guard case .standard = queue.binding.deployment, let deployed = record.commit,
      situation.repository.contains(deployed)
    else { return record.occurrence }
    let facts = SharedFacts(situation)
    var queue = queue
    queue.record = record
    let latest = try facts.latestOccurrence(of: queue, freezes: facts.freezes(of: binding))
    guard let latest, !record.isPartial, record.undone.isEmpty,
      let start = try facts.newest(notAfter: latest),
      let cutOff = try CutOff.of(
        queue, from: start, line: situation.line, history: situation.history),
      try facts.isAncestor(cutOff.commit, of: deployed)
    else { return record.occurrence }
    for other in situation.others where queue.item.otherRepositories.contains(other.name) {
      guard let position = try other.line.newest(notAfter: latest),
        let commit = try other.line.id(at: position)
      else { continue }
      guard let end = record.commits[other.name], try facts.isAncestor(commit, of: end) else {
        return record.occurrence
      }
    }
    return max(latest, record.occurrence ?? latest)
  }

  /// What the answer says beside the objects: where it is now, what is held, and which rules it did
  /// not wait for.
  private func notes(
    _ plan: BindingPlan, _ choice: RollbackChoice, _ held: [Entry], _ queue: BindingQueue,
    _ situation: Situation
  ) throws -> [String] {
    var notes = ["back to what run \(choice.run.run) left there"]
    if !held.isEmpty {
      notes.append("held until released: \(held.map(\.name).joined(separator: ", "))")
    }
    if let next = try NextDates(situation).next(of: queue) {
      notes.append("a rollback does not wait for the next date, \(next.at.iso8601)")
    }
    if let stretch = try situation.freezes(of: binding).stretch(at: situation.now) {
      notes.append("it did not wait for the end of \(stretch.freezes.clause)")
    }
    let recorded = try situation.repository.files(in: queue.record?.tree ?? .emptyTree).count
    let violation = LimitCheck.violation(
      of: plan, limits: queue.binding.limits, recordedCount: recorded)
    if let violation { notes.append("\(violation.why), which does not stop a rollback") }
    if queue.binding.deployment == .special {
      notes.append("a rollback does not walk through the procedure")
    }
    if try situation.procedure(of: binding) != nil {
      notes.append(
        "its procedure is still open; to end it: deploysync apply "
          + "\(ShellWord.quoted(binding.description)) --abandon REASON")
    }
    if queue.isRewritten {
      notes.append("the branch lacks the deployed commit: no run follows until a baseline")
    }
    return notes
  }
}
