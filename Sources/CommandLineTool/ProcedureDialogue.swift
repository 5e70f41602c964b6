import ArgumentParser
import Domain
import Ledger
import Reporting
import Syncing

/// Walks through a procedure with the person at the terminal, or as far as it goes without one.
struct ProcedureDialogue {
  let session: Session
  let binding: BindingID
  let request: Preparer.Request
  /// The command as it was given, for the record.
  let reason: String
  let wait: Duration
  let time: TimeText

  private func walk() throws -> ProcedureWalk {
    ProcedureWalk(
      try session.surroundings(), binding: binding, request: request, reason: reason, wait: wait)
  }

  /// Goes on, and says how far it came. Ends with 3 where it waits for people and no step of theirs
  /// was confirmed.
  func run(confirming number: Int?) throws {
    let walk = try walk()
    var progress = try walk.advance(confirming: number)
    let asks = number == nil && session.options.format == .text && Terminal.canAsk
    while true {
      try tell(progress)
      switch progress.standing {
      case .ended: return
      case .stopped(let report, _):
        return try end(with: ApplyStatus.of(report, areNamed: true))
      case .waits(let open):
        if number != nil { return try end(with: 0) }
        guard asks, let next = open.nextNumber, confirms(next, of: open) else {
          return try end(with: ExitStatus.refused)
        }
        progress = try walk.advance(confirming: next)
      }
    }
  }

  /// Gives the open procedure up. Targets are not needed for that.
  func abandon(reason: String) throws {
    let walk = ProcedureWalk(
      try session.surroundings(needsTargets: false), binding: binding, request: request,
      reason: self.reason, wait: wait)
    try tell(try walk.abandon(reason: reason))
  }

  private func end(with status: Int32) throws {
    let status = Signals.status(status)
    if status != 0 { throw ExitCode(status) }
  }

  private func tell(_ progress: ProcedureWalk.Progress) throws {
    var runs = [progress.sync].compactMap(\.self)
    if case .stopped(let report, _) = progress.standing { runs.append(report) }
    for run in runs.flatMap(\.settled) {
      session.note("run \(run) ended early; what it did is recorded")
    }
    let person = try session.person()
    try session.answer(
      ProcedureReport(
        progress, of: binding, by: "\(person.name) <\(person.email)>",
        time: time))
  }

  /// Asks whether a step is done: only its number or its very words are a yes.
  private func confirms(_ number: Int, of open: Procedure) -> Bool {
    let text = open.steps[number - 1].manual ?? ""
    Terminal.error("Step \(number) of \(open.steps.count): \(text)")
    Terminal.raw("Type \(number) when it is done; anything else stops here: ")
    guard let answer = Terminal.line(until: { Signals.received != nil }) else {
      Terminal.raw("\n")
      return false
    }
    let words = answer.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return words == "\(number)"
      || words == text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
