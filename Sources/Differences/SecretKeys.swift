package import Configuration

/// Knows which values must not be shown: by the names of their keys, and a few by their form.
package struct SecretKeys: Sendable, Hashable {
  /// A key with one of these in its name is secret; only letters and digits count, in any case.
  private static let parts = [
    "secret", "token", "password", "passwd", "passphrase", "passcode", "apikey", "accesskey",
    "privatekey", "signingkey", "sharedkey", "encryptionkey", "credential", "authentication",
    "authorization", "bearer",
  ]
  /// A key with one of these names is secret.
  private static let names: Set<String> = ["auth", "pwd", "pass", "otp"]
  /// What a well-known kind of key or token begins with.
  private static let prefixes = [
    "ghp_", "gho_", "ghs_", "ghu_", "github_pat_", "glpat-", "xoxb-", "xoxp-", "xapp-", "AKIA",
    "sk_live_", "rk_live_",
  ]
  /// Keys that say what the value beside them is of.
  private static let naming = ["name", "key", "field", "header", "id", "variable", "parameter"]
  private static let named: Set<String> = ["value", "values", "default", "content", "val", "data"]

  private let own: [String]

  /// The default names, and those that the target's description adds.
  package init(_ own: [String] = []) { self.own = own.map(Self.normalized).filter { !$0.isEmpty } }

  /// Whether values of a key with this name are secret.
  package func isSecret(key: String) -> Bool {
    let name = Self.normalized(key)
    return Self.names.contains(name) || Self.parts.contains { name.contains($0) }
      || own.contains { name.contains($0) }
  }

  /// Whether the value of a key of this mapping is secret: by its name, or by another key beside it
  /// that names it, as in `{ name: api_token, value: … }`.
  func isSecret(key: String, in map: ContentMap) -> Bool {
    if isSecret(key: key) { return true }
    guard Self.named.contains(key.lowercased()) else { return false }
    return map.keys.contains { other in
      guard Self.naming.contains(other.lowercased()), case .text(let name)? = map[other] else {
        return false
      }
      return !name.contains(" ") && isSecret(key: name)
    }
  }

  /// Whether a text is secret by its form: a private key, a token, a URL with a password.
  func isSecret(text: String) -> Bool {
    if text.contains("-----BEGIN "), text.contains("PRIVATE KEY") { return true }
    if text.contains("://"), text.firstMatch(of: /:\/\/[^\/\s:@]*:[^\/\s@]+@/) != nil {
      return true
    }
    if text.firstMatch(of: /\b([Bb]earer|[Bb]asic)\s+[A-Za-z0-9+\/=._~-]{8,}/) != nil {
      return true
    }
    if text.contains("eyJ"), text.firstMatch(of: /eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\./) != nil
    {
      return true
    }
    return Self.prefixes.contains { prefix in
      text.contains(prefix)
        && text.ranges(of: prefix).contains { range in
          let rest = text[range.upperBound...].prefix { $0.isLetter || $0.isNumber || $0 == "_" }
          let before = text[..<range.lowerBound].last
          return rest.count >= 12 && !(before.map { $0.isLetter || $0.isNumber } ?? false)
        }
    }
  }

  /// Whether anything in the value is secret.
  package func isIn(_ value: ContentValue) -> Bool {
    switch value {
    case .literal: false
    case .text(let text): isSecret(text: text)
    case .list(let list): list.contains(where: isIn)
    case .map(let map):
      map.keys.contains { key in
        isSecret(key: key, in: map) || isSecret(text: key) || (map[key].map(isIn) ?? false)
      }
    }
  }

  /// Whether a text of any format has, or seems to have, something secret: a name of a secret with
  /// a value after it. Names in running text can be taken for one; that only hides a patch.
  package func appear(in text: String) -> Bool {
    if isSecret(text: text) { return true }
    let scalars = Array(text.unicodeScalars)
    var index = 0
    while index < scalars.count {
      guard Self.isWord(scalars[index]) else {
        index += 1
        continue
      }
      let start = index
      while index < scalars.count, Self.isWord(scalars[index]) { index += 1 }
      var word = String.UnicodeScalarView()
      word.append(contentsOf: scalars[start..<index])
      guard isSecret(key: String(word)) else { continue }
      var next = index
      while next < scalars.count, scalars[next] == " " || scalars[next] == "\t" { next += 1 }
      if next < scalars.count, ":=>\"'".unicodeScalars.contains(scalars[next]) { return true }
    }
    return false
  }

  /// The value with all that is secret in it replaced by `(secret)`.
  package func redacted(_ value: ContentValue) -> ContentValue {
    switch value {
    case .literal: return value
    case .text(let text): return isSecret(text: text) ? Self.placeholder : value
    case .list(let list): return .list(list.map(redacted))
    case .map(let map):
      return .map(
        ContentMap(
          map.keys.map { key in
            let name = isSecret(text: key) ? "(secret)" : key
            if isSecret(key: key, in: map) { return (name, Self.placeholder) }
            return (name, map[key].map(redacted) ?? .null)
          }))
    }
  }

  private static let placeholder = ContentValue.literal("(secret)")

  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar == "_"
      || scalar == "-" || scalar == "."
  }

  private static func normalized(_ key: String) -> String {
    String(
      String.UnicodeScalarView(
        key.lowercased().unicodeScalars.filter {
          $0.properties.isAlphabetic || ("0"..."9").contains($0)
        }))
  }
}
