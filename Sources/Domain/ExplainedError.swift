/// What kind of failure an error is; the command line maps it to an exit code.
package enum FailureCategory: Sendable, Hashable {
  /// Something was tried and did not work.
  case failed
  /// A rule forbids it: a date, a limit, drift, an agreement.
  case refused
  /// The repository or the ledger cannot be read completely.
  case unreadable
  /// The command was called wrongly.
  case usage
  /// `deploysync.yaml` or `targets.yaml` is invalid.
  case configuration
}

/// An error that a person can act on: what happened, why, and what to type next.
///
/// Messages are sentences without a period at the end; hints name the next command.
package protocol ExplainedError: Error {
  var category: FailureCategory { get }
  var message: String { get }
  /// What led to it, the nearest first.
  var causes: [String] { get }
  var hints: [String] { get }
}

extension ExplainedError {
  package var causes: [String] { [] }
  package var hints: [String] { [] }
}
