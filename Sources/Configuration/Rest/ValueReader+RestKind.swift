import Domain

extension ValueReader {
  /// A kind of object.
  mutating func restKind(_ field: YAMLField) -> RestDescription.Kind? {
    guard
      let values = fields(
        field.value, of: .restKind, expected: "a mapping with `key`, `fields`, `list` and `read`",
        owner: field.position)
    else { return nil }
    for key in ["key", "fields", "list", "read"] where values[key] == nil {
      error("expected \(key.inCode) in the kind \(field.key.inCode)", at: field.position)
    }
    let own = values["fields"].map { restFields($0) } ?? []
    guard let keyValue = values["key"], let key = text(keyValue, expected: "the name of a field"),
      values["fields"] != nil, let listValue = values["list"],
      let list = listing(listValue), let readValue = values["read"],
      let read = request(readValue, method: "GET")
    else { return nil }
    if !own.contains(where: { $0.name == key }) {
      error("the key \(key.inCode) is not one of the fields", at: keyValue.position)
    }
    var kind = RestDescription.Kind(
      name: field.key, files: nil, key: key, fields: own, canRename: true, list: list, read: read,
      create: nil, updates: [], delete: nil, deactivation: nil)
    if let value = values["files"] { kind.files = pattern(value) }
    if let value = values["rename"] { kind.canRename = flag(value) ?? true }
    if let value = values["create"] { kind.create = request(value, method: "POST") }
    if let value = values["update"] { kind.updates = requests(value) }
    if let value = values["delete"] { kind.delete = request(value, method: "DELETE") }
    if let value = values["deactivate"] { kind.deactivation = deactivation(value) }
    if kind.files != nil, kind.create == nil || kind.updates.isEmpty {
      error("a kind with `files` needs `create` and `update`", at: field.position)
    }
    for request in [kind.create].compactMap(\.self) + kind.updates {
      let named = (request.fields ?? []) + (request.elements.map { [$0.field] } ?? [])
      for name in named where !own.contains(where: { $0.name == name }) {
        error(
          "\(name.inCode), which a request of \(field.key.inCode) names, is not one of the fields",
          at: field.position, suggestion: Suggestion.nearest(to: name, in: own.map(\.name)))
      }
    }
    return kind
  }

  private mutating func pattern(_ value: YAMLValue) -> PathPattern? {
    let expected = "where its files are, such as `queues/*.yaml`"
    guard let text = text(value, expected: expected) else { return nil }
    if let flaw = Paths.flaw(of: text) {
      error("the path \(text.inCode) \(flaw)", at: value.position)
      return nil
    }
    return PathPattern(text)
  }

  private mutating func requests(_ value: YAMLValue) -> [RestDescription.Request] {
    if case .list(let values) = value.content {
      return values.compactMap { request($0, method: "PUT") }
    }
    return request(value, method: "PUT").map { [$0] } ?? []
  }

  /// One request; a text is its path.
  private mutating func request(
    _ value: YAMLValue, method: String
  ) -> RestDescription.Request? {
    var request = RestDescription.Request(
      method: method, path: "", query: [:], body: ValueRoute([]), id: nil, fields: nil,
      onlyChanged: false, elements: nil, also: [:])
    if let path = value.text {
      guard isPath(path, at: value) else { return nil }
      request.path = path
      return request
    }
    guard
      let fields = fields(
        value, of: .restRequest,
        expected: "a path, or a mapping such as `{ path: \"/items/{id}\" }`",
        owner: value.position)
    else { return nil }
    guard let pathValue = fields["path"] else {
      error("expected `path`", at: fields.owner)
      return nil
    }
    guard let path = text(pathValue, expected: "a path, such as `/items/{id}`"),
      isPath(path, at: pathValue)
    else { return nil }
    request.path = path
    if let value = fields["method"], let text = text(value, expected: "a method, such as `PUT`") {
      guard text.utf8.allSatisfy({ (0x41...0x5a).contains($0) }) else {
        mismatch(value, expected: "a method, such as `PUT`")
        return nil
      }
      request.method = text
    }
    request.query = fields["query"].map { texts($0, of: "parameters") } ?? [:]
    request.body = fields["body"].flatMap { route($0) } ?? request.body
    request.id = fields["id"].flatMap { route($0) }
    request.fields = fields["fields"].map { value in
      (list(value, expected: "a list of fields") ?? []).compactMap {
        text($0, expected: "the name of a field")
      }
    }
    request.onlyChanged = fields["changed"].flatMap { flag($0) } ?? false
    request.also = fields["also"].map { contents($0) } ?? [:]
    request.elements = fields["elements"].flatMap { elements($0) }
    return request
  }

