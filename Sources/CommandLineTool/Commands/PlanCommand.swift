import ArgumentParser
import Domain
import Reporting
import Syncing

/// `deploysync plan`
struct PlanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Shows what an apply would do on the live targets.",
    discussion: """
      For a binding that is not due it shows what its date would bring with what is merged now. \
      Nothing is written.

      Example: deploysync plan triggers@production
      """)

  @Argument(
    help: ArgumentHelp("Items or bindings (ITEM@TARGET); all by default.", valueName: "name"),
    completion: .items)
  var names: [String] = []

  @Option(
    help: ArgumentHelp(
      "Plan for this branch, tag or commit instead of the merged branch's newest.",
      valueName: "commit"),
    completion: .commits)
  var head: String?

  @Option(
    help: ArgumentHelp(
      "Also write the plan to this file, for apply --plan. Never over a file that is no plan.",
      valueName: "file"))
  var out: String?

  @Option(
    help: ArgumentHelp("Plan this exception, which all parties agreed to.", valueName: "e-n"),
    completion: .exceptions)
  var exception: String?

  @Flag(help: "Also plan dates that were missed, as apply does with it.")
  var late = false

  @Flag(help: "Plan to overwrite what was changed on the target by hand and is in the way.")
  var overwriteDrift = false

  @Flag(help: "Plan to go beyond the bindings' limits.")
  var limitOverride = false

  @OptionGroup var view: ViewOptions
  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  func validate() throws {
    if out != nil, head != nil || view.asOf != nil || view.config != nil {
      throw ValidationError(
        "--out writes what apply would do now: it goes with neither --head, --as-of nor --config.")
    }
    guard exception != nil else { return }
    if !names.isEmpty { throw ValidationError("--exception names its bindings itself.") }
    if late || overwriteDrift || limitOverride || head != nil || view.asOf != nil
      || view.config != nil
    {
      throw ValidationError("--exception plans what was agreed to, with no further options.")
    }
  }

  func run() async throws {
    let session = try await Session.open(options)
    let situation = try session.situation(view, head: head)
    let request = Preparer.Request(
      names: try BindingNames.resolve(names, in: situation), allowsLate: late,
      overwritesDrift: overwriteDrift, overridesLimits: limitOverride, plansAhead: true)
    let surroundings = try session.surroundings()
    let preparation: Preparation
    if let exception {
      let chain = try ExceptionDesk(surroundings).chain(exception, in: situation)
      preparation = try ExceptionRun(surroundings, id: exception, reason: "plan")
        .prepare(chain, situation)
    } else {
      preparation = try Preparer(situation, targets: surroundings.targets, request: request)
        .prepare()
    }
    try ServedTargets.require(names, of: preparation)
    let report = try PlanReport(
      preparation, time: session.time(situation),
      changes: ChangeReader(
        targets: surroundings.targets, by: situation.ledger, in: session.repository))
    if let out {
      let plan = try SavedPlan(preparation, request: request, exception: exception)
      try PlanFile.write(plan, to: out)
      try session.answer(report)
      session.note(
        plan.deployed.isEmpty
          ? "no binding of the plan is due: apply --plan will refuse \(out)"
          : "the plan is in \(out); to carry it out: deploysync apply --plan \(ShellWord.quoted(out))"
      )
    } else {
      try session.answer(report)
    }
    if preparation.bindings.contains(where: \.hasFailed) { throw ExitCode(ExitStatus.failed) }
  }
}
