import Configuration
import Differences
package import Domain
package import Exceptions
import Git
import Ledger
import Queueing
import Targets

/// What an exception would ship, for the record and for people.
package struct ImpactSummary {
  package var chain: ExceptionChain
  package var impact: ExceptionStep.Impact
  package var contents: [ExceptionContent]
  package var plans: [BindingPlan]
  /// What the next regular date would still bring to each binding.
  package var remainders: [[Change]]
  /// Bindings that are ordered before one of these and have changes queued too.
  package var before: [BindingID]
  /// The next date of each binding, where it has one.
  package var next: [BindingID: Timestamp]
  /// The changes as git patches, by binding; of a renewed impact only those that are different, and
  /// never of objects that hold secrets.
  package var patches: [[UInt8]]
  /// What changes about each object, by binding and path; of a renewed impact only what is different.
  package var changes: [[GitPath: ObjectChange]] = []
  /// The paths whose change is the same as in the impact before, by binding.
  package var known: [Set<String>] = []
  /// What will stop its deployment as things are, by binding.
  package var obstacles: [[ImpactObstacle]] = []
  /// The impact that was recorded before, where this is a renewed one.
  package var previous: ExceptionStep.Impact?
}

/// Works out an impact. It reads targets and writes nothing.
package struct ImpactMaker {
  private let situation: Situation
  private let targets: TargetAccess
  private let policy: ExceptionPolicy

  package init(_ situation: Situation, targets: TargetAccess, policy: ExceptionPolicy) {
    self.situation = situation
    self.targets = targets
    self.policy = policy
  }

  /// The impact of an exception at the present head.
  package func make(for chain: ExceptionChain) throws -> ImpactSummary {
    guard let request = chain.request?.request else { throw ExceptionError.unknown(chain.id) }
    let ids = request.bindings.compactMap { BindingID($0) }
    let bindings = DependencyOrder.sort(
      situation.configuration.bindings.filter { ids.contains($0.id) },
      by: situation.configuration)
    guard bindings.count == ids.count else {
      throw ExceptionError.void(
        id: chain.id,
        ids.filter { id in !bindings.contains { $0.id == id } }
          .map { .bindingGone($0.description) })
    }
    try situation.requireNoProcedure(ids)
    let only = request.only?.compactMap { ObjectID(hex: $0) }
    let all = try situation.queues(situation.configuration.bindings)
    let decider = Decider(situation)
    var summary = ImpactSummary(
      chain: chain,
      impact: ExceptionStep.Impact(
        head: situation.head.hex, policy: policy.canonicalText, bindings: []),
      contents: [], plans: [], remainders: [], before: [], next: [:], patches: [],
      previous: chain.impact?.step.impact)
    for binding in bindings {
      guard let queue = all.first(where: { $0.binding.id == binding.id }) else { continue }
      if let rewritten = RewrittenHistory(queue) { throw rewritten }
      try situation.requireIdle(binding.id)
      let own = ExceptionDesk.chosen(only, in: queue)
      if own?.isEmpty == true { continue }
      let content = try ExceptionContent.of(
        queue, only: own, head: situation.head, others: situation.otherHeads,
        history: situation.history, in: situation.repository)
      let plan = try self.plan(content, among: all)
      for name in queue.item.otherRepositories {
        summary.impact.heads = (summary.impact.heads ?? [:])
          .merging([name: situation.otherHeads[name]?.hex ?? ""]) { $1 }
      }
      summary.obstacles.append(
        try ImpactObstacle.all(of: plan, queue, for: chain.id, in: situation))
      summary.contents.append(content)
      summary.plans.append(plan)
      var recorded = try record(content, plan)
      recorded.freezes = try ExceptionFreezes.within(
        policy.expires, of: binding.id, in: situation)
      let known = Self.known(recorded, since: summary.previous)
      summary.known.append(known)
      summary.impact.bindings.append(recorded)
      summary.remainders.append(try remainder(content))
      summary.next[binding.id] = try decider.decide(queue).next
      let changes = try self.changes(plan, without: known)
      summary.changes.append(changes)
      summary.patches.append(try patches(plan, changes))
    }
    guard !summary.contents.isEmpty else { throw ExceptionError.nothingQueued(ids) }
    summary.before = before(bindings.map(\.id), among: all)
    return summary
  }

  private func plan(_ content: ExceptionContent, among all: [BindingQueue]) throws -> BindingPlan {
    let id = content.queue.binding.id
    let ownership = try situation.ownership(of: id.target, among: all)
    let planner = Planner(
      reader: try targets.reader(id.target, by: situation.ledger), ownership: ownership,
      in: situation.repository)
    return try planner.plan(
      content.desired, for: content.queue, options: Planner.Options(overwritesDrift: true))
  }

  private func record(
    _ content: ExceptionContent, _ plan: BindingPlan
  ) throws -> ExceptionStep.BindingImpact {
    let comparison = LiveComparison(
      try targets.reader(plan.binding.target, by: situation.ledger), in: situation.repository)
    var impact = ExceptionStep.BindingImpact(
      binding: plan.binding.description, tree: content.desired.tree.hex,
      commit: content.isWhole ? content.desired.commit.hex : nil,
      entries: content.taken.map(\.commit.hex),
      objects: try plan.objects.map { try Self.record($0, comparison) })
    let foreign = content.taken.filter { $0.repository != Repositories.control }
    if !foreign.isEmpty {
      impact.repositories = Dictionary(
        foreign.map { ($0.commit.hex, $0.repository) }, uniquingKeysWith: { a, _ in a })
    }
    return impact
  }

  /// Objects count by what they are compared by, so that a system that rewrites its files does not
  /// void an agreement.
  private static func record(
    _ object: PlannedObject, _ comparison: LiveComparison
  ) throws -> ExceptionStep.ImpactObject {
    let place = object.place
    var recorded = ExceptionStep.ImpactObject(
      path: object.path.portable, place: object.place.portable, action: object.action.rawValue,
      live: try object.live.map {
        AgreementChecker.text(try comparison.identity(ofLive: $0, at: place))
      },
      desired: try object.desired.map {
        AgreementChecker.text(try comparison.identity(of: $0, at: place))
      }, overwrites: object.overwritesDrift)
    if object.fromPlace != nil {
      recorded.from = object.fromPath?.portable
      recorded.fromPlace = object.fromPlace?.portable
      recorded.liveFrom = try object.liveFrom.map {
        AgreementChecker.text(
          try comparison.identity(ofLive: $0, at: object.fromPlace ?? place))
      }
    }
    return recorded
  }

  private func remainder(_ content: ExceptionContent) throws -> [Change] {
    var differences: [TreeDifference] = []
    try situation.repository.compareTrees(
      content.desired.tree, content.queue.content, enter: { _ in true },
      visit: { differences.append($0) })
    return Change.between(differences)
  }

  /// The paths of the objects that are as they were in the impact before: what they are to be, and
  /// what is there.
  private static func known(
    _ impact: ExceptionStep.BindingImpact, since previous: ExceptionStep.Impact?
  ) -> Set<String> {
    let before = Set(
      (previous?.bindings ?? []).filter { $0.binding == impact.binding }.flatMap(\.objects))
    return Set(impact.objects.filter(before.contains).map(\.path))
  }

  /// What changes about each object that is written and not known.
  private func changes(
    _ plan: BindingPlan, without known: Set<String>
  ) throws -> [GitPath: ObjectChange] {
    let reader = ChangeReader(targets: targets, by: situation.ledger, in: situation.repository)
    var changes: [GitPath: ObjectChange] = [:]
    for object in plan.objects where object.writes && !known.contains(object.path.portable) {
      changes[object.path] = try reader.change(of: object, on: plan.binding.target)
    }
    return changes
  }

  /// Each object's change from what is recorded to what it will be.
  private func patches(
    _ plan: BindingPlan, _ changes: [GitPath: ObjectChange]
  ) throws -> [UInt8] {
    var patch: [UInt8] = []
    for object in plan.objects {
      guard let change = changes[object.path], change.difference?.hasSecrets != true else {
        continue
      }
      let from = object.fromPath ?? object.path
      patch += try situation.repository.patch(
        old: object.recorded, new: object.isDeactivation ? nil : object.desired, oldPath: from,
        newPath: object.path)
    }
    return patch
  }

  private func before(_ ids: [BindingID], among all: [BindingQueue]) -> [BindingID] {
    let names = Set(
      ids.flatMap { DependencyOrder.predecessors(of: $0, in: situation.configuration) })
    return all.filter {
      names.contains($0.binding.id) && !ids.contains($0.binding.id) && $0.hasSomethingQueued
    }.map(\.binding.id)
  }
}

extension PlannedObject {
  /// Whether writing it overwrites a change that was made by hand.
  package var overwritesDrift: Bool {
    guard writes, !includesLive else { return false }
    if fromPlace != nil { return liveFrom != recorded || live != nil && live != desired }
    return live != recorded && live != desired
  }
}
