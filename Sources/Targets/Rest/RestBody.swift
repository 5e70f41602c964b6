import Configuration

/// What a request sends for an object.
struct RestBody {
  /// A reference that leads to no object, or to several.
  struct Unresolved: Error, Hashable {
    var kind: String
    var key: String
    var count: Int

    /// A full clause.
    var clause: String {
      count == 0
        ? "it refers to `\(key)` of \(kind), which is not there"
        : "it refers to `\(key)` of \(kind), of which there are \(count)"
    }
  }

  /// Tells the ID of another object by its key, as the system spells it.
  typealias Resolving = (_ kind: String, _ key: String) throws -> ContentValue

  let kind: RestDescription.Kind

  /// The fields that a request carries.
  func fields(of request: RestDescription.Request) -> [RestDescription.Field] {
    kind.fields.filter { field in
      !field.isReadOnly && (request.fields?.contains(field.name) ?? true)
    }
  }

  /// The body of a request that brings `form`; nil where it would carry nothing.
  ///
  /// - Parameter live: What the object is now; nil for one that is to be created.
  ///
  /// Throws `Unresolved` and what resolving throws.
  func body(
    _ request: RestDescription.Request, _ form: ContentMap, after live: ContentMap?,
    resolving: Resolving
  ) throws -> ContentValue? {
    var body = ContentMap()
    for (key, value) in request.also.sorted(by: { $0.key < $1.key }) { body[key] = value }
    var hasFields = false
    for field in fields(of: request) {
      let isChanged = live.map { $0[field.name] != form[field.name] } ?? true
      if live != nil, field.isImmutable { continue }
      if isChanged { hasFields = true }
      if !isChanged, request.onlyChanged || request.elements != nil { continue }
      if let elements = request.elements, elements.field == field.name {
        let changes = try self.changes(
          elements, field, from: live?[field.name], to: form[field.name], resolving)
        put(.list(changes), at: field.sentRoute.keys[...], in: &body)
        continue
      }
      // What a new object lacks is left to the system.
      guard let value = form[field.name], live != nil || !Self.isNothing(value, field) else {
        continue
      }
      put(try written(value, field, resolving), at: field.sentRoute.keys[...], in: &body)
    }
    return hasFields || live == nil ? request.body.wrapping(.map(body)) : nil
  }

  /// The body of a request that carries no field; nil where it sends nothing.
  func body(of request: RestDescription.Request) -> ContentValue? {
    guard !request.also.isEmpty else { return nil }
    let fields = request.also.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    return request.body.wrapping(.map(ContentMap(fields)))
  }

  /// Whether it is the same as not to say it: null, or the empty default.
  private static func isNothing(
    _ value: ContentValue, _ field: RestDescription.Field
  ) -> Bool {
    value == .null || [.text(""), .list([])].contains(value) && field.usual == value
  }

  private func written(
    _ value: ContentValue, _ field: RestDescription.Field, _ resolving: Resolving
  ) throws -> ContentValue {
    value == .null ? field.sentNull : try written(value, field.shape, resolving)
  }

  /// A value as the system spells it.
  private func written(
    _ value: ContentValue, _ shape: RestDescription.Shape, _ resolving: Resolving
  ) throws -> ContentValue {
    guard value != .null else { return .null }
    switch shape {
    case .text, .number, .any: return value
    case .boolean(let on, let off): return value == .literal("true") ? on : off
    case .reference(let kind, let form):
      guard let key = RestForm.text(value).flatMap({ RestForm.key(in: $0, form: form) }) else {
        return .null
      }
      return try resolving(kind, key)
    case .fields(let fields):
      guard case .map(let map) = value else { return value }
      var own = ContentMap()
      for field in fields where !field.isReadOnly {
        guard let value = map[field.name] else { continue }
        put(try written(value, field, resolving), at: field.sentRoute.keys[...], in: &own)
      }
      return .map(own)
    case .list(let element, _, _, _):
      guard case .list(let list) = value else { return value }
      return .list(try list.map { try written($0, element, resolving) })
    }
  }

  /// The elements to set and to remove, by the list's key.
  private func changes(
    _ changes: RestDescription.ElementChanges, _ field: RestDescription.Field,
    from old: ContentValue?, to new: ContentValue?, _ resolving: Resolving
  ) throws -> [ContentValue] {
    guard case .list(let element, _, let key, _) = field.shape else { return [] }
    let before = Self.elements(old, by: key)
    let after = Self.elements(new, by: key)
    // What goes makes room for what comes, such as one record for another of its name.
    var result: [ContentValue] = before.filter { after[$0.key] == nil }
      .sorted { $0.value.position < $1.value.position }.map { own, _ in
        var map = ContentMap(zip(key, own).map { ($0, $1) })
        for (name, value) in changes.remove.sorted(by: { $0.key < $1.key }) { map[name] = value }
        return .map(map)
      }
    for (own, new) in after.sorted(by: { $0.value.position < $1.value.position })
    where before[own]?.value != new.value {
      guard case .map(var map) = try written(new.value, element, resolving) else { continue }
      for (name, value) in changes.set.sorted(by: { $0.key < $1.key }) { map[name] = value }
      result.append(.map(map))
    }
    return result
  }

  /// The elements of a list, by their keys.
  private static func elements(
    _ value: ContentValue?, by key: [String]
  ) -> [[ContentValue]: (position: Int, value: ContentValue)] {
    guard case .list(let list)? = value else { return [:] }
    var elements: [[ContentValue]: (position: Int, value: ContentValue)] = [:]
    for (position, element) in list.enumerated() {
      guard case .map(let map) = element else { continue }
      elements[key.map { map[$0] ?? .null }] = (position, element)
    }
    return elements
  }

  /// Puts a value at its way, beside what is there.
  private func put(_ value: ContentValue, at keys: ArraySlice<String>, in map: inout ContentMap) {
    guard let key = keys.first else { return }
    guard keys.count > 1 else { return map[key] = value }
    var inner = if case .map(let own)? = map[key] { own } else { ContentMap() }
    put(value, at: keys.dropFirst(), in: &inner)
    map[key] = .map(inner)
  }
}
