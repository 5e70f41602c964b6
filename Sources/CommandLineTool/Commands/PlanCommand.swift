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

  @OptionGroup var view: ViewOptions
  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  func run() async throws {
    let session = try await Session.open(options)
    let situation = try session.situation(view, head: head)
    let request = Preparer.Request(
      names: try BindingNames.resolve(names, in: situation), plansAhead: true)
    let targets = try session.targets()
    let preparation = try Preparer(situation, targets: targets, request: request).prepare()
    try ServedTargets.require(names, of: preparation)
    let report = PlanReport(preparation, time: session.time(situation))
    try session.answer(report)
    if preparation.bindings.contains(where: \.hasFailed) { throw ExitCode(ExitStatus.failed) }
  }
}
