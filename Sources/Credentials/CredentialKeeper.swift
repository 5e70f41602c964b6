package import Configuration

/// Who knows the credential of one target.
///
/// A keeper is asked for it when the first request needs it and told whether the system took it.
package protocol CredentialKeeper: AnyObject, Sendable {
  /// The credential as it is now.
  ///
  /// Throws an `ExplainedError` that says where it was looked for.
  func credential() throws -> Credential

  /// The system refused it (401): another one to try once, nil where there is none.
  ///
  /// Throws as `credential()` does.
  func replacement(for refused: Credential) throws -> Credential?

  /// The system took it.
  func accepted(_ credential: Credential)
}

extension CredentialKeeper {
  package func replacement(for refused: Credential) throws -> Credential? { nil }
  package func accepted(_ credential: Credential) {}
}

/// Where secrets of the operator's file are looked for: this process's own surroundings.
package struct CredentialPlaces: Sendable {
  /// The environment of this process.
  package var environment: [String: String]
  /// The effective user.
  package var userID: UInt32

  package init(environment: [String: String], userID: UInt32) {
    self.environment = environment
    self.userID = userID
  }

  /// The secret in a variable or a file, without the newline at its end.
  ///
  /// Throws `CredentialError` where it is not there, not one line of text, or in a file that others
  /// than its owner can read.
  package func secret(at place: TargetsFile.SecretPlace) throws(CredentialError) -> Secret {
    switch place {
    case .environment(let name):
      guard let value = environment[name], !value.isEmpty else { throw .noVariable(name) }
      return try Self.secret(Array(value.utf8), in: "the environment variable `\(name)`")
    case .file(let path):
      let bytes = try SecretFile.read(path, userID: userID)
      let lines = bytes.last == 0x0a ? Array(bytes.dropLast()) : bytes
      let line = lines.last == 0x0d ? Array(lines.dropLast()) : lines
      guard !line.isEmpty else { throw .empty(path: path) }
      return try Self.secret(line, in: "the file \(path)")
    }
  }

  private static func secret(
    _ bytes: [UInt8], in place: String
  ) throws(CredentialError) -> Secret {
    // A line's end would end the header that it is sent in.
    guard bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }),
      let text = String(validating: bytes, as: UTF8.self)
    else { throw .notOneLine(place: place) }
    return Secret(text)
  }
}

/// A credential of a variable or a file, looked for when it is first needed.
package final class PlacedCredential: CredentialKeeper {
  private let user: String?
  private let place: TargetsFile.SecretPlace
  private let places: CredentialPlaces

  package init(user: String?, place: TargetsFile.SecretPlace, places: CredentialPlaces) {
    self.user = user
    self.place = place
    self.places = places
  }

  /// Throws `CredentialError`.
  package func credential() throws -> Credential {
    Credential(user: user, secret: try places.secret(at: place))
  }

  /// The file may have been renewed since it was read.
  package func replacement(for refused: Credential) throws -> Credential? {
    guard case .file = place else { return nil }
    let now = try credential()
    return now == refused ? nil : now
  }
}
