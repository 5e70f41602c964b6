/// A password, token or key that is never shown.
///
/// Whatever prints it, by description, by mirror (`dump`, `String(reflecting:)`) or as JSON, shows
/// `…`. Only `reveal()` tells the value, where it is handed to the system that it is for.
package struct Secret: Hashable, Sendable {
  private let value: String

  package init(_ value: String) { self.value = value }

  /// The value itself; for requests and for the input of `git credential` alone.
  package func reveal() -> String { value }

  package var isEmpty: Bool { value.isEmpty }

  /// What stands in the place of a secret wherever text is shown.
  package static let placeholder = "…"
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { Self.placeholder }
  package var debugDescription: String { Self.placeholder }
  package var customMirror: Mirror { Mirror(self, children: []) }
}

extension Secret: Encodable {
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(Self.placeholder)
  }
}

/// With whom and with what this program makes itself known to a target.
package struct Credential: Hashable, Sendable, Encodable {
  /// nil where the secret alone counts, as a token does.
  package var user: String?
  package var secret: Secret

  package init(user: String? = nil, secret: Secret) {
    self.user = user
    self.secret = secret
  }
}
