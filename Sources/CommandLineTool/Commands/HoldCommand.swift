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

  @Argument(help: "An item or a binding (ITEM@TARGET).", completion: .items)
  var name: String

  @Option(help: "The merge request or commit to hold.")
  var only: String

  @Option(help: "Why.")
  var reason: String

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  func run() async throws {
    let session = try await Session.open(options, writes: true)
    let bindings = try BindingNames.resolve([name], in: try session.situation()) ?? []
    let desk = HoldDesk(try session.surroundings(needsTargets: false))
    try session.answer(
      HoldReport(try desk.hold(bindings.sorted(), entry: only, reason: reason), verb: "held"))
  }
}

/// `deploysync release`
struct ReleaseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "release", abstract: "Lets a held entry go: the next run brings it.",
    discussion: "Example: deploysync release triggers --only '!42'")

  @Argument(help: "An item or a binding (ITEM@TARGET).", completion: .items)
  var name: String

  @Option(help: "The merge request or commit to release.")
  var only: String

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  func run() async throws {
    let session = try await Session.open(options, writes: true)
    let bindings = try BindingNames.resolve([name], in: try session.situation()) ?? []
    let desk = HoldDesk(try session.surroundings(needsTargets: false))
    try session.answer(
      HoldReport(try desk.release(bindings.sorted(), entry: only), verb: "released"))
  }
}
