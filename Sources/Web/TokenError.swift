package import Domain

/// An authorization server answered, and not with a token that can be used.
package struct TokenError: ExplainedError, Hashable {
  /// Its host and path.
  package let place: String

  package var category: FailureCategory { .failed }
  package var message: String { "\(place) answered without a bearer token" }
  package var hints: [String] { ["check `tokenUrl` and `scope` in targets.yaml"] }
}
