import ArgumentParser
import Domain
import Reporting
import Syncing

/// `deploysync hold`
struct HoldCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hold", abstract: "Keeps an entry out of the next runs until it is released.",
    discussion: """
      Later entries that cannot be merged without it stay out with it.

      Example: deploysync hold triggers --only '!42' --reason "the form is not ready"
      """)

  @Option(
    help: ArgumentHelp("Why it stays out.", valueName: "text"), transform: ReasonText.read)
  var reason: String

  @OptionGroup var chosen: ChosenEntries
  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  func run() async throws {
    try await chosen.change("held", options) { desk, bindings in
      try desk.hold(bindings, entries: chosen.only, reason: reason)
    }
  }
}

/// `deploysync release`
struct ReleaseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "release", abstract: "Lets a held entry go: the next run brings it.",
    discussion: "Example: deploysync release triggers --only '!42'")

  @OptionGroup var chosen: ChosenEntries
  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  func run() async throws {
    try await chosen.change("released", options) { desk, bindings in
      try desk.release(bindings, entries: chosen.only)
    }
  }
}

/// The entries of one item that `hold` and `release` are about.
struct ChosenEntries: ParsableArguments {
  @Argument(help: "An item or a binding (ITEM@TARGET).", completion: .items)
  var name: String

  @Option(help: "The merge request or commit; repeatable.")
  var only: [String]

  func change(
    _ verb: String, _ options: GlobalOptions,
    _ body: (HoldDesk, [BindingID]) throws -> [HoldDesk.Change]
  ) async throws {
    let session = try await Session.open(options, writes: true)
    let bindings = try BindingNames.resolve([name], in: try session.situation()) ?? []
    let desk = HoldDesk(try session.surroundings(needsTargets: false))
    try session.answer(HoldReport(try body(desk, bindings.sorted()), verb: verb))
  }
}
