package import Domain

/// Why a run ended before its end.
package enum RunError: ExplainedError, Hashable {
  /// The ledger says that another run holds the binding by now.
  case leaseLost(BindingID)
  /// The person or the system ended it; the number of the signal.
  case interrupted(signal: Int32)

  package var category: FailureCategory { .failed }
  package var message: String {
    switch self {
    case .leaseLost(let binding): "another run has taken over \(binding)"
    case .interrupted(let signal): "the run was ended by signal \(signal)"
    }
  }
}
