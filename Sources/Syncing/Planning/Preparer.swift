import Configuration
package import Domain
import Git
import Ledger
import Queueing
import Targets

/// Decides and plans for the bindings that a command is asked for, and writes nothing.
package struct Preparer {
  /// What is asked.
  package struct Request: Sendable {
    /// The bindings that were named; nil for all.
    package var names: Set<BindingID>?
    package var allowsLate: Bool
    package var overwritesDrift: Bool
    package var overridesLimits: Bool
    /// Also plan what is not due, as it would be on its date.
    package var plansAhead: Bool
    /// The special binding whose procedure is walked through.
    package var walking: BindingID?
    /// Read what is recorded and not touched, too, of however many objects.
    package var looksAtAll = true

    package init(
      names: Set<BindingID>? = nil, allowsLate: Bool = false, overwritesDrift: Bool = false,
      overridesLimits: Bool = false, plansAhead: Bool = false
    ) {
      self.names = names
      self.allowsLate = allowsLate
      self.overwritesDrift = overwritesDrift
      self.overridesLimits = overridesLimits
      self.plansAhead = plansAhead
    }
  }

  private let situation: Situation
  private let targets: TargetAccess
  private let request: Request
  private let decider: Decider
  /// Shared by all plans.
  private let room = PlannedContents.Room()

  package init(_ situation: Situation, targets: TargetAccess, request: Request) {
    self.situation = situation
    self.targets = targets
    self.request = request
    decider = Decider(
      situation, allowsLate: request.allowsLate, walking: request.walking)
  }

  /// Prepares all that is asked. Throws `OwnershipConflicts` where two items own one object, and
  /// what reading the repository throws; what is wrong with one binding is told by its stage.
  package func prepare() throws -> Preparation {
    let queues = try situation.queues(situation.configuration.bindings)
    let ownerships = try situation.ownerships(among: queues)

    let byID = Dictionary(queues.map { ($0.binding.id, $0) }, uniquingKeysWith: { a, _ in a })
    let order = DependencyOrder.sort(
      situation.configuration.bindings, by: situation.configuration)
    var prepared: [PreparedBinding] = brokenBindings()
    for binding in order where isAsked(binding.id) {
      guard let queue = byID[binding.id], let ownership = ownerships[binding.id.target] else {
        continue
      }
      prepared.append(try prepare(queue, ownership))
    }
    let notServed = prepared.compactMap { binding -> String? in
      if case .notServed = binding.stage { binding.binding.id.target } else { nil }
    }
    return Preparation(
      situation: situation, bindings: prepared,
      targetsNotServed: Array(Set(notServed)).sorted())
  }

  private var limits: LimitRule {
    LimitRule(isOverridden: request.overridesLimits, in: situation.repository) {
      "deploysync apply \($0) --limit-override"
    }
  }

  private func isAsked(_ id: BindingID) -> Bool { request.names?.contains(id) ?? true }

  /// The bindings of items that the configuration disables.
  private func brokenBindings() -> [PreparedBinding] {
    situation.configuration.broken.flatMap { item -> [PreparedBinding] in
      let why =
        item.localReason
        ?? "its definition in deploysync.yaml is invalid: "
        + item.problems.map(\.text).joined(separator: "; ")
      let targets = item.targets.isEmpty ? ["?"] : item.targets
      return targets.compactMap { target -> PreparedBinding? in
        let id = BindingID(item: item.name, target: target)
        guard isAsked(id) else { return nil }
        return PreparedBinding(
          binding: Binding(id: id, deployment: .adHoc), queue: nil, stage: .failed(why: why),
          remedies: [
            item.localRemedy
              ?? (item.localReason == nil ? "all that is wrong: " : "what its file lacks: ")
              + "deploysync check"
          ])
      }
    }
  }

  private func prepare(_ queue: BindingQueue, _ ownership: Ownership) throws -> PreparedBinding {
    let id = queue.binding.id
    func ended(
      _ stage: PreparedBinding.Stage, _ decided: Decided? = nil, remedies: [String] = []
    ) -> PreparedBinding {
      PreparedBinding(
        binding: queue.binding, queue: queue, stage: stage, decided: decided, remedies: remedies)
    }
    guard targets.serves(id.target) else {
      return ended(.notServed(why: "the target \(id.target) is not in this machine's targets file"))
    }
    if let lock = try situation.lock(of: id) {
      return ended(
        .refused(why: lock.clause, hint: BindingLocked(lock).hints.first, objects: []),
        try decider.decide(queue))
    }
    if let problem = targets.problem(of: id.target) {
      return ended(.failed(why: problem), remedies: ["all that is wrong: deploysync check"])
    }
    if let atWork = try situation.runAtWork(on: id) {
      if atWork.lease.owner.isProvablyGone, try situation.isFrozen(id) {
        let decided = try decider.decide(queue)
        return ended(
          .refused(
            why:
              "run \(atWork.lease.run) died on it in the middle of a rename, which is finished when the "
              + "freeze is over", hint: "deploysync calendar", objects: []),
          decided)
      }
      return ended(
        .refused(why: atWork.reason(), hint: atWork.hints.first, objects: []))
    }
    let decided = try decider.decide(queue)
    do {
      switch decided.decision {
      case .unchanged(let why): return ended(.unchanged(why: why), decided)
      case .refused(let why, let hint):
        return ended(.refused(why: why, hint: hint, objects: []), decided)
      case .notDue(let why), .frozen(let why, _):
        let plan = try planAhead(queue, ownership, decided)
        let isFree = try plan.flatMap(atWork) == nil
        return ended(.waiting(why: why, takingOver: isFree ? plan : nil), decided)
      case .deploy(let commit, let occurrence):
        let planner = Planner(
          reader: try targets.reader(id.target, by: situation.ledger), ownership: ownership,
          room: room, in: situation.repository)
        let plan = try planner.plan(
          try decider.desired(commit, queue, others: decided.others), for: queue,
          options: Planner.Options(
            overwritesDrift: request.overwritesDrift, looksAtAll: request.looksAtAll))
        let overLimit = { try limits.refusal(of: plan, queue) }
        if let stage = try atWork(plan) ?? overLimit() { return ended(stage, decided) }
        return ended(.planned(plan, occurrence: occurrence), decided)
      }
    } catch let error as SubmoduleUnknown {
      return ended(.failed(why: error.message), decided, remedies: error.hints)
    } catch let error as any ContentRefusal {
      return ended(.refused(why: error.message, hint: error.hints.first, objects: []), decided)
    } catch let error as PlaceCollision {
      return ended(.failed(why: error.message), decided, remedies: error.hints)
    } catch let error as TargetError {
      if let why = decided.decision.reasonToWait {
        return ended(.waiting(why: why, takingOver: nil), decided)
      }
      return ended(.failed(why: error.message), decided, remedies: error.hints)
    }
  }

  /// For a binding that is not due: what its target has already as it is at head, or, to look
  /// ahead, all that its date would bring. Only what was deployed once has a record to grow.
  private func planAhead(
    _ queue: BindingQueue, _ ownership: Ownership, _ decided: Decided
  ) throws -> BindingPlan? {
    guard request.plansAhead || queue.record?.commit != nil else { return nil }
    guard request.plansAhead || !queue.changes.isEmpty else { return nil }
    let planner = Planner(
      reader: try targets.reader(queue.binding.id.target, by: situation.ledger),
      ownership: ownership, room: room, in: situation.repository)
    // What was merged since a procedure was begun does not go out with it.
    let open = decided.procedure?.open.flatMap { $0.isSynced ? nil : $0.allCommits }
    // What was merged after the cut-off of a date that a freeze put off does not go out with it.
    let date = request.plansAhead && decided.date?.isDeferred == true ? decided.date : nil
    return try planner.plan(
      try decider.desired(
        (date?.commits ?? open)?[Repositories.control] ?? situation.head, queue,
        others: date?.commits ?? open),
      for: queue,
      options: Planner.Options(
        overwritesDrift: false, onlyTakesOver: !request.plansAhead))
  }

  /// Objects that change hands concern two bindings: neither may be another run's, or locked.
  private func atWork(_ plan: BindingPlan) throws -> PreparedBinding.Stage? {
    for owner in plan.otherOwners {
      if let lock = try situation.lock(of: owner) {
        return .refused(
          why: "it shares objects with \(owner), which is \(lock.clause)",
          hint: "deploysync unlock \(owner)", objects: [])
      }
      guard let atWork = try situation.runAtWork(on: owner) else { continue }
      return .refused(
        why: "it shares objects with \(owner): \(atWork.reason(on: "that"))",
        hint: atWork.hints.first, objects: [])
    }
    return nil
  }
}

/// All objects of one or more targets that two items own.
package struct OwnershipConflicts: ExplainedError {
  package var conflicts: [OwnershipConflict]

  init(_ conflicts: [OwnershipConflict]) {
    self.conflicts = conflicts.sorted { ($0.target, $0.place) < ($1.target, $1.place) }
  }

  package var category: FailureCategory { .configuration }
  package var message: String { "two items own the same object of one target" }
  package var causes: [String] { conflicts.prefix(20).map(\.message) }
  package var hints: [String] { conflicts.first?.hints ?? [] }
}
