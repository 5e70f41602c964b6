import ArgumentParser
import Configuration
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
      what differs is listed. With --infer it finds the commit itself, the newest of those that \
      differ in the fewest objects, one of each repository, and says how near it is. With \
      --unproven the target is not asked, and that is said ever after.

      Example: deploysync baseline triggers@production --at v2026.11
      """)

  @Argument(
    help: ArgumentHelp("The bindings, ITEM@TARGET.", valueName: "binding"), completion: .bindings)
  var names: [String]

  @Option(
    help: ArgumentHelp(
      "The branch, tag or commit that the target has; NAME=COMMIT for another repository, whose "
        + "newest is taken otherwise.", valueName: "commit"),
    completion: .commits)
  var at: [String] = []

  @Flag(help: "Find the merged commit whose content is nearest to what the target has.")
  var infer = false

  @Flag(help: "Record the commit without asking the target.")
  var unproven = false

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  func validate() throws {
    if infer, !at.isEmpty {
      throw ValidationError("--at and --infer exclude each other.")
    }
    if at.isEmpty && !infer {
      throw ValidationError("Name the commit that the target has with --at, or use --infer.")
    }
    if infer && unproven {
      throw ValidationError("--infer asks the target: it excludes --unproven.")
    }
  }

  func run() async throws {
    let session = try await Session.open(options, writes: true)
    let situation = try session.situation()
    let bindings = try names.map { try BindingNames.one($0, in: situation).id }
    let surroundings = try session.surroundings()
    if !unproven {
      try ServedTargets.require(Set(bindings), by: names, in: surroundings.targets)
    }
    let (own, others) = try commits(situation)
    let choice: BaselineRun.Choice =
      try own.map { .commit(try RevisionName.resolve($0, in: session)) } ?? .nearest
    let baseline = BaselineRun(
      surroundings, choice: choice, others: others, proof: unproven ? .unproven : .read)
    let (record, results) = try baseline.run(bindings)
    try session.answer(BaselineReport(run: record.run, results, isProven: !unproven))
  }

  /// The name of the control repository's commit, and the commits of the others.
  private func commits(
    _ situation: Situation
  ) throws -> (own: String?, others: [String: ObjectID]) {
    var own: [String] = []
    var others: [String: ObjectID] = [:]
    for text in at {
      let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2, situation.configuration.repositories.contains(parts[0]) else {
        own.append(text)
        continue
      }
      others[parts[0]] = try RevisionName.resolve(parts[1], of: parts[0], in: situation)
    }
    guard own.count == (infer ? 0 : 1) else {
      throw CommandFailure(
        status: ExitStatus.usage,
        message: "one --at names the commit of this repository, found \(own.count)",
        hints: ["write --at COMMIT, and --at NAME=COMMIT for each other repository"])
    }
    return (own.first, others)
  }
}
