import Domain
import Ledger

/// Tells whether a run that wrote nothing failed where the ledger says that all is well.
///
/// Whoever watches reads the ledger, so a target that cannot be reached must be in it; a job that
/// tries again every minute must not fill it with one and the same failure.
enum FailureNews {
  /// So many runs are looked through for what the ledger says of a binding.
  private static let runsToRead = 50

  /// The bindings whose failure is to be recorded: those that `record` has as failed, where the
  /// ledger says that their latest run went well, or knows of none.
  static func bindings(
    of record: RunRecord, configured: [Binding], in ledger: LedgerSnapshot
  ) throws -> [BindingID] {
    let known = Set(configured.map(\.id))
    let failed = record.bindings.filter { $0.outcome == .failed && known.contains($0.binding) }
    guard !failed.isEmpty else { return [] }
    let runs = try ledger.runs(limit: runsToRead) { $0.state != .started }
    return failed.filter { result in
      let last = runs.lazy.compactMap { run in
        run.bindings.first {
          $0.binding == result.binding && ![.notDue, .notServed, .refused].contains($0.outcome)
        }
      }.first
      return ![.failed, .partial].contains(last?.outcome)
    }.map(\.binding)
  }
}
