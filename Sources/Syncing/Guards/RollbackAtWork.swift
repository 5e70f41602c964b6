package import Domain

/// A rollback that is not begun since a run is at work on the binding, or on one that it shares
/// objects with.
package struct RollbackAtWork: ExplainedError, Hashable {
  package var binding: BindingID
  package var run: String
  /// The rollback, as a person types it.
  package var command: String

  package var category: FailureCategory { .refused }
  package var message: String { "run \(run) is at work on \(binding)" }
  package var hints: [String] { ["wait for it: \(command) --wait 2m"] }
}
