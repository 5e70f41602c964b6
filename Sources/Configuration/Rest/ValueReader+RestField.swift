extension ValueReader {
  /// The fields of a kind, of a mapping inside one, or of the elements of a list.
  mutating func restFields(_ value: YAMLValue) -> [RestDescription.Field] {
    (namedFields(value, expected: "a mapping of fields") ?? []).compactMap { restField($0) }
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
    own.usual = fields["default"].flatMap { content($0) }
    own.isReadOnly = fields["readOnly"].flatMap { flag($0) } ?? false
    own.isImmutable = fields["immutable"].flatMap { flag($0) } ?? false
    own.isSecret = fields["secret"].flatMap { flag($0) } ?? false
    return own
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
      return .fields(restFields(value))
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
    return shape(type, fields)
  }
}
