package import Domain
import Git
package import Ledger

/// What became of each object of a plan.
package struct ObjectOutcome: Sendable, Hashable {
  package var object: PlannedObject
  package var outcome: ObjectResult.Outcome
  package var error: String?
  /// Whether it is on the target under both names, and this run may not mend that any more: then
  /// the run records nothing, and its lease stays for whoever takes it over.
  var isHalfRenamed = false
  /// Whether it is what a failed write left of an object: ours, and no version of a commit.
  var isHalfWritten = false
  /// What a reader must know of one that is done.
  package var note: String?

  package init(_ object: PlannedObject, _ outcome: ObjectResult.Outcome, _ error: String? = nil) {
    self.object = object
    self.outcome = outcome
    self.error = error
  }

  /// Whether what was to become of it is so now.
  package var isDone: Bool { outcome == .done || outcome == .unchanged }

  /// Whether nothing is wrong with it, and it only waits for the other objects of its binding.
  var waitsForOthers: Bool { !isDone && error == BindingPlan.waitsForOthers }

  /// For the run's record.
  package var result: ObjectResult {
    ObjectResult(
      path: object.path, action: object.action, outcome: outcome, error: error,
      from: object.fromPath, note: note)
  }
}

/// What a run did with one binding, object by object.
package struct BindingOutcome: Sendable {
  package var plan: BindingPlan
  package var occurrence: Timestamp?
  package var objects: [ObjectOutcome]
  /// Whether nothing of it was tried, because another binding goes before it.
  package var waits: Bool

  package init(
    plan: BindingPlan, occurrence: Timestamp?, objects: [ObjectOutcome], waits: Bool = false
  ) {
    self.waits = waits
    self.plan = plan
    self.occurrence = occurrence
    self.objects = objects
  }

  /// Whether anything on the target was changed.
  package var hasWritten: Bool { objects.contains { $0.object.writes && $0.outcome == .done } }

  package var outcome: BindingResult.Outcome {
    if objects.isEmpty { return .unchanged }
    if objects.allSatisfy(\.isDone) { return .applied }
    if hasWritten { return .partial }
    // What a run did not come to, because somebody ended it, no rule forbade.
    let hasFailed = objects.contains {
      $0.outcome == .failed || ($0.outcome == .skipped && !waits)
    }
    return hasFailed ? .failed : .refused
  }

  /// Whether the deployed commit moves: a run that only failed leaves it where it was, and so do
  /// chosen entries.
  package var movesCommit: Bool {
    plan.carries == nil && [.applied, .unchanged, .partial].contains(outcome)
  }

  /// Whether all that was to be done is done.
  package var isFinished: Bool { [.applied, .unchanged].contains(outcome) }

  /// The paths that are not as they were to be.
  package var undonePaths: Set<GitPath> {
    Set(
      objects.filter { !$0.isDone }.flatMap {
        [$0.object.path, $0.object.fromPath ?? $0.object.path]
      })
  }
}
