import ArgumentParser
import Domain
import Ledger
import Reporting
import Syncing

/// `deploysync apply`
struct Apply: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Deploys everything that is due, or the named bindings if they are due.",
    discussion: """
      Ad-hoc bindings are due as soon as a change is merged, standard ones when a date of their \
      schedule has passed: then what was merged up to that date goes out, and what came later \
      waits. Run it from a scheduled job and as often as you like; a second run finds nothing due.

      A special binding has to be named: then its procedure is walked through. On a terminal each \
      manual step is asked for; elsewhere it stops before one, and --done says that it is done.

      Example: deploysync apply triggers@production --late
      """)

  @Argument(
    help: ArgumentHelp("Items or bindings (ITEM@TARGET); all by default.", valueName: "name"),
    completion: .items)
  var names: [String] = []

  @Flag(help: "Also deploy dates that were missed.")
  var late = false

  @Flag(help: "Overwrite what was changed on the target by hand and is in the way.")
  var overwriteDrift = false

  @Flag(help: "Go beyond the bindings' limits.")
  var limitOverride = false

  @Option(
    help: ArgumentHelp(
      "How long to wait for a run that is at work: a number with s, m, h or d.",
      valueName: "duration"))
  var wait: WaitDuration?

  @Option(
    help: ArgumentHelp("Deploy this exception, which all parties agreed to.", valueName: "e-n"),
    completion: .exceptions)
  var exception: String?

  @Option(
    help: ArgumentHelp(
      "Do exactly what this plan of plan --out says, if nothing it was made from moved.",
      valueName: "file"))
  var plan: String?

  @Option(
    help: ArgumentHelp(
      "Of a special binding: this step of its procedure is done. It has to be the next one.",
      valueName: "number"))
  var done: Int?

  @Option(
    help: ArgumentHelp(
      "Of a special binding: give its open procedure up, and say why.", valueName: "reason"),
    transform: ReasonText.read)
  var abandon: String?

  @Flag(help: "Only show what would be done, as plan does.")
  var dryRun = false

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  func validate() throws {
    if done != nil || abandon != nil {
      let option = done == nil ? "--abandon" : "--done"
      if names.isEmpty || plan != nil || exception != nil || dryRun || late {
        throw ValidationError(
          "\(option) goes with the name of a special binding, and not with --plan, --exception, --late or --dry-run."
        )
      }
      if done != nil, abandon != nil {
        throw ValidationError("give either --done or --abandon.")
      }
    }
    if plan != nil {
      if !names.isEmpty || exception != nil {
        throw ValidationError("--plan names its bindings itself.")
      }
      if late || overwriteDrift || limitOverride {
        throw ValidationError(
          "--plan does what the plan says: give --late, --overwrite-drift and --limit-override to plan --out."
        )
      }
    }
    guard exception != nil else { return }
    if !names.isEmpty { throw ValidationError("--exception names its bindings itself.") }
    if late || overwriteDrift {
      throw ValidationError(
        "--exception brings what was agreed to: only --limit-override goes with it.")
    }
  }

  func run() async throws {
    Signals.catchThem()
    let saved = try plan.map { (try PlanFile.read($0), $0) }
    let session = try await Session.open(
      options, writes: true, wait: wait?.duration ?? .zero)
    if let saved {
      try Application.run(
        plan: saved.0, in: saved.1, session: session, wait: wait?.duration ?? .zero, isDry: dryRun)
      return
    }
    if let exception {
      try Application.run(
        exception: exception, session: session, wait: wait?.duration ?? .zero, isDry: dryRun,
        overridesLimits: limitOverride)
      return
    }
    let situation = try session.situation()
    var request = Preparer.Request(
      names: try BindingNames.resolve(
        names, in: situation,
        besides: abandon == nil ? [] : situation.ledger.openProcedures()), allowsLate: late,
      overwritesDrift: overwriteDrift, overridesLimits: limitOverride)
    let choice = ProcedureChoice(request.names ?? [], named: names, in: situation)
    if let binding = try choice.binding(isAsked: done != nil || abandon != nil) {
      let walk = ProcedureDialogue(
        session: session, binding: binding, request: request, reason: reason,
        wait: wait?.duration ?? .zero, time: session.time(situation))
      if let abandon { return try walk.abandon(reason: abandon) }
      if !dryRun {
        try ServedTargets.require([binding], by: names, in: session.targets())
        return try walk.run(confirming: done)
      }
      if try situation.procedure(of: binding)?.isSynced != true { request.walking = binding }
    }
    try await Application(session: session, request: request, named: names).run(
      reason: reason, wait: wait?.duration ?? .zero, isDry: dryRun)
  }

  /// The command as it was given, for the record.
  private var reason: String {
    let flags = [
      late ? "--late" : nil, overwriteDrift ? "--overwrite-drift" : nil,
      limitOverride ? "--limit-override" : nil,
    ].compactMap(\.self)
    return (["apply"] + names + flags).joined(separator: " ")
  }
}
