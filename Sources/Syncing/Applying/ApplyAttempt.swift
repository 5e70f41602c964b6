import Configuration
import Domain
import Exceptions
import Faults
import Git
import Ledger
import Queueing
import Targets

/// One attempt to carry out what was prepared. It ends without a result, and without having
/// written, where the ledger moved since.
struct ApplyAttempt {
  private let preparation: Preparation
  private let exception: ExceptionChain?
  private let surroundings: ApplyRun.Surroundings
  private let identity: Identity
  private let writer: LedgerWriter
  private let reason: String
  /// The digest of the saved plan that is carried out.
  private let plan: String?

  init(
    _ preparation: Preparation, exception: ExceptionChain?, surroundings: ApplyRun.Surroundings,
    identity: Identity, writer: LedgerWriter, reason: String, plan: String? = nil
  ) {
    self.plan = plan
    self.preparation = preparation
    self.exception = exception
    self.surroundings = surroundings
    self.identity = identity
    self.writer = writer
    self.reason = reason
  }

  private var situation: Situation { preparation.situation }

  /// What a rollback brings back; nil for other runs.
  private var restoration: Restoration? {
    preparation.bindings.lazy.compactMap(\.stage.plan?.restores).first
  }

  func run() throws -> (record: RunRecord, isRecorded: Bool)? {
    var generator = SystemRandomNumberGenerator()
    let start = surroundings.now()
    let id = RunID.make(at: start, using: &generator)
    var record = RunRecord(
      run: id, kind: restoration == nil ? .apply : .rollback, state: .started, startedAt: start,
      finishedAt: nil,
      by: "\(identity.person.name) <\(identity.email)>", reason: reason,
      bindings: [])
    record.exception = exception?.id
    record.rollback = restoration?.details
    record.plan = plan
    record.procedure = preparation.procedure
    let idle = idleBindings()
    let plans = preparation.bindings.compactMap { prepared -> BindingPlan? in
      guard case .planned(let plan, _) = prepared.stage, !idle.contains(plan.binding) else {
        return nil
      }
      return plan
    }
    guard plans.contains(where: { !$0.writing.isEmpty }) else {
      return try recordWithoutWriting(&record)
    }
    // Before it is asked for, and so before anybody can see it.
    let askedAt = surroundings.leaseClock()
    guard let leases = try recordIntent(&record, plans, idle: idle) else { return nil }
    let keeper = LeaseKeeper(
      leases, askedAt: askedAt, writer: writer, control: situation.head,
      surroundings: surroundings)
    let outcomes = execute(keeper, record.run)
    let half = outcomes.filter { $0.value.objects.contains(where: \.isHalfRenamed) }.keys.sorted()
    if let binding = half.first { throw keeper.end ?? RunError.leaseExpired(binding, reason: nil) }
    let transition = try result(&record, outcomes, releasing: Array(leases.keys))
    FaultPoint.resultBefore.pass()
    do {
      try keeper.append(transition)
    } catch let error as any ExplainedError {
      throw ResultNotRecorded.told(error, of: record, outcomes)
    }
    FaultPoint.resultRecorded.pass()
    return (record, true)
  }

  /// Where nothing is written to a target: the takeovers and fulfilled occurrences, if any, and
  /// failures that the ledger does not hold yet.
  private func recordWithoutWriting(
    _ record: inout RunRecord
  ) throws -> (record: RunRecord, isRecorded: Bool)? {
    let outcomes = execute(nil, record.run)
    let transition = try result(&record, outcomes, releasing: [])
    // A saved plan is used once, whatever it came to.
    if !transition.recordsBinding, plan == nil {
      let failed = try FailureNews.bindings(
        of: record, configured: situation.configuration.bindings, in: situation.ledger)
      if failed.isEmpty { return (record, false) }
    }
    FaultPoint.resultBefore.pass()
    guard
      try append(transition, of: record.bindings.map(\.binding), at: surroundings.now())
    else { return nil }
    FaultPoint.resultRecorded.pass()
    return (record, true)
  }

  /// Appends a step to the ledger that was decided on, also where others have gone on with what it
  /// does not depend on; false where it has to be decided anew.
  private func append(
    _ transition: LedgerTransition, of bindings: [BindingID], at now: Timestamp
  ) throws -> Bool {
    // A saved plan and an agreement can be used once, in whatever run: for them all counts.
    if plan != nil || exception != nil {
      return try writer.append(transition, to: situation.ledger, at: now) != nil
    }
    return try writer.append(
      transition, to: situation.ledger, concerning: Set(bindings.map(\.target)), at: now,
      pause: surroundings.pause) != nil
  }

