import Configuration
import Domain
package import Exceptions
import Git
import Ledger
import Queueing
import Targets

/// Deploys an exception that all parties agreed to.
package struct ExceptionRun {
  private let surroundings: ApplyRun.Surroundings
  private let id: String
  private let reason: String
  private let wait: Duration
  private let overridesLimits: Bool

  package init(
    _ surroundings: ApplyRun.Surroundings, id: String, reason: String, wait: Duration = .zero,
    overridesLimits: Bool = false
  ) {
    self.overridesLimits = overridesLimits
    self.surroundings = surroundings
    self.id = id
    self.reason = reason
    self.wait = wait
  }

  /// Runs it. Throws `ExceptionError` where it is not agreed, not proven, or void.
  package func run() throws -> ApplyRun.Report {
    try ApplyRun(
      surroundings, request: Preparer.Request(), reason: reason, wait: wait
    ).run { situation in
      let chain = try ExceptionDesk(surroundings).chain(id, in: situation)
      return (try prepare(chain, situation), chain)
    }
  }

  /// What it would do, without doing it.
  package func prepare(_ chain: ExceptionChain, _ situation: Situation) throws -> Preparation {
    guard let policy = situation.configuration.exceptions else {
      throw ExceptionError.notConfigured
    }
    switch chain.state(under: policy) {
    case .agreed: break
    case .waiting(let step):
      throw ExceptionError.refused(id: id, reason: "the \(step.kind.rawValue) is missing")
    case .rejected: throw ExceptionError.refused(id: id, reason: "it was rejected")
    case .withdrawn: throw ExceptionError.refused(id: id, reason: "it was withdrawn")
    case .deployed: throw ExceptionError.refused(id: id, reason: "it was deployed and is used up")
    }
    let checker = AgreementChecker(situation, policy: policy, targets: surroundings.targets)
    let breaks = try checker.breaks(chain)
    guard breaks.isEmpty, let impact = chain.impact?.step.impact,
      ObjectID(hex: impact.head) != nil
    else { throw ExceptionError.void(id: id, breaks) }
    if let unknown = impact.bindings.first(where: { !checker.canTell($0) }) {
      throw ExceptionError.blocked(
        id: id, reasons: ["\(unknown.binding) takes content from a repository that is not here"])
    }

    try situation.requireNoProcedure(impact.bindings.compactMap { BindingID($0.binding) })
    try ExceptionFreezes.check(impact, of: id, in: situation)
    let all = try situation.queues(situation.configuration.bindings)
    var prepared: [PreparedBinding] = []
    for agreed in impact.bindings {
      guard let binding = BindingID(agreed.binding).flatMap(situation.configuration.binding),
        let content = try checker.content(agreed, binding, pinned: impact.pinned)
      else { continue }
      let command = "deploysync apply --exception \(id)"
      try situation.requireFree(binding.id, waitingBy: command)
      let plan = try self.plan(content, agreed: agreed, all, situation)
      for owner in plan.otherOwners { try situation.requireFree(owner, waitingBy: command) }
      let refusal = try limits(situation).refusal(of: plan, content.queue)
      prepared.append(
        PreparedBinding(
          binding: binding, queue: content.queue,
          stage: refusal ?? .planned(plan, occurrence: nil)))
    }
    return Preparation(situation: situation, bindings: prepared, targetsNotServed: [])
  }

  private func limits(_ situation: Situation) -> LimitRule {
    LimitRule(isOverridden: overridesLimits, in: situation.repository) { _ in
      "deploysync apply --exception \(id) --limit-override"
    }
  }

  private func plan(
    _ content: ExceptionContent, agreed: ExceptionStep.BindingImpact, _ all: [BindingQueue],
    _ situation: Situation
  ) throws -> BindingPlan {
    let target = content.queue.binding.id.target
    let ownership = try situation.ownership(of: target, among: all)
    guard surroundings.targets.serves(target) else { throw TargetNotServed(target: target) }
    let planner = Planner(
      reader: try surroundings.targets.reader(target, by: situation.ledger), ownership: ownership,
      in: situation.repository)
    var plan = try planner.plan(
      content.desired, for: content.queue, options: Planner.Options(overwritesDrift: true))
    // What was agreed to is a list of objects: nothing beyond it is written.
    let known = Set(agreed.objects.map(\.path))
    let others = plan.objects.filter { $0.writes && !known.contains($0.path.portable) }
    guard others.isEmpty else {
      throw ExceptionError.void(
        id: id, [.resultMoved(binding: agreed.binding)])
    }
    if !content.isWhole { plan.carries = content.taken.map(\.commit) }
    plan.exception = id
    return plan
  }
}
