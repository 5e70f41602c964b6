import Domain
import Ledger

/// Whether a plan stays within its binding's limits.
enum LimitCheck {
  /// What is over a limit: a clause with the numbers, and the objects that count. Nil where nothing is.
  ///
  /// `deletes` counts deleted objects; `changes` all that would be created, updated, renamed or
  /// deleted. A share counts once something is recorded.
  static func violation(
    of plan: BindingPlan, limits: Limits, recordedCount: Int
  ) -> (why: String, objects: [PlannedObject])? {
    let changes = plan.writing
    let deletes = changes.filter { $0.action == .delete || $0.action == .deactivate }
    for (name, bound, objects) in [
      ("deletes", limits.deletes, deletes), ("changes", limits.changes, changes),
    ] {
      guard let bound, let allowed = allowed(bound, of: recordedCount), objects.count > allowed
      else { continue }
      let share =
        if case .percent(let percent) = bound { " (\(percent)% of \(recordedCount))" } else { "" }
      return (
        "it is over the limit `\(name)`: \(objects.count), allowed \(allowed)\(share)", objects
      )
    }
    return nil
  }

  private static func allowed(_ bound: Limits.Bound, of recorded: Int) -> Int? {
    switch bound {
    case .objects(let number): number
    case .percent(let percent): recorded == 0 ? nil : recorded * percent / 100
    }
  }
}
