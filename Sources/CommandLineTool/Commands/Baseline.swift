import ArgumentParser
import Domain
import Ledger
import Reporting
import Syncing

/// `deploysync baseline`
struct Baseline: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Records what a target already has, without writing to it.",
    discussion: """
      Every object is read and compared with the commit's; what is equal is recorded as deployed, \
      what differs is listed. With --unproven the target is not asked, and that is said ever after.

      Example: deploysync baseline triggers@production --at v2026.11
      """)

  @Argument(
    help: ArgumentHelp("The bindings, ITEM@TARGET.", valueName: "binding"), completion: .bindings)
  var names: [String]

  @Option(
    help: ArgumentHelp("The branch, tag or commit that the target has.", valueName: "commit"),
    completion: .commits)
  var at: String

  @Flag(help: "Record the commit without asking the target.")
  var unproven = false

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  func run() async throws {
    let session = try await Session.open(options, writes: true)
    let situation = try session.situation()
    let bindings = try names.map { try BindingNames.one($0, in: situation).id }
    let surroundings = try session.surroundings()
    if !unproven {
      try ServedTargets.require(Set(bindings), by: names, in: surroundings.targets)
    }
    let commit = try RevisionName.resolve(at, in: session)
    let baseline = BaselineRun(
      surroundings, commit: commit, proof: unproven ? .unproven : .read)
    let (record, results) = try baseline.run(bindings)
    try session.answer(BaselineReport(run: record.run, results, isProven: !unproven))
  }
}
