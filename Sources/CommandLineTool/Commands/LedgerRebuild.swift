import ArgumentParser
import Domain
import Ledger
import Queueing
import Reporting
import Syncing

/// `deploysync ledger rebuild`
struct LedgerRebuild: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rebuild",
    abstract: "Proposes a new chain for a ledger that is lost or bad, and writes it with --write.",
    discussion: """
      Keeps the chain up to the commit before the first bad one, and records on top of it what the \
      targets have, as baseline --infer finds it. Targets that this machine does not serve are \
      listed as not rebuilt. With --write the ledger names the new chain; the old one is kept under \
      refs/deploysync/rebuilt/.

      Example: deploysync ledger rebuild
      """)

  @Flag(help: "Write it.")
  var write = false

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  func run() async throws {
    let session = try await Session.open(options, writes: write)
    let location = try session.ledgerLocation()
    let reference = location.reference
    // What cannot be believed is no part of a ledger: that is for `ledger sync`.
    _ = try LedgerCopy(location, in: session.repository).tip()
    let surroundings = try session.surroundings()
    let audit = LedgerAudit(
      reference: reference, head: try session.branch.head(in: session.repository),
      history: ConfigurationHistory(session.repository), verify: surroundings.verify,
      in: session.repository)
    let desk = RebuildDesk(surroundings, reference: reference)
    let time = try session.ledgerTime()
    if write {
      return try session.answer(RebuildReport(try desk.write(audit.verifyAll), time: time))
    }
    try session.answer(RebuildReport(try desk.propose(audit.verifyAll), time: time))
  }
}
