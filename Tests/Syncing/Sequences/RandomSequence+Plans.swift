import Domain
import Fixtures
import Git
import Ledger
import Syncing

extension RandomSequence {
  /// A plan that waits, and what was true when it was made.
  struct WaitingPlan {
    var plan: SavedPlan
    var now: Timestamp
    var head: ObjectID?
    var before: SequenceSnapshot
  }

  /// Makes a plan for later.
  func savePlan() throws {
    guard line.commits.last?.configuration != nil, !current.conflicts(in: line.files) else {
      return
    }
    var request = randomRequest()
    request.plansAhead = true
    let before = try SequenceSnapshot(sandbox)
    let made = try SavedPlan(try sandbox.prepare(request), request: request)
    try checkNothingDone(since: before)
    let plan = try SavedPlan.decode(try made.encoded())
    plans.append(
      WaitingPlan(plan: plan, now: sandbox.now, head: line.commits.last?.id, before: before))
    steps.append("\(sandbox.now) save a plan for \(plan.deployed.map(\.binding))")
  }

  /// Carries out a plan that waits: exactly what it says, or nothing.
  func applyPlan() throws {
    if plans.isEmpty || generator.chance(30) { try savePlan() }
    guard !plans.isEmpty else { return }
    let waiting = plans.removeLast()
    let plan = waiting.plan
    steps.append("\(sandbox.now) apply the plan of \(plan.createdAt)")
    let before = try SequenceSnapshot(sandbox)
    let hasNothingMoved =
      waiting.now == sandbox.now && waiting.head == line.commits.last?.id
      && waiting.before.tip == before.tip && waiting.before.live == before.live
    guard let done = try carryOut(plan, hasNothingMoved) else { return }
    for part in plan.deployed {
      guard let result = done.report.record.bindings.first(where: { $0.binding == part.binding })
      else { throw fail("\(part.binding) is in the plan and has no result") }
      try require(result.to == part.commit, "\(part.binding) was deployed at another commit")
      let planned = Set(part.objects.map(\.path))
      try require(
        Set(result.objects.map(\.path)).isSubset(of: planned),
        "\(part.binding): objects that are not in the plan: \(result.objects.map(\.path))")
      for object in part.objects where object.verdict == "proceed" {
        let outcome = result.objects.first {
          $0.path == object.path && $0.action.rawValue == object.action
        }
        try require(outcome != nil, "\(object.action) \(object.path) is in the plan only")
      }
    }
    let named = Set(plan.deployed.map(\.binding))
    for result in done.report.record.bindings where !named.contains(result.binding) {
      try require(
        result.to == nil, "\(result.binding) was deployed by a plan that does not have it")
    }
    // A plan is used once.
    if done.hasWritten {
      steps.append("  again:")
      try require(try carryOut(plan, false) == nil, "the plan was used twice")
    }
  }

  private func carryOut(
    _ plan: SavedPlan, _ hasNothingMoved: Bool
  ) throws -> (report: ApplyRun.Report, hasWritten: Bool, hasChangedTargets: Bool)? {
    let before = try SequenceSnapshot(sandbox)
    let request = Preparer.Request(
      names: Set(plan.deployed.map(\.binding)), allowsLate: plan.flags.late,
      overwritesDrift: plan.flags.overwriteDrift)
    do {
      return try applyOnce(request) {
        try PlanRun(try self.sandbox.surroundings(), plan: plan, reason: "apply --plan").run()
      }
    } catch let error as PlanError {
      steps.append("  refused: \(error.message) \(error.causes)")
      try checkNothingDone(since: before)
      switch error {
      case .stale(_, let moved, _):
        try require(!hasNothingMoved, "the plan is stale, and nothing moved: \(moved)")
      case .used: break
      case .nothingDue: try require(plan.deployed.isEmpty, "the plan has something")
      default: throw fail("the plan was refused: \(error)")
      }
      return nil
    }
  }
}
