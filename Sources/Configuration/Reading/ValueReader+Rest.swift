extension ValueReader {
  /// A system with a REST interface as a target.
  mutating func rest(_ name: String, _ fields: Fields) -> TargetsFile.Target? {
    let server = webServer(fields, target: name)
    let description = required("description", fields, of: name).flatMap { self.description($0) }
    let secrets = fields["secrets"].map { self.secrets($0) } ?? []
    let credentials = fields["credentials"].map { credentialSource($0) }
    let requests = fields["requestsPerMinute"].map {
      integer($0, in: 1...1_000_000, expected: "a number of requests a minute")
    }
    let concurrency = fields["concurrency"].map {
      integer($0, in: 1...64, expected: "a number from `1` to `64`")
    }
    guard let server, let description, let secrets else { return nil }
    let system = TargetsFile.RestSystem(
      server: server, description: description, requestsPerMinute: requests.flatMap(\.self),
      concurrency: concurrency.flatMap(\.self))
    return TargetsFile.Target(
      name: name, kind: .rest(system), secrets: secrets,
      credentials: credentials.flatMap(\.self))
  }

  /// A description's name, or the absolute path of one.
  private mutating func description(
    _ value: YAMLValue
  ) -> TargetsFile.RestSystem.Description? {
    let expected = "the name of a description, such as `powerdns`, or the absolute path of one"
    guard let text = text(value, expected: expected) else { return nil }
    if text.hasPrefix("/") { return .file(path: text) }
    guard !text.contains("/"), !text.contains(".") else {
      mismatch(value, expected: expected)
      return nil
    }
    return .named(text)
  }
}
