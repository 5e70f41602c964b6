import Domain
import Ledger

/// Tells whether a run that wrote nothing failed where the ledger says that all is well.
///
/// Whoever watches reads the ledger, so a target that cannot be reached must be in it; a job that
/// tries again every minute must not fill it with one and the same failure.
enum FailureNews {
  /// The bindings whose failure is to be recorded: those that `record` has as failed, or as refused
  /// for objects that are in the way, where the ledger says that their latest run went well, or
  /// knows of none.
  static func bindings(
    of record: RunRecord, configured: [Binding], in ledger: LedgerSnapshot
  ) throws -> [BindingID] {
    let known = Set(configured.map(\.id))
    let failed = record.bindings.filter { $0.isStuck && known.contains($0.binding) }
    guard !failed.isEmpty else { return [] }
    let latest = try ledger.latestRuns(of: failed.map(\.binding))
    return failed.filter { result in
      let last = latest[result.binding]?.result
      // What was only refused and cannot be done at all by now is news.
      if last?.outcome == .refused, result.outcome == .failed { return true }
      return last?.isStuck != true
    }.map(\.binding)
  }
}
