import ArgumentParser
import Domain
import Reporting
import Syncing

/// `deploysync explain`
struct Explain: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Tells where one change is live, where not, and why not.",
    discussion: """
      The change is a merge request (12, '!12', '#12', 'group/project!12') or a commit, also one that \
      came in with a merge request. A shell takes ! and # for something else where they are not \
      quoted.

      Example: deploysync explain '!42'
      """)

  @Argument(
    help: ArgumentHelp("A merge request, or a commit by at least 7 digits.", valueName: "change"))
  var name: String

  @OptionGroup var view: ViewOptions
  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  func run() async throws {
    let session = try await Session.open(options)
    let situation = try session.situation(view)
    let commit = try ChangeName(situation).resolve(name)
    try session.answer(
      ExplainReport(try Explainer(situation).explain(commit), time: session.time(situation)))
  }
}
