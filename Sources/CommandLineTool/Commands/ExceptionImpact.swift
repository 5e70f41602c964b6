import ArgumentParser
import Domain
import Reporting
import Syncing

/// `deploysync exception impact`
struct ExceptionImpact: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "impact",
    abstract: "Computes, shows and records what an exception would ship.",
    discussion: """
      With --format markdown it is ready to be pasted as a comment on the ticket. A new impact \
      starts the chain anew: what was agreed before no longer counts.

      Example: deploysync exception impact E-1 --format markdown
      """)

  @Argument(help: "The exception, E-N.", completion: .exceptions)
  var id: String

  @Option(help: ArgumentHelp("What you want to say beside it.", valueName: "text"))
  var comment: String?

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  func run() async throws {
    let session = try await Session.open(options, writes: true)
    let desk = ExceptionDesk(try session.surroundings())
    let (taken, summary) = try desk.impact(id, comment: comment)
    try session.answer(
      ImpactReport(
        summary, chain: taken.chain, policy: taken.policy, time: session.time(taken.situation)))
  }
}
