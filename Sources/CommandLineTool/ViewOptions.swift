import ArgumentParser
import Configuration
import Domain
import Ledger
import Queueing
import Scheduling
import Syncing

/// The options of commands that only look.
struct ViewOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Look as of this time: 2026-12-01, 2026-12-01T09:30, or with Z or an offset.",
      valueName: "time"))
  var asOf: String?

  @OptionGroup var trial: TrialOption

  /// The configuration that is tried.
  var config: String? { trial.config }

  /// What is merged, configured and recorded, as these options see it. `head` names another commit
  /// than the branch's.
  func situation(_ session: Session, head named: String? = nil) throws -> Situation {
    guard let asOf else { return try trial.situation(session, head: named) }
    let replacement = try trial.configuration()
    let branch = try session.branch(naming: replacement?.configuration.repositories ?? [])
    var head = try named.map { try RevisionName.resolve($0, in: session) }
    let now = try Situation.read(
      session.repository, branch: branch, head: head, configuration: replacement,
      now: session.now)
    let instant = try TimeInput.parse(asOf, timeZone: now.configuration.timeZone)
    if let position = try now.line.newest(notAfter: instant) {
      head = position == 0 ? head : try now.line.id(at: position)
    } else {
      throw CommandFailure(
        status: ExitStatus.usage, message: "nothing was merged yet at \(instant.iso8601)")
    }
    return try Situation.read(
      session.repository, branch: branch, head: head, configuration: replacement,
      ledgerAsOf: instant, othersAsOf: instant, now: instant)
  }
}
