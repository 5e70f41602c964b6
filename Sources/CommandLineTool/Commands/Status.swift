import ArgumentParser
import Configuration
import Domain
import Ledger
import Reporting
import Syncing

/// `deploysync status`
struct Status: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows how every binding stands: deployed commit, queue, next date, failures.",
    discussion: "Example: deploysync status --exit-code")

  @Argument(
    help: ArgumentHelp("Items or bindings (ITEM@TARGET); all by default.", valueName: "name"),
    completion: .items)
  var names: [String] = []

  @Flag(help: "Exit with 1 when something is missed, failed or stuck.")
  var exitCode = false

  @OptionGroup var view: ViewOptions
  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  func run() async throws {
    let session = try await Session.open(options)
    let situation = try session.situation(view)
    let statuses = try StatusReader(situation).statuses(
      try BindingNames.resolve(names, in: situation))
    var by: [String: String] = [:]
    for run in Set(statuses.compactMap { $0.record?.run }) {
      by[run] = try situation.ledger.run(run)?.by
    }
    try session.answer(StatusReport(statuses, by: by, time: session.time(situation)))
    let isAlarming = statuses.contains { $0.state.isAlarming }
    if exitCode, isAlarming || !situation.configuration.broken.isEmpty {
      throw ExitCode(ExitStatus.failed)
    }
  }
}
