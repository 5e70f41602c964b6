import ArgumentParser
import Configuration
import Domain
import Git
import Ledger
import Queueing
import Reporting
import Syncing

/// `deploysync ledger`
struct LedgerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger", abstract: "Works with the ledger of deployments.",
    discussion: "Example: deploysync ledger verify",
    subcommands: [Verify.self, LedgerSync.self, LedgerRebuild.self, LedgerRedact.self])

  /// `deploysync ledger verify`
  struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Proves the ledger's whole chain: links, transitions, signatures, who may.",
      discussion: """
        Exits with 4 and names the commits where something is wrong.

        Example: deploysync ledger verify
        """)

    @OptionGroup(title: "Options of every command") var options: GlobalOptions

    func run() async throws {
      let session = try await Session.open(options)
      let location = try session.ledgerLocation()
      let reference = location.reference
      // A copy that cannot be believed is not worth proving.
      _ = try LedgerCopy(location, in: session.repository).tip()
      let surroundings = try session.surroundings(needsTargets: false)
      let audit = LedgerAudit(
        reference: reference, head: try session.branch.head(in: session.repository),
        history: ConfigurationHistory(session.repository), verify: surroundings.verify,
        in: session.repository)
      let report = try audit.verifyAll()
      try session.answer(VerifyReport(report, at: location))
      if !report.findings.isEmpty { throw ExitCode(ExitStatus.unreadable) }
    }
  }
}

extension Session {
  /// How times are shown where the ledger itself may be unreadable.
  func ledgerTime() throws -> TimeText {
    let head = try branch.head(in: repository)
    let state = try ConfigurationHistory(repository).state(in: repository.link(head).tree)
    return TimeText(timeZone: state.configuration?.timeZone ?? "UTC")
  }
}
