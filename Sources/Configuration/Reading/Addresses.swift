import Domain

/// The rule for the e-mail addresses that name people.
enum Addresses {
  /// Something, one `@`, something: no white space, no invisible characters, and nothing that
  /// could stand for several people (wildcards and lists; ssh-keygen(1), "ALLOWED SIGNERS", gives
  /// them such a meaning).
  static func isValid(_ text: String) -> Bool {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    let forbidden: Set<Unicode.Scalar> = ["*", "?", ",", ";", "<", ">", "\""]
    return parts.count == 2 && parts.allSatisfy { !$0.isEmpty }
      && text.unicodeScalars.allSatisfy {
        $0.isVisible && !$0.properties.isWhitespace && !forbidden.contains($0)
      }
  }

  /// The form in which two addresses are the same person's: case does not count.
  static func identity(_ address: String) -> String { address.lowercased() }

  /// The address in `Name <address>`, the form that git shows people in.
  static func suggestion(for text: String) -> String? {
    guard text.hasSuffix(">"), let start = text.lastIndex(of: "<") else { return nil }
    let inner = String(text[text.index(after: start)...].dropLast())
    return isValid(inner) ? inner : nil
  }
}

extension ValueReader {
  /// One address.
  mutating func address(_ value: YAMLValue) -> String? {
    if let text = value.text, Addresses.isValid(text) { return text }
    mismatch(
      value, expected: "the e-mail address of one person, such as `ops@example.com`",
      suggestion: value.text.flatMap(Addresses.suggestion))
    return nil
  }

  /// The addresses in a list, at least one, each once, as they are written.
  mutating func addresses(_ value: YAMLValue, expected: String) -> [String]? {
    guard let values = list(value, expected: expected) else { return nil }
    if values.isEmpty {
      error(
        "expected at least one e-mail address, found none: nobody could do it", at: value.position)
      return nil
    }
    var first: [String: Position] = [:]
    var result: [String] = []
    for value in values {
      guard let address = address(value) else { continue }
      let identity = Addresses.identity(address)
      if let other = first[identity] {
        error(
          "the address \(address.inCode) is named twice, first in line \(other.line)",
          at: value.position)
      } else {
        first[identity] = value.position
        result.append(address)
      }
    }
    return result.count == values.count ? result : nil
  }

  /// Who may run, hold and roll back.
  mutating func roles(_ value: YAMLValue, owner: Position) -> Roles? {
    let fields = fields(
      value, of: .roles, expected: "a mapping with \(Place.roles.words.alternatives)",
      owner: owner)
    guard let fields else { return nil }
    let people = Place.roles.words.map { role in
      fields[role].flatMap { addresses($0, expected: "a list of e-mail addresses") }
    }
    return Roles(run: people[0], hold: people[1], rollback: people[2])
  }
}
