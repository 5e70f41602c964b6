package import Domain

/// Why a run ended before its end.
package enum RunError: ExplainedError, Hashable {
  /// The ledger says that another run holds the binding by now.
  case leaseLost(BindingID)
  /// The lease could not be renewed in time, and others may take the binding over. With the reason
  /// why the latest attempt came to nothing; nil where the process did not come to make one.
  case leaseExpired(BindingID, reason: String?)
  /// The person or the system ended it; the number of the signal.
  case interrupted(signal: Int32)

  package var category: FailureCategory { .failed }
  package var message: String {
    switch self {
    case .leaseLost(let binding): "another run has taken over \(binding)"
    case .leaseExpired(let binding, let reason):
      "the lease of \(binding) ran out" + (reason.map { ", and could not be renewed: \($0)" } ?? "")
    case .interrupted(let signal): "the run was ended by signal \(signal)"
    }
  }
  package var hints: [String] {
    switch self {
    case .leaseExpired:
      ["what it had done is found on the target: deploysync apply --wait 2m"]
    case .leaseLost, .interrupted: []
    }
  }
}
