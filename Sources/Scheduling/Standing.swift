package import Domain

/// Where a standard binding stands at an instant; `next` is its next planned occurrence.
package enum Standing: Hashable, Sendable {
  /// No occurrence that counts has passed.
  case never(next: Timestamp?)
  /// Nothing is to be done for the latest occurrence.
  case fulfilled(Timestamp, next: Timestamp?)
  /// The latest occurrence may run now.
  case due(Timestamp, next: Timestamp?)
  /// The latest occurrence did not run in time; `since` is the last instant at which it could.
  case missed(Timestamp, since: Timestamp, next: Timestamp?)

  /// The latest occurrence that counts; nil where there is none.
  package var occurrence: Timestamp? {
    switch self {
    case .never: nil
    case .fulfilled(let occurrence, _), .due(let occurrence, _), .missed(let occurrence, _, _):
      occurrence
    }
  }

  /// The next planned occurrence.
  package var next: Timestamp? {
    switch self {
    case .never(let next), .fulfilled(_, let next), .due(_, let next), .missed(_, _, let next):
      next
    }
  }
}
