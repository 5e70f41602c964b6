import ArgumentParser
import Domain
import Ledger
import Reporting
import Syncing

/// `deploysync history`
struct History: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows the ledger's runs, newest first.",
    discussion: """
      Older ones come page by page: --before takes the last run that was shown.

      Example: deploysync history triggers --limit 5
      """)

  @Argument(
    help: ArgumentHelp("Items or bindings (ITEM@TARGET); all by default.", valueName: "name"),
    completion: .items)
  var names: [String] = []

  @Option(help: ArgumentHelp("How many runs to show.", valueName: "n"))
  var limit = 20

  @Option(
    help: ArgumentHelp("Show only runs that are older than this one.", valueName: "run"),
    completion: .runs)
  var before: String?

  @OptionGroup var view: ViewOptions
  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  func validate() throws {
    guard limit > 0 else { throw ValidationError("--limit is at least 1.") }
  }

  func run() async throws {
    let session = try await Session.open(options)
    let situation = try session.situation(view)
    let asked = try BindingNames.resolve(names, in: situation)
    let page = try situation.ledger.page(limit: limit, before: before) { run in
      guard let asked else { return true }
      return run.bindings.contains { asked.contains($0.binding) }
    }
    try session.answer(
      HistoryReport(
        page, redactions: situation.ledger.redactions(),
        asked: names.map(ShellWord.quoted) + (limit == 20 ? [] : ["--limit", "\(limit)"]),
        time: session.time(situation)))
  }
}
