import ArgumentParser
import Configuration
import Domain
import Reporting
import Syncing

/// `deploysync drift`
struct DriftCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "drift",
    abstract: "Shows what was changed in the systems themselves.",
    discussion: """
      For every object of ours whose live state nobody recorded: what is recorded, what is live and \
      what is merged, and what the next apply makes of it. Nothing is written. `deploysync adopt` \
      brings such changes into the repository.

      Example: deploysync drift triggers@production
      """)

  @Argument(
    help: ArgumentHelp("Items or bindings (ITEM@TARGET); all by default.", valueName: "name"),
    completion: .items)
  var names: [String] = []

  @Flag(help: "Exit with 2 when something was changed.")
  var exitCode = false

  // Not offered, but known: every other command that only looks has it.
  @Option(help: .hidden)
  var asOf: String?

  @OptionGroup var trial: TrialOption
  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  func validate() throws {
    // What was recorded then is not what a target that is read now is compared with.
    if asOf != nil {
      throw ValidationError("--as-of does not go with drift: the targets are read as they are now.")
    }
  }

  func run() async throws {
    let session = try await Session.open(options)
    let situation = try session.situation(trial)
    let targets = try session.targets()
    let asked = try BindingNames.resolve(names, in: situation)
    try ServedTargets.require(asked, by: names, in: targets)
    let drift = try DriftReader(situation, targets: targets).read(asked)
    try session.answer(
      DriftReport(drift, head: situation.head, time: session.time(situation)))
    // What could not be read may have drifted: that is never told as "no drift".
    if drift.contains(where: \.isUnknown) || !situation.configuration.broken.isEmpty {
      throw ExitCode(ExitStatus.failed)
    }
    if exitCode, drift.contains(where: { !$0.objects.isEmpty }) {
      throw ExitCode(ExitStatus.queued)
    }
  }
}
