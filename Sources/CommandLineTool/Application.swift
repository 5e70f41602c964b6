import ArgumentParser
import Domain
import Ledger
import Reporting
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
      let situation = try session.situation()
      let preparation = try Preparer(
        situation, targets: surroundings.targets, request: request
      ).prepare()
      try ServedTargets.require(named, of: preparation)
      try session.answer(
        PlanReport(
          preparation, time: session.time(situation),
          changes: ChangeReader(targets: surroundings.targets, in: session.repository)))
      try end(with: ApplyStatus.of(preparation, areNamed: !named.isEmpty))
      return
    }
    try ServedTargets.require(request.names, by: named, in: surroundings.targets)
    let report = try ApplyRun(surroundings, request: request, reason: reason, wait: wait).run()
    for run in report.settled { session.note("run \(run) ended early; what it did is recorded") }
    for target in report.preparation.targetsNotServed {
      session.note("the target \(target) is not served here: the targets file does not know it")
    }
    try session.answer(
      RunReport(
        report, areNamed: !named.isEmpty, time: session.time(report.preparation.situation),
        tellsNewsOnly: tellsNewsOnly))
    if let signal = Signals.received { throw ExitCode(128 + signal) }
    try end(with: ApplyStatus.of(report, areNamed: !named.isEmpty))
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
      let preparation = try run.prepare(chain, situation)
      try session.answer(
        PlanReport(
          preparation, time: session.time(situation),
          changes: ChangeReader(targets: surroundings.targets, in: session.repository)))
      return
    }
    let report = try run.run()
    for run in report.settled { session.note("run \(run) ended early; what it did is recorded") }
    try session.answer(RunReport(report, time: session.time(report.preparation.situation)))
    if let signal = Signals.received { throw ExitCode(128 + signal) }
    let status = ApplyStatus.of(report, areNamed: true)
    if status != 0 { throw ExitCode(status) }
  }

  /// Carries out a saved plan.
  static func run(
    plan: SavedPlan, session: Session, wait: Duration, isDry: Bool
  ) throws {
    let surroundings = try session.surroundings()
    try ServedTargets.require(
      Set(plan.deployed.map(\.binding)), by: ["--plan"], in: surroundings.targets)
    let run = PlanRun(surroundings, plan: plan, reason: "apply --plan \(plan.id)", wait: wait)
    if isDry {
      let situation = try session.situation()
      let (preparation, _) = try run.prepare(situation)
      try session.answer(
        PlanReport(
          preparation, time: session.time(situation),
          changes: ChangeReader(targets: surroundings.targets, in: session.repository)))
      return
    }
    let report = try run.run()
    for run in report.settled { session.note("run \(run) ended early; what it did is recorded") }
    try session.answer(RunReport(report, time: session.time(report.preparation.situation)))
    if let signal = Signals.received { throw ExitCode(128 + signal) }
    let status = ApplyStatus.of(report, areNamed: true)
    if status != 0 { throw ExitCode(status) }
  }

  private func end(with status: Int32) throws {
    if status != 0 { throw ExitCode(status) }
  }
}
