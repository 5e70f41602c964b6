import ArgumentParser
import Domain
import Reporting
import Syncing

/// `deploysync rollback`
struct RollbackCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rollback",
    abstract: "Deploys what an earlier run had left there, and holds what is rolled back.",
    discussion: """
      Objects that runs created since go, changed ones are set back, deleted ones come again. It \
      waits for no date and stops at no limit. What is rolled back is held: the next date does not \
      bring it again until it is released.

      Example: deploysync rollback triggers@production --to 20261201T000009Z --reason "outage"
      """)

  @Argument(
    help: ArgumentHelp("The binding, ITEM@TARGET.", valueName: "binding"), completion: .bindings)
  var name: String

  @Option(
    help: ArgumentHelp(
      "The run to go back to, as history names it; its first digits will do.", valueName: "run"),
    completion: .runs)
  var to: String

  @Option(help: "Why, for the record and the holds.", transform: ReasonText.read)
  var reason: String

  @Flag(help: "Overwrite what was changed on the target by hand and is in the way.")
  var overwriteDrift = false

  @Option(
    help: ArgumentHelp(
      "How long to wait for a run that is at work: a number with s, m, h or d.",
      valueName: "duration"))
  var wait: WaitDuration?

  @Flag(help: "Only show what would be done.")
  var dryRun = false

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  func run() async throws {
    Signals.catchThem()
    let session = try await Session.open(
      options, writes: true, wait: wait?.duration ?? .zero)
    let situation = try session.situation()
    let binding = try BindingNames.one(name, in: situation).id
    let surroundings = try session.surroundings()
    let rollback = RollbackRun(
      surroundings, binding: binding, to: to, reason: reason,
      overwritesDrift: overwriteDrift, wait: wait?.duration ?? .zero)
    if dryRun {
      return try session.end(
        try rollback.prepare(situation), surroundings, areNamed: true)
    }
    try session.end(try rollback.run(), areNamed: true)
  }
}