  private mutating func isPath(_ text: String, at value: YAMLValue) -> Bool {
    let isFit =
      text.hasPrefix("/") && !text.hasPrefix("//")
      && text.unicodeScalars.allSatisfy {
        $0.value > 0x20 && $0.value < 0x7f && $0 != "?" && $0 != "#"
      }
    if !isFit { mismatch(value, expected: "a path below the target's URL, such as `/items/{id}`") }
    return isFit
  }

  private mutating func elements(_ value: YAMLValue) -> RestDescription.ElementChanges? {
    guard
      let fields = fields(
        value, of: .restElements, expected: "a mapping with `field`", owner: value.position),
      let name = fields["field"].flatMap({ text($0, expected: "the name of a field") })
    else {
      error("expected `field`", at: value.position)
      return nil
    }
    return RestDescription.ElementChanges(
      field: name, set: fields["set"].map { contents($0) } ?? [:],
      remove: fields["remove"].map { contents($0) } ?? [:])
  }

  private mutating func listing(_ value: YAMLValue) -> RestDescription.Listing? {
    guard
      let fields = fields(
        value, of: .restListing, expected: "a mapping such as `{ path: /items, items: data }`",
        owner: value.position)
    else { return nil }
    guard let pathValue = fields["path"], let path = text(pathValue, expected: "a path"),
      isPath(path, at: pathValue)
    else {
      error("expected `path`", at: fields.owner)
      return nil
    }
    return RestDescription.Listing(
      path: path, query: fields["query"].map { texts($0, of: "parameters") } ?? [:],
      items: fields["items"].flatMap { route($0) } ?? ValueRoute([]),
      id: fields["id"].flatMap { route($0) } ?? ValueRoute(["id"]),
      paging: fields["page"].flatMap { paging($0) } ?? .none,
      total: fields["total"].flatMap { route($0) },
      isWhole: fields["whole"].flatMap { flag($0) } ?? false)
  }

  private mutating func paging(_ value: YAMLValue) -> RestDescription.Listing.Paging? {
    let expected = "one of `number`, `link` and `cursor`"
    guard
      let fields = fields(
        value, of: .restPage, expected: "a mapping with \(expected)", owner: value.position)
    else { return nil }
    if let number = fields["number"] {
      let first = fields["first"].flatMap { integer($0, in: 0...1, expected: "`0` or `1`") } ?? 1
      return text(number, expected: "the name of a parameter").map {
        .number(parameter: $0, first: first, last: fields["last"].flatMap { route($0) })
      }
    }
    if let link = fields["link"] { return route(link).map { .link($0) } }
    if let cursor = fields["cursor"], let next = fields["next"].flatMap({ route($0) }) {
      return text(cursor, expected: "the name of a parameter").map {
        .cursor(parameter: $0, next: next)
      }
    }
    error("expected \(expected), and `next` with a `cursor`", at: value.position)
    return nil
  }

  private mutating func deactivation(_ value: YAMLValue) -> RestDescription.Deactivation? {
    guard
      let fields = fields(
        value, of: .restDeactivation,
        expected: "a mapping with \(Place.restDeactivation.words.alternatives)",
        owner: value.position)
    else { return nil }
    let isUnlisted = fields["unlisted"].flatMap { flag($0) } ?? false
    for key in ["turnOff", "turnOn"] + (isUnlisted ? [] : ["state", "off"])
    where fields[key] == nil { error("expected \(key.inCode)", at: fields.owner) }
    guard let turnOff = fields["turnOff"].flatMap({ request($0, method: "PUT") }),
      let turnOn = fields["turnOn"].flatMap({ request($0, method: "PUT") })
    else { return nil }
    if isUnlisted {
      return RestDescription.Deactivation(state: nil, off: [], turnOff: turnOff, turnOn: turnOn)
    }
    guard let state = fields["state"].flatMap({ route($0) }),
      let off = fields["off"].flatMap({ content($0) })
    else { return nil }
    let values = if case .list(let list) = off { list } else { [off] }
    return RestDescription.Deactivation(state: state, off: values, turnOff: turnOff, turnOn: turnOn)
  }
}
