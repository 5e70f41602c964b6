import ArgumentParser
import Configuration
import Domain
import Exceptions
import Ledger
import Reporting
import Syncing

/// `deploysync exception list`
struct ExceptionList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Shows the open exceptions.",
    discussion: "Example: deploysync exception list --all")

  @Flag(help: "Show closed ones too.")
  var all = false

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  func run() async throws {
    let session = try await Session.open(options)
    let situation = try session.situation()
    guard let policy = situation.configuration.exceptions else {
      throw ExceptionError.notConfigured
    }
    let finder = ExceptionFinder(session: session, situation: situation, policy: policy)
    // A closed one is not proven only to be left out.
    let found = try situation.ledger.exceptionIDs().filter { id in
      try all || situation.ledger.exception(id)?.isOpen(under: policy) == true
    }.map(finder.find)
    try session.answer(
      ExceptionReport(found, isBrief: true, time: session.time(situation)))
  }
}

/// `deploysync exception show`
struct ExceptionShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Shows one exception with its whole chain.",
    discussion: "Example: deploysync exception show E-1")

  @Argument(help: "The exception, E-N.", completion: .exceptions)
  var id: String

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  func run() async throws {
    let session = try await Session.open(options)
    let situation = try session.situation()
    guard let policy = situation.configuration.exceptions else {
      throw ExceptionError.notConfigured
    }
    let found = try ExceptionFinder(session: session, situation: situation, policy: policy)
      .find(id)
    try session.answer(
      ExceptionReport([found], isBrief: false, time: session.time(situation)))
  }
}

/// Finds an exception and what is to be said of it.
struct ExceptionFinder {
  let session: Session
  let situation: Situation
  let policy: ExceptionPolicy

  func find(_ id: String) throws -> ExceptionReport.Found {
    guard let chain = try situation.ledger.exception(id) else { throw ExceptionError.unknown(id) }
    let surroundings = try session.surroundings(needsTargets: false)
    var problems: [String] = []
    do {
      _ = try ExceptionDesk(surroundings).chain(id, in: situation)
    } catch ExceptionError.notProven(_, let found) {
      problems = found
    }
    let targets = try session.targetsFile().map { _ in try session.targets() }
    let breaks =
      chain.isOpen(under: policy)
      ? try AgreementChecker(situation, policy: policy, targets: targets).breaks(chain) : []
    return ExceptionReport.Found(
      chain: chain, policy: policy, breaks: breaks, problems: problems,
      redacted: try redacted(chain))
  }

  /// What was taken out of the contents that its impacts kept.
  private func redacted(_ chain: ExceptionChain) throws -> [String] {
    var found: [String] = []
    for named in chain.steps {
      for impact in named.step.impact?.bindings ?? [] {
        guard let binding = BindingID(impact.binding) else { continue }
        let content = try situation.ledger.impactContent(
          of: chain.id, impact: named.name, binding: binding)
        for (path, redaction) in try situation.ledger.redacted(in: content) {
          let clause = "\(path.quoted) of \(binding) was \(redaction.clause)"
          if !found.contains(clause) { found.append(clause) }
        }
      }
    }
    return found
  }
}
