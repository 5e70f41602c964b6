import ArgumentParser
import Reporting
import Syncing

/// `deploysync preflight`
struct PreflightCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "preflight",
    abstract: "Tries every target's credentials and reachability, by reading alone.",
    discussion: """
      Nothing is written, and no configuration is needed. Run it every day before a date that nobody \
      watches: a token that expired is then found by somebody who is awake.

      Example: deploysync preflight production
      """)

  @Argument(help: ArgumentHelp("Targets; all by default.", valueName: "target"))
  var names: [String] = []

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  func run() async throws {
    let session = try await Session.open(options)
    let results = try Preflight(try session.targets()).run(names)
    try session.answer(PreflightReport(results))
    if results.contains(where: { !$0.isReady }) { throw ExitCode(ExitStatus.failed) }
  }
}