  /// Takes all bindings that will be recorded; nil where the ledger moved.
  private func recordIntent(
    _ record: inout RunRecord, _ plans: [BindingPlan], idle: Set<BindingID>
  ) throws -> [BindingID: Lease]? {
    let owner = LeaseOwner.current()
    let since = surroundings.now()
    var leases: [BindingID: Lease] = [:]
    var transition = LedgerTransition(
      subject: subject("begin to \(verb)", plans.map(\.binding)), run: record.run)
    func take(_ binding: BindingID, _ plan: BindingPlan, writes: Bool) throws {
      guard leases[binding] == nil else { return }
      let objects = writes ? plan.writing : []
      let lease = Lease(
        run: record.run, owner: owner, since: since, commit: plan.desired.commit,
        others: plan.desired.others, root: plan.desired.item.root,
        objects: objects.map(\.intent), length: surroundings.leaseTerms.length)
      leases[binding] = lease
      try transition.take(
        binding, lease: lease, content: writes ? plan.desired.tree : ObjectID.emptyTree)
    }
    for prepared in preparation.bindings {
      guard case .planned(let plan, let occurrence) = prepared.stage,
        !idle.contains(plan.binding)
      else { continue }
      try take(plan.binding, plan, writes: true)
      record.bindings.append(
        BindingResult(
          binding: plan.binding, outcome: .failed, occurrence: occurrence,
          from: prepared.queue?.record?.commit, to: plan.desired.commit,
          why: "it is being applied", objects: []))
    }
    // What is only recorded, and not written, must not change hands meanwhile either.
    for prepared in preparation.bindings {
      if case .waiting(_, let plan?) = prepared.stage, !plan.objects.isEmpty {
        try take(plan.binding, plan, writes: false)
      }
    }
    for prepared in preparation.bindings {
      guard let plan = prepared.stage.plan, !idle.contains(plan.binding) else { continue }
      for owner in plan.otherOwners { try take(owner, plan, writes: false) }
      for owner in Set(plan.objects.compactMap { $0.formerOwner?.binding }).sorted()
      where !record.bindings.contains(where: { $0.binding == owner }) {
        record.bindings.append(
          BindingResult(binding: owner, outcome: .unchanged, why: RunResults.givesObjects))
      }
    }
    try transition.record(record)
    if let plan { transition.uses(plan: plan) }
    transition.decided(at: situation.head, others: situation.otherHeads)
    FaultPoint.intentBefore.pass()
    guard try append(transition, of: Array(leases.keys), at: since) else { return nil }
    FaultPoint.intentRecorded.pass()
    return leases
  }

  /// Carries out every plan, in order; what goes before a binding must have gone well.
  private func execute(_ keeper: LeaseKeeper?, _ run: String) -> [BindingID: BindingOutcome] {
    var total = 0
    for prepared in preparation.bindings {
      if case .planned(let plan, _) = prepared.stage { total += plan.writing.count }
    }
    var done = 0
    var outcomes: [BindingID: BindingOutcome] = [:]
    for prepared in preparation.bindings {
      guard case .planned(let plan, let occurrence) = prepared.stage else { continue }
      let objects: [ObjectOutcome]
      let reason = failedPredecessor(of: plan.binding, outcomes)
      if let reason {
        objects = plan.objects.map { ObjectOutcome($0, .skipped, reason) }
      } else {
        objects = carryOut(plan, keeper, run) { count in
          done += count
          surroundings.progress(done, total)
        }
      }
      outcomes[plan.binding] = BindingOutcome(
        plan: plan, occurrence: occurrence, objects: objects, waits: reason != nil)
    }
    publish(&outcomes, keeper)
    return outcomes
  }

  /// Makes live what waits for it, on targets where all goes live at once.
  private func publish(_ outcomes: inout [BindingID: BindingOutcome], _ keeper: LeaseKeeper?) {
    for target in Set(outcomes.keys.map(\.target)).sorted() {
      guard let writer = surroundings.targets.openWriter(target),
        let published = writer.publish(mayContinue: { try mayContinue(keeper) })
      else { continue }
      for (binding, outcome) in outcomes where binding.target == target {
        outcomes[binding]?.objects = outcome.objects.published(published)
      }
    }
  }

  private func mayContinue(_ keeper: LeaseKeeper?) throws {
    if let signal = surroundings.signal() { throw RunError.interrupted(signal: signal) }
    try keeper?.check()
  }

  private func carryOut(
    _ plan: BindingPlan, _ keeper: LeaseKeeper?, _ run: String, advance: @escaping (Int) -> Void
  ) -> [ObjectOutcome] {
    do {
      let target = try surroundings.targets.writer(
        plan.binding.target, by: situation.ledger)
      target.attribute(
        to: WriteOrigin(
          run: run, binding: plan.binding, verb: verb, commits: plan.desired.commits,
          person: identity.person, at: surroundings.now()))
      let execution = BindingExecution(
        writer: target, repository: surroundings.repository,
        mayContinue: { try mayContinue(keeper) },
        mayTakeBack: { keeper?.mayStillWrite ?? true }, advance: advance)
      return execution.run(plan)
    } catch {
      let text = (error as? any ExplainedError)?.message ?? "\(error)"
      return plan.objects.map { ObjectOutcome($0, .failed, text) }
    }
  }

