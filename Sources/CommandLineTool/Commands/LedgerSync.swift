import ArgumentParser
import Domain
import Ledger
import Reporting

/// `deploysync ledger sync`
struct LedgerSync: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sync",
    abstract: "Exchanges the ledger with the remote.",
    discussion: """
      The remote's ledger is the one that counts. Its new steps are brought here; a ledger that was
      begun in this repository before the remote had one is shared. A ledger of the remote that was
      deleted or rewritten is refused until it is accepted by name.

      Example: deploysync ledger sync
      """)

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  @Option(
    help: ArgumentHelp(
      "Take this commit for the remote's ledger, whatever was seen before; none for no ledger.",
      valueName: "commit|none"))
  var accept: String?

  func validate() throws {
    guard let accept, accept != "none", ObjectID(hex: accept) == nil else { return }
    throw ValidationError("--accept takes the 40 digits of a commit, or none.")
  }

  func run() async throws {
    let session = try await Session.open(
      options, writes: true, computes: false, refreshesLedger: false)
    guard let ledger = try session.sharedLedger() else {
      throw CommandFailure(
        status: ExitStatus.usage,
        message: "this repository has no remote to exchange its ledger with",
        hints: ["git remote add origin URL"])
    }
    if let accept { try ledger.accept(ObjectID(hex: accept)) }
    try session.answer(SyncReport(try ledger.exchange(), at: ledger.location))
  }
}
