import Domain
import Ledger

/// A run has written to targets, and could not record what came of it.
struct ResultNotRecorded: ExplainedError {
  let run: String
  /// How many objects are on their targets as they are to be, of how many.
  let done: Int
  let total: Int
  let reason: any ExplainedError

  /// The error as such, where it leaves the run without its record; one of a run that was taken over,
  /// which is recorded by then, stays as it is.
  static func told(
    _ error: any ExplainedError, of record: RunRecord, _ outcomes: [BindingID: BindingOutcome]
  ) -> any ExplainedError {
    if error is RunError { return error }
    let objects = outcomes.values.flatMap(\.objects)
    return ResultNotRecorded(
      run: record.run, done: objects.count(where: \.isDone), total: objects.count, reason: error)
  }

  var category: FailureCategory { reason.category }

  var message: String {
    let objects = total == 1 ? "1 object" : "\(total) objects"
    return "the run \(run) brought \(done) of \(objects), and could not record what it did"
  }

  var causes: [String] { [reason.message] + reason.causes }

  var hints: [String] {
    (reason.category == .failed ? reason.hints : []) + [
      "run it again when the ledger can be reached: it looks at the targets first, and records what is there"
    ]
  }
}
