import ArgumentParser
import Configuration
import Domain
import Ledger
import Queueing
import Reporting
import Scheduling
import Syncing

/// `deploysync queued`
struct Queued: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows what is merged and not deployed, per binding.",
    discussion: """
      Entries are the merge requests that wait, newest first; changes are what a run to the newest \
      merged commit would do.

      Example: deploysync queued triggers@production --commits
      """)

  @Argument(
    help: ArgumentHelp("Items or bindings (ITEM@TARGET); all by default.", valueName: "name"),
    completion: .items)
  var names: [String] = []

  @Flag(help: "Show the commits that each entry brought in.")
  var commits = false

  @Option(
    help: ArgumentHelp(
      "Look at this branch, tag or commit instead of the merged branch's newest.",
      valueName: "commit"),
    completion: .commits)
  var head: String?

  @Flag(help: "Exit with 2 when something is queued.")
  var exitCode = false

  @OptionGroup var view: ViewOptions
  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  func run() async throws {
    let session = try await Session.open(options)
    let situation = try session.situation(view, head: head)
    let asked = try BindingNames.resolve(names, in: situation)
    let bindings = situation.configuration.bindings.filter { asked?.contains($0.id) ?? true }
    let queues = try situation.queues(bindings, commits: commits)
    let dates = NextDates(situation)
    var next: [BindingID: NextDate] = [:]
    for queue in queues { next[queue.binding.id] = try dates.next(of: queue) }
    var locks: [BindingID: BindingLock] = [:]
    var procedures: [BindingID: Procedure] = [:]
    for binding in bindings {
      locks[binding.id] = try situation.lock(of: binding.id)
      procedures[binding.id] = try situation.procedure(of: binding.id)
    }
    try session.answer(
      QueueReport(
        head: situation.head, reference: situation.headReference, queues: queues, next: next,
        locks: locks, procedures: procedures, time: session.time(situation)))
    if exitCode, queues.contains(where: \.hasSomethingQueued) {
      throw ExitCode(ExitStatus.queued)
    }
  }
}