  /// The planned bindings of which nothing can be done, because what goes before them cannot be:
  /// for them alone nothing is recorded.
  private func idleBindings() -> Set<BindingID> {
    var outcomes: [BindingID: BindingOutcome] = [:]
    var idle: Set<BindingID> = []
    for prepared in preparation.bindings {
      guard case .planned(let plan, let occurrence) = prepared.stage, !plan.objects.isEmpty else {
        continue
      }
      let reason = failedPredecessor(of: plan.binding, outcomes)
      if reason != nil { idle.insert(plan.binding) }
      guard reason != nil || !plan.blocked.isEmpty else { continue }
      outcomes[plan.binding] = BindingOutcome(
        plan: plan, occurrence: occurrence,
        objects: plan.objects.map { ObjectOutcome($0, .skipped, reason) }, waits: true)
    }
    return idle
  }

  /// Why a binding must wait for another on its target; nil where nothing stops it.
  private func failedPredecessor(
    of binding: BindingID, _ outcomes: [BindingID: BindingOutcome]
  ) -> String? {
    // A rollback is about one binding, whatever state the others are in.
    guard restoration == nil else { return nil }
    let before = DependencyOrder.predecessors(of: binding, in: situation.configuration)
    for id in before {
      if let outcome = outcomes[id]?.outcome, outcome != .applied, outcome != .unchanged {
        return "\(id) goes before it and ended as \(outcome.rawValue)"
      }
      switch preparation.bindings.first(where: { $0.binding.id == id })?.stage {
      case .failed: return "\(id) goes before it and failed"
      case .refused: return "\(id) goes before it and was refused"
      default: continue
      }
    }
    let broken = Set(situation.configuration.broken.map(\.name))
    return before.first { broken.contains($0.item) }.map {
      "\($0.item) goes before it and its definition is invalid"
    }
  }

  /// The result of all bindings, as the record tells it and as the ledger's next transition.
  private func result(
    _ record: inout RunRecord, _ outcomes: [BindingID: BindingOutcome], releasing: [BindingID]
  ) throws -> LedgerTransition {
    let now = surroundings.now()
    let results = RunResults(preparation: preparation, run: record.run, at: now)
    record.state = .finished
    record.finishedAt = now.iso8601
    record.bindings = try preparation.bindings.map { try results.result(of: $0, outcomes) }
    let updates = try results.records(outcomes)
    var transition = LedgerTransition(
      subject: subject(verb, record, updates: updates), run: record.run)
    for update in updates {
      if update.formerName != update.binding { transition.removeRecord(of: update.formerName) }
      try transition.record(update.record, of: update.binding)
      RunResults.tell(update.released, of: update.binding, in: &record)
    }
    for binding in releasing { transition.release(binding) }
    try transition.record(record)
    if let exception, !outcomes.isEmpty, outcomes.values.allSatisfy(\.isFinished) {
      var step = ExceptionStep(
        exception: exception.id, step: .deployment, by: identity.email, at: now,
        control: situation.head)
      step.run = record.run
      try transition.record(
        ExceptionChain.Named(name: exception.fileName(of: .deployment), step: step))
    }
    if let procedure = preparation.procedure, !outcomes.isEmpty,
      outcomes.values.allSatisfy(\.isFinished),
      let next = procedure.synced(by: record.run, of: identity.email, at: now)
    {
      try transition.record(next)
    }
    if let plan { transition.uses(plan: plan) }
    transition.decided(at: situation.head, others: situation.otherHeads)
    return transition
  }

  private func subject(
    _ verb: String, _ record: RunRecord, updates: [RunResults.Update]
  ) -> String {
    let applied = record.bindings.filter { [.applied, .partial].contains($0.outcome) }
    guard !applied.isEmpty else {
      guard updates.isEmpty else { return subject("record", updates.map(\.binding)) }
      let failed = record.bindings.filter { $0.outcome == .failed }.map(\.binding)
      if !failed.isEmpty { return subject("record the failure of", failed) }
      return subject(
        "record the refusal of", record.bindings.filter(\.isStuck).map(\.binding))
    }
    let count = applied.reduce(0) { $0 + $1.objects.count { $0.outcome == .done } }
    let objects = count == 1 ? "1 object" : "\(count) objects"
    let commits = Set(applied.compactMap(\.to))
    let from = commits.count == 1 ? " from \(commits.first?.prefix(10) ?? "")" : ""
    return subject(verb, applied.map(\.binding)) + ": \(objects)\(from)"
  }

  private var verb: String { restoration == nil ? "apply" : "roll back" }

  private func subject(_ verb: String, _ bindings: [BindingID]) -> String {
    let names = bindings.prefix(3).map(\.description).joined(separator: ", ")
    let more = bindings.count > 3 ? " and \(bindings.count - 3) more" : ""
    return "\(verb) \(names)\(more)"
  }
}
