import Domain
import Ledger
import Syncing

/// The exit code of an apply: of several outcomes the worst counts, 1, then 3, then 0.
enum ApplyStatus {
  /// Of a run that was carried out. A binding that is not due is a refusal only where it was named.
  static func of(_ report: ApplyRun.Report, areNamed: Bool) -> Int32 {
    worst(
      report.record.bindings.map { binding in
        switch binding.outcome {
        case .failed, .partial: ExitStatus.failed
        case .refused: ExitStatus.refused
        case .notDue: areNamed ? ExitStatus.refused : 0
        case .applied, .unchanged, .notServed: 0
        }
      })
  }

  /// Of a dry run.
  static func of(_ preparation: Preparation, areNamed: Bool) -> Int32 {
    worst(
      preparation.bindings.map { binding in
        switch binding.stage {
        case .failed: ExitStatus.failed
        case .refused: ExitStatus.refused
        case .waiting: areNamed ? ExitStatus.refused : 0
        case .planned(let plan, _) where !plan.blocked.isEmpty:
          plan.writing.isEmpty || plan.isRefusedWhole ? ExitStatus.refused : ExitStatus.failed
        case .planned, .unchanged, .notServed: 0
        }
      })
  }

  private static func worst(_ statuses: [Int32]) -> Int32 {
    if statuses.contains(ExitStatus.failed) { return ExitStatus.failed }
    return statuses.contains(ExitStatus.refused) ? ExitStatus.refused : 0
  }
}

extension PreparedBinding {
  /// Whether it cannot even be planned.
  var hasFailed: Bool {
    if case .failed = stage { true } else { false }
  }
}
