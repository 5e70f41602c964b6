extension ValueReader {
  /// The fields of a kind, of a mapping inside one, or of the elements of a list.
  mutating func restFields(_ value: YAMLValue) -> [RestDescription.Field] {
    (namedFields(value, expected: "a mapping of fields") ?? []).compactMap { restField($0) }
  }

  /// The fields of a mapping, which is written, read and compared as one.
  private mutating func innerFields(_ value: YAMLValue) -> [RestDescription.Field] {
    for field in namedFields(value, expected: "a mapping of fields") ?? [] {
      guard case .fields(let keys) = field.value.content else { continue }
      for key in keys where ["immutable", "secret"].contains(key.key) {
        error(
          "\(key.key.inCode) is for the fields of an object, not for those inside of a map: the map "
            + "is written and compared as one", at: key.position)
      }
    }
    return restFields(value)
  }

  /// One field; a text is its type.
  private mutating func restField(_ field: YAMLField) -> RestDescription.Field? {
    var own = RestDescription.Field(
      name: field.key, route: ValueRoute([field.key]), sentRoute: ValueRoute([field.key]),
      shape: .text(isTrimmed: false), usual: nil, sentNull: .null,
      isReadOnly: false, isImmutable: false, isSecret: false)
    if field.value.text != nil {
      guard let shape = shape(field.value, Fields(owner: field.position)) else { return nil }
      own.shape = shape
      return own
    }
    guard
      let fields = fields(
        field.value, of: .restField, expected: "a type, or a mapping such as `{ type: text }`",
        owner: field.position)
    else { return nil }
    guard let type = fields["type"] else {
      error("expected `type` in the field \(field.key.inCode)", at: field.position)
      return nil
    }
    guard let shape = shape(type, fields) else { return nil }
    own.shape = shape
    if let value = fields["at"], let route = route(value) {
      own.route = route
      own.sentRoute = route
    }
    if let value = fields["sendAt"], let route = route(value) { own.sentRoute = route }
    if let value = fields["null"], let content = content(value) { own.sentNull = content }
    own.usual = fields["default"].flatMap { usual($0, of: shape) }
    own.isReadOnly = fields["readOnly"].flatMap { flag($0) } ?? false
    own.isImmutable = fields["immutable"].flatMap { flag($0) } ?? false
    own.isSecret = fields["secret"].flatMap { flag($0) } ?? false
    return own
  }

  /// A default, which has to be a value of the field itself.
  private mutating func usual(
    _ value: YAMLValue, of shape: RestDescription.Shape
  ) -> ContentValue? {
    guard let usual = content(value) else { return nil }
    if let flaw = shape.flaw(of: usual) {
      error("expected the `default` to be \(flaw)", at: value.position)
    }
    return usual
  }

  private mutating func shape(_ type: YAMLValue, _ fields: Fields) -> RestDescription.Shape? {
    switch word(type, of: .restType) {
    case "text": return .text(isTrimmed: fields["trim"].flatMap { flag($0) } ?? false)
    case "number": return .number
    case "any": return .any
    case "boolean":
      return .boolean(
        on: fields["true"].flatMap { content($0) } ?? .literal("true"),
        off: fields["false"].flatMap { content($0) } ?? .literal("false"))
    case "reference":
      guard let kind = fields["kind"].flatMap({ text($0, expected: "the name of a kind") }) else {
        error("a reference needs the `kind` that it refers to", at: fields.owner)
        return nil
      }
      let form = fields["as"].flatMap { text($0, expected: "a text with `{}`") } ?? "{}"
      guard form.split(separator: "{}", omittingEmptySubsequences: false).count == 2 else {
        error("expected `as` to have `{}` once, where the key is", at: fields.owner)
        return nil
      }
      return .reference(kind: kind, form: form)
    case "map":
      guard let value = fields["fields"] else {
        error("a map needs its `fields`", at: fields.owner)
        return nil
      }
      return .fields(innerFields(value))
    case "list":
      let key = fields["key"].flatMap { list($0, expected: "a list of fields") } ?? []
      return .list(
        of: fields["elements"].flatMap { elementShape($0) } ?? .any,
        isUnordered: fields["unordered"].flatMap { flag($0) } ?? false,
        key: key.compactMap { text($0, expected: "the name of a field") },
        without: fields["without"].map { contents($0) } ?? [:])
    default: return nil
    }
  }

  /// What the elements of a list are: a type, or a mapping with one.
  private mutating func elementShape(_ value: YAMLValue) -> RestDescription.Shape? {
    if value.text != nil { return shape(value, Fields(owner: value.position)) }
    let expected = "a type, or a mapping such as `{ type: map, fields: … }`"
    guard let fields = fields(value, of: .restField, expected: expected, owner: value.position)
    else { return nil }
    guard let type = fields["type"] else {
      mismatch(value, expected: expected)
      return nil
    }
    for key in ["at", "default", "immutable", "null", "readOnly", "secret", "sendAt"] {
      guard let position = fields.positions[key] else { continue }
      error("\(key.inCode) is for fields, not for the elements of a list", at: position)
    }
    return shape(type, fields)
  }
}
