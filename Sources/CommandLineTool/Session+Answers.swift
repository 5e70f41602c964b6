import ArgumentParser
import Domain
import Reporting
import Syncing

extension Session {
  /// Answers with what a run would do, and ends with the exit code that its worst outcome would
  /// have.
  func end(_ preparation: Preparation, _ surroundings: ApplyRun.Surroundings, areNamed: Bool) throws
  {
    try answer(
      PlanReport(
        preparation, time: time(preparation.situation),
        changes: ChangeReader(
          targets: surroundings.targets, by: preparation.situation.ledger, in: repository)))
    try end(with: ApplyStatus.of(preparation, areNamed: areNamed))
  }

  /// Answers with what a run did, and ends with the exit code of its worst outcome, or of the
  /// signal that ended it.
  ///
  /// - Parameter tellsNewsOnly: whether nothing is told of bindings with nothing to do.
  func end(_ report: ApplyRun.Report, areNamed: Bool, tellsNewsOnly: Bool = false) throws {
    for run in report.settled { note("run \(run) ended early; what it did is recorded") }
    try answer(
      RunReport(
        report, areNamed: areNamed, time: time(report.preparation.situation),
        tellsNewsOnly: tellsNewsOnly))
    try end(
      with: Signals.received.map { 128 + $0 } ?? ApplyStatus.of(report, areNamed: areNamed))
  }

  private func end(with status: Int32) throws {
    if status != 0 { throw ExitCode(status) }
  }
}
