import ArgumentParser
import Domain
import Exceptions
import Ledger
import Reporting
import Syncing

/// `deploysync exception request`
struct ExceptionRequest: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "request", abstract: "Opens an exception and prints its ID.",
    discussion: """
      With --only, chosen entries are taken out of the queue; where one needs others it is refused \
      with their names.

      Example: deploysync exception request triggers@production --only '!42' --reason "outage"
      """)

  @Argument(
    help: ArgumentHelp("Items or bindings (ITEM@TARGET).", valueName: "name"), completion: .items)
  var names: [String]

  @Option(
    help: ArgumentHelp("Why it cannot wait.", valueName: "text"), transform: ReasonText.read)
  var reason: String

  @Option(
    help: ArgumentHelp(
      "Take only this merge request or commit; repeatable.", valueName: "commit|mr"))
  var only: [String] = []

  @Option(help: ArgumentHelp("The ticket it is asked for in.", valueName: "url"))
  var ticket: String?

  @OptionGroup var attestation: AttestationOptions
  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  func run() async throws {
    let session = try await Session.open(options, writes: true)
    let situation = try session.situation()
    let bindings = try BindingNames.resolve(names, in: situation) ?? []
    let desk = ExceptionDesk(try session.surroundings(needsTargets: false))
    let taken = try desk.request(
      bindings.sorted(), only: only, reason: reason, ticket: ticket,
      attestation: attestation.value, command: command)
    for binding in bindings.sorted() {
      guard let lock = try taken.situation.lock(of: binding) else { continue }
      let clause = session.time(taken.situation).sentence(lock.clause)
      session.note("\(binding) is \(clause); that stops an exception, too, until it is unlocked")
    }
    try session.answer(taken)
  }

  /// The same command with what is needed beside.
  private func command(_ others: [Pick.Prerequisite]) -> String {
    let all = only + others.map { $0.entry.mergeRequest ?? $0.entry.commit.short }
    let chosen = all.map { "--only \(ShellWord.quoted($0))" }.joined(separator: " ")
    let items = names.map(ShellWord.quoted).joined(separator: " ")
    let link = ticket.map { " --ticket \(ShellWord.quoted($0))" } ?? ""
    return "deploysync exception request \(items) \(chosen) "
      + "--reason \(ShellWord.quoted(reason))\(link)"
  }
}
