import Domain
import Syncing

/// Carries out an apply for a command or a hook and ends with the exit code of the worst outcome.
struct Application {
  let session: Session
  let request: Preparer.Request
  /// What the person named, for whom a target that is not served here is an error.
  let named: [String]
  /// Whether only what happened is told, and nothing of bindings with nothing to do: for a hook,
  /// which runs with every pull.
  var tellsNewsOnly = false

  func run(reason: String, wait: Duration, isDry: Bool) async throws {
    let surroundings = try session.surroundings()
    if isDry {
      let preparation = try Preparer(
        try session.situation(), targets: surroundings.targets, request: request
      ).prepare()
      try ServedTargets.require(named, of: preparation)
      return try session.end(preparation, surroundings, areNamed: !named.isEmpty)
    }
    try ServedTargets.require(request.names, by: named, in: surroundings.targets)
    let report = try ApplyRun(surroundings, request: request, reason: reason, wait: wait).run()
    for target in report.preparation.targetsNotServed {
      session.note("the target \(target) is not served here: the targets file does not know it")
    }
    try session.end(report, areNamed: !named.isEmpty, tellsNewsOnly: tellsNewsOnly)
  }

  /// Deploys an exception.
  static func run(
    exception id: String, session: Session, wait: Duration, isDry: Bool,
    overridesLimits: Bool
  ) throws {
    let surroundings = try session.surroundings()
    let run = ExceptionRun(
      surroundings, id: id,
      reason: "apply --exception \(id)" + (overridesLimits ? " --limit-override" : ""), wait: wait,
      overridesLimits: overridesLimits)
    if isDry {
      let situation = try session.situation()
      let chain = try ExceptionDesk(surroundings).chain(id, in: situation)
      return try session.end(try run.prepare(chain, situation), surroundings, areNamed: true)
    }
    try session.end(try run.run(), areNamed: true)
  }

  /// Carries out a saved plan.
  static func run(
    plan: SavedPlan, in file: String, session: Session, wait: Duration, isDry: Bool
  ) throws {
    let surroundings = try session.surroundings()
    try ServedTargets.require(
      Set(plan.deployed.map(\.binding)), by: ["--plan"], in: surroundings.targets)
    let run = PlanRun(
      surroundings, plan: plan, reason: "apply --plan \(plan.id)", file: file, wait: wait)
    if isDry {
      let (preparation, _) = try run.prepare(try session.situation())
      return try session.end(preparation, surroundings, areNamed: true)
    }
    try session.end(try run.run(), areNamed: true)
  }
}
