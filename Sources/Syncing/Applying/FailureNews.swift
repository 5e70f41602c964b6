import Domain
import Ledger

/// Tells whether a run that wrote nothing failed where the ledger says that all is well.
///
/// Whoever watches reads the ledger, so a target that cannot be reached must be in it; a job that
/// tries again every minute must not fill it with one and the same failure.
enum FailureNews {
  /// So many runs are looked through for what the ledger says of a binding.
  private static let runsToRead = 50

  /// The bindings whose failure is to be recorded: those that `record` has as failed, or as refused
  /// for objects that are in the way, where the ledger says that their latest run went well, or
  /// knows of none.
  static func bindings(
    of record: RunRecord, configured: [Binding], in ledger: LedgerSnapshot
  ) throws -> [BindingID] {
    let known = Set(configured.map(\.id))
    let failed = record.bindings.filter { $0.isStuck && known.contains($0.binding) }
    guard !failed.isEmpty else { return [] }
    let runs = try ledger.runs(limit: runsToRead) { $0.state != .started }
    return failed.filter { result in
      let last = runs.lazy.compactMap { run in
        run.bindings.first { $0.binding == result.binding && ($0.isStuck || $0.hasSucceeded) }
      }.first
      // What was only refused and cannot be done at all by now is news.
      if last?.outcome == .refused, result.outcome == .failed { return true }
      return last?.isStuck != true
    }.map(\.binding)
  }
}

extension BindingResult {
  /// Whether somebody should look at it: not all was brought, and trying again does not help where
  /// an object or a limit is in the way. What waits for its date, or for a lock, is in order.
  var isStuck: Bool {
    switch outcome {
    case .failed, .partial: true
    case .refused: !objects.isEmpty
    case .applied, .unchanged, .notDue, .notServed: false
    }
  }

  /// Whether all that was to be brought is on the target. A run that only took objects from it says
  /// nothing of how it stands.
  var hasSucceeded: Bool {
    outcome == .applied || (outcome == .unchanged && objects.isEmpty)
  }
}
