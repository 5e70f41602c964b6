import Domain

extension RestDescription {
  /// 1 MiB.
  private static let limitBytes = 1 << 20

  /// Reads the description of a system, in YAML; docs/rest.md has the format.
  ///
  /// Throws a `ConfigurationError` with everything that is wrong in it.
  /// - Parameter file: what it is called in problems.
  package static func read(_ bytes: [UInt8], file: String) throws -> RestDescription {
    var reader = ValueReader(file: file)
    guard let root = try YAMLDocument.parse(bytes, file: file), !root.isNull else {
      reader.error("expected `kinds`, found an empty file", at: .start)
      throw ConfigurationError(file: file, problems: reader.problems)
    }
    let description = reader.restDescription(root)
    guard let description, !reader.hasErrors else {
      throw ConfigurationError(file: file, problems: reader.problems.inFileOrder)
    }
    return description
  }

  /// Reads a description of the operator's own: like targets.yaml it decides where content goes, and
  /// throws as reading that does; nil where there is no such file.
  package static func load(path: String, userID: UInt32) throws -> RestDescription? {
    try GuardedFile.read(path, userID: userID, limitBytes: limitBytes)
      .map { try read($0, file: path) }
  }
}

extension ValueReader {
  fileprivate mutating func restDescription(_ root: YAMLValue) -> RestDescription? {
    guard
      let fields = fields(
        root, of: .restDescription, expected: "a mapping with `kinds`", owner: root.position)
    else { return nil }
    if let version = fields["version"] {
      _ = integer(version, in: 1...1, expected: "`1`, the only version there is")
    } else {
      error("expected `version: 1`", at: fields.owner)
    }
    let name = fields["name"].flatMap { text($0, expected: "the system's name") }
    if fields["name"] == nil { error("expected `name`", at: fields.owner) }
    guard let kinds = fields["kinds"] else {
      error("expected `kinds`", at: fields.owner)
      return nil
    }
    var description = RestDescription(
      name: name ?? "", authentication: .bearer, headers: [:], requestsPerMinute: nil,
      concurrency: 4, hasEntityTags: false, retriesConflicts: false, messages: [], kinds: [])
    if let value = fields["authentication"] { authentication(value, &description) }
    description.headers = fields["headers"].map { texts($0, of: "headers") } ?? [:]
    if let value = fields["limits"] { restLimits(value, &description) }
    description.hasEntityTags = fields["etag"].flatMap { flag($0) } ?? false
    description.retriesConflicts = fields["retryConflicts"].flatMap { flag($0) } ?? false
    if let value = fields["messages"] {
      let values = list(value, expected: "a list of routes, such as `[error.title]`") ?? []
      description.messages = values.compactMap { route($0) }
    }
    for field in namedFields(kinds, expected: "a mapping of kinds") ?? [] {
      if let kind = restKind(field) { description.kinds.append(kind) }
    }
    checkReferences(description, at: kinds.position)
    return description
  }

  private mutating func authentication(
    _ value: YAMLValue, _ description: inout RestDescription
  ) {
    let expected = "`basic`, `bearer` or `header NAME`"
    guard let text = text(value, expected: expected) else { return }
    let words = text.split(separator: " ").map(String.init)
    switch (words.first, words.count) {
    case ("basic", 1): description.authentication = .basic
    case ("bearer", 1): description.authentication = .bearer
    case ("header", 2): description.authentication = .header(words[1])
    default: mismatch(value, expected: expected)
    }
  }

  private mutating func restLimits(_ value: YAMLValue, _ description: inout RestDescription) {
    let fields = fields(
      value, of: .restLimits, expected: "a mapping such as `{ requestsPerMinute: 600 }`",
      owner: value.position)
    if let value = fields?["requestsPerMinute"] {
      description.requestsPerMinute = integer(
        value, in: 1...1_000_000, expected: "a number of requests a minute")
    }
    if let value = fields?["concurrency"],
      let number = integer(value, in: 1...64, expected: "a number from `1` to `64`")
    {
      description.concurrency = number
    }
  }

  /// Every kind that a field refers to is one of the description.
  private mutating func checkReferences(_ description: RestDescription, at position: Position) {
    let names = description.kinds.map(\.name)
    for kind in description.kinds {
      for name in kind.references.sorted() where !names.contains(name) {
        error(
          "\(kind.name.inCode) refers to the kind \(name.inCode), which is not described",
          at: position, suggestion: Suggestion.nearest(to: name, in: names))
      }
    }
  }

  // MARK: Parts

  /// `true` or `false`.
  mutating func flag(_ value: YAMLValue) -> Bool? { word(value, of: .boolean).map { $0 == "true" } }

  /// A mapping of texts.
  mutating func texts(_ value: YAMLValue, of name: String) -> [String: String] {
    var texts: [String: String] = [:]
    for field in namedFields(value, expected: "a mapping of \(name)") ?? [] {
      if let text = field.value.text {
        texts[field.key] = text
      } else {
        mismatch(field.value, expected: "a text")
      }
    }
    return texts
  }

  /// The way to a value: keys with dots between; `.` for the whole.
  mutating func route(_ value: YAMLValue) -> ValueRoute? {
    guard let text = text(value, expected: "keys with dots between, such as `data.items`") else {
      return nil
    }
    return ValueRoute(text.split(separator: ".").map(String.init))
  }

  /// Any value, as a file would have it.
  mutating func content(_ value: YAMLValue) -> ContentValue? {
    switch value.content {
    case .text(let text, let isPlain): return isPlain ? ContentValue(plain: text) : .text(text)
    case .list(let values): return .list(values.compactMap { content($0) })
    case .fields(let fields):
      return .map(
        ContentMap(
          fields.compactMap { field in
            content(field.value).map { (field.key, $0) }
          }))
    case .refused:
      mismatch(value, expected: "a value")
      return nil
    }
  }

  /// A mapping of any values.
  mutating func contents(_ value: YAMLValue) -> [String: ContentValue] {
    var contents: [String: ContentValue] = [:]
    for field in namedFields(value, expected: "a mapping") ?? [] {
      contents[field.key] = content(field.value)
    }
    return contents
  }
}

extension RestDescription.Kind {
  /// The kinds that its fields refer to.
  package var references: Set<String> {
    fields.reduce(into: []) { $0.formUnion($1.shape.references) }
  }
}

extension RestDescription.Shape {
  /// The kinds that it refers to.
  package var references: Set<String> {
    switch self {
    case .reference(let kind, _): [kind]
    case .list(let element, _, _, _): element.references
    case .fields(let fields): fields.reduce(into: []) { $0.formUnion($1.shape.references) }
    case .text, .number, .boolean, .any: []
    }
  }
}
