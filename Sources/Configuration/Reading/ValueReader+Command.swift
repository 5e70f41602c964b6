extension ValueReader {
  /// A program of the operator as a target.
  mutating func command(_ name: String, _ fields: Fields) -> TargetsFile.Target? {
    guard let value = required("command", fields, of: name) else { return nil }
    let words = commandWords(value)
    let seconds = fields["timeout"].map { commandTimeout($0) }
    let environment = fields["environment"].map { variableNames($0) } ?? []
    let credentials = fields["credentials"].map { commandCredentials($0) }
    let secrets = fields["secrets"].map { self.secrets($0) } ?? []
    let key = fields["key"].map { text($0, expected: "a key of the files, such as `title`") }
    let comparison = fields["compare"].map { word($0, of: .comparison) }
    guard let words, let environment, let secrets, !hasErrors else { return nil }
    return TargetsFile.Target(
      name: name,
      kind: .command(
        TargetsFile.Command(
          words: words,
          timeoutSeconds: seconds.flatMap(\.self) ?? TargetsFile.Command.usualTimeoutSeconds,
          environment: environment)),
      key: key.flatMap(\.self),
      comparison: comparison.flatMap(\.self).flatMap(TargetsFile.Comparison.init) ?? .bytes,
      secrets: secrets, credentials: credentials.flatMap(\.self))
  }

  /// A program and its arguments. A text alone would need a shell to be taken apart.
  private mutating func commandWords(_ value: YAMLValue) -> [String]? {
    let expected = "a list such as `[/usr/local/bin/pager-sync, --quiet]`"
    guard case .list(let values) = value.content, let first = values.first else {
      mismatch(value, expected: expected)
      return nil
    }
    guard first.text?.hasPrefix("/") ?? false else {
      mismatch(
        first, expected: "the absolute path of a program, such as `/usr/local/bin/pager-sync`")
      return nil
    }
    let words = values.compactMap { text($0, expected: "a text without invisible characters") }
    return words.count == values.count ? words : nil
  }

  private mutating func commandTimeout(_ value: YAMLValue) -> Int64? {
    guard let seconds = duration(value) else { return nil }
    guard (1...86_400).contains(seconds) else {
      mismatch(value, expected: "a time from `1s` to `1d`")
      return nil
    }
    return seconds
  }

  private mutating func variableNames(_ value: YAMLValue) -> [String]? {
    let expected = "a list of environment variables, such as `[PAGER_REGION]`"
    guard let values = list(value, expected: expected) else { return nil }
    let names = values.compactMap { value -> String? in
      guard let name = value.text, Self.isVariableName(name), !name.hasPrefix("DEPLOYSYNC_")
      else {
        // Somebody may have written `NAME=VALUE`, and the value can be a secret.
        error(
          "expected the name of an environment variable, such as `PAGER_REGION`, whose value is "
            + "then handed over", at: value.position)
        return nil
      }
      return name
    }
    return names.count == values.count ? names : nil
  }

  /// A credential that this machine has: a program has no address to ask others for.
  private mutating func commandCredentials(_ value: YAMLValue) -> TargetsFile.CredentialSource? {
    guard let source = credentialSource(value) else { return nil }
    guard case .placed = source.kind else {
      error("a `command` takes `credentials` by `env` or `file`", at: value.position)
      return nil
    }
    return source
  }
}
