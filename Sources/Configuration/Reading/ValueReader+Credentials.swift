extension ValueReader {
  /// Where a target's credential comes from.
  mutating func credentialSource(_ value: YAMLValue) -> TargetsFile.CredentialSource? {
    // A secret that stands in the file itself must not be repeated by a problem.
    guard case .fields = value.content else {
      error("expected a mapping such as `{ env: NAME }`", at: value.position)
      return nil
    }
    let expected = "a mapping such as `{ env: NAME }`"
    guard
      let fields = fields(value, of: .credentials, expected: expected, owner: value.position),
      let way = onlyOne(["env", "file", "git", "oauth"], in: fields)
    else { return nil }
    var user: String?
    if let value = fields["user"] {
      guard way.key != "oauth" else {
        error("`user` does not go with `oauth`, which has `clientId`", at: value.position)
        return nil
      }
      user = userName(value)
      if user == nil { return nil }
    }
    let kind: TargetsFile.CredentialSource.Kind?
    switch way.key {
    case "git":
      if way.value.text != "true" { mismatch(way.value, expected: "`true`") }
      kind = way.value.text == "true" ? .git : nil
    case "oauth": kind = oauthClient(way.value).map { .oauth($0) }
    default: kind = secretPlace(way).map { .placed($0) }
    }
    return kind.map { TargetsFile.CredentialSource(kind: $0, user: user) }
  }

  private mutating func oauthClient(_ value: YAMLValue) -> TargetsFile.OAuthClient? {
    let expected = "a mapping with `tokenUrl`, `clientId` and `clientSecret`"
    guard let fields = fields(value, of: .oauth, expected: expected, owner: value.position)
    else { return nil }
    var missing = false
    for key in ["tokenUrl", "clientId", "clientSecret"] where fields[key] == nil {
      error("expected \(key.inCode) in `oauth`", at: value.position)
      missing = true
    }
    guard !missing, let url = fields["tokenUrl"], let id = fields["clientId"],
      let secret = fields["clientSecret"]
    else { return nil }
    let tokenURL = webURL(url)
    if let tokenURL, tokenURL.hasPrefix("http://"), !Self.isLoopback(tokenURL) {
      error("expected `https`: the client's secret is sent there", at: url.position)
      return nil
    }
    let clientID = text(id, expected: "the client's name")
    let place = clientSecret(secret)
    let scope = fields["scope"].map { text($0, expected: "a scope, such as `read write`") }
    guard let tokenURL, let clientID, let place else { return nil }
    if let scope, scope == nil { return nil }
    return TargetsFile.OAuthClient(
      tokenURL: tokenURL, clientID: clientID, clientSecret: place, scope: scope.flatMap(\.self))
  }

  private mutating func clientSecret(_ value: YAMLValue) -> TargetsFile.SecretPlace? {
    guard case .fields = value.content else {
      error("expected a place such as `{ env: NAME }`, never the secret itself", at: value.position)
      return nil
    }
    guard
      let fields = fields(
        value, of: .secretPlace, expected: "a place such as `{ env: NAME }`", owner: value.position),
      let way = onlyOne(["env", "file"], in: fields)
    else { return nil }
    return secretPlace(way)
  }

  /// The only one of the keys that is there.
  private mutating func onlyOne(
    _ keys: [String], in fields: Fields
  ) -> (key: String, value: YAMLValue)? {
    let found = keys.compactMap { key in fields[key].map { (key: key, value: $0) } }
    if found.count == 1 { return found[0] }
    error(
      found.isEmpty
        ? "expected \(keys.alternatives)"
        : "expected one of \(keys.alternatives), found \(found.map(\.key).enumeration)",
      at: found.last?.value.position ?? fields.owner)
    return nil
  }

  private mutating func secretPlace(
    _ way: (key: String, value: YAMLValue)
  ) -> TargetsFile.SecretPlace? {
    if way.key == "file" {
      guard way.value.text?.hasPrefix("/") ?? false else {
        error("expected the absolute path of a file", at: way.value.position)
        return nil
      }
      return text(way.value, expected: "a path without invisible characters").map {
        .file(path: $0)
      }
    }
    guard let name = way.value.text, Self.isVariableName(name) else {
      // What stands there can be the secret itself.
      error(
        "expected the name of an environment variable, such as `HELP_DESK_TOKEN`",
        at: way.value.position)
      return nil
    }
    return .environment(name)
  }

  /// A name that every shell takes (POSIX.1-2017, 8.1): letters, digits and `_`.
  static func isVariableName(_ name: String) -> Bool {
    guard let first = name.utf8.first, !(0x30...0x39).contains(first), name.utf8.count <= 255
    else { return false }
    return name.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte | 0x20)
        || byte == UInt8(ascii: "_")
    }
  }

  /// A user: without the colon that ends it in Basic (RFC 7617, 2).
  private mutating func userName(_ value: YAMLValue) -> String? {
    guard let name = text(value, expected: "the name of a user") else { return nil }
    guard !name.contains(":") else {
      error("the name of a user holds a `:`", at: value.position)
      return nil
    }
    return name
  }
}
