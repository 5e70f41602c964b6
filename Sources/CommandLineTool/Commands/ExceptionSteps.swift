import ArgumentParser
import Domain
import Exceptions
import Reporting
import Syncing

/// `deploysync exception approve`
struct ExceptionApprove: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "approve", abstract: "Approves what the impact says.",
    discussion: """
      Example: deploysync exception approve E-1 --consequences "new tickets may be routed twice"
      """)

  @Argument(help: "The exception, E-N.", completion: .exceptions)
  var id: String

  @Option(
    help: ArgumentHelp("What it will mean, for the record.", valueName: "text"),
    transform: ReasonText.read)
  var consequences: String

  @OptionGroup var attestation: AttestationOptions
  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  func run() async throws {
    try await ExceptionStepCommand(options: options, attestation: attestation).run(
      .decision, of: id, verdict: .approved, text: consequences)
  }
}

/// `deploysync exception reject`
struct ExceptionReject: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reject", abstract: "Rejects it, which closes it.",
    discussion: "Example: deploysync exception reject E-1 --reason \"it can wait\"")

  @Argument(help: "The exception, E-N.", completion: .exceptions)
  var id: String

  @Option(help: ArgumentHelp("Why not.", valueName: "text"), transform: ReasonText.read)
  var reason: String

  @OptionGroup var attestation: AttestationOptions
  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  func run() async throws {
    try await ExceptionStepCommand(options: options, attestation: attestation).run(
      .decision, of: id, verdict: .rejected, text: reason)
  }
}

/// `deploysync exception confirm`
struct ExceptionConfirm: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "confirm", abstract: "Says that it is still wanted.",
    discussion: "Example: deploysync exception confirm E-1")

  @Argument(help: "The exception, E-N.", completion: .exceptions)
  var id: String

  @OptionGroup var attestation: AttestationOptions
  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  func run() async throws {
    try await ExceptionStepCommand(options: options, attestation: attestation).run(
      .confirmation, of: id)
  }
}

/// `deploysync exception withdraw`
struct ExceptionWithdraw: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "withdraw", abstract: "Withdraws a request, which closes it.",
    discussion: "Example: deploysync exception withdraw E-1")

  @Argument(help: "The exception, E-N.", completion: .exceptions)
  var id: String

  @OptionGroup var attestation: AttestationOptions
  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  func run() async throws {
    try await ExceptionStepCommand(options: options, attestation: attestation).run(
      .withdrawal, of: id)
  }
}

/// What the commands have in common that take a step behind the impact: they need no targets.
struct ExceptionStepCommand {
  let options: GlobalOptions
  let attestation: AttestationOptions

  func run(
    _ kind: ExceptionStep.Kind, of id: String, verdict: ExceptionStep.Verdict? = nil,
    text: String? = nil
  ) async throws {
    let session = try await Session.open(options, writes: true, computes: false)
    let desk = ExceptionDesk(try session.surroundings(needsTargets: false))
    try session.answer(
      try desk.take(kind, of: id, verdict: verdict, text: text, attestation: attestation.value))
  }
}

extension Session {
  /// Shows where an exception stands after a step.
  func answer(_ taken: ExceptionDesk.Taken) throws {
    try answer(
      ExceptionReport(
        [ExceptionReport.Found(chain: taken.chain, policy: taken.policy)], isBrief: false,
        time: time(taken.situation)))
  }
}
