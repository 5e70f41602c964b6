import Configuration

extension RestForm {
  /// A form as a file would say it that says the rest like another: what is the same there is spelled
  /// in the same way, and what the other leaves to its default is left out.
  func spelled(_ form: ContentMap, like file: ContentValue) -> ContentValue {
    guard case .map(let map) = file else { return .map(form) }
    return .map(spelled(form, kind.fields, like: map))
  }

  private func spelled(
    _ form: ContentMap, _ fields: [RestDescription.Field], like file: ContentMap
  ) -> ContentMap {
    var spelled = ContentMap()
    let known = Dictionary(fields.map { ($0.name, $0) }, uniquingKeysWith: { a, _ in a })
    for key in file.keys {
      guard let own = file[key] else { continue }
      guard let field = known[key], !field.isReadOnly else {
        spelled[key] = own
        continue
      }
      let value = form[key] ?? .null
      if let same = try? self.file(own, field, in: key), same == value {
        spelled[key] = own
      } else {
        spelled[key] = self.spelled(value, field.shape, like: own)
      }
    }
    for field in fields where file[field.name] == nil {
      guard let value = form[field.name] else { continue }
      if let usual = try? self.file(.null, field, in: field.name), usual == value { continue }
      spelled[field.name] = value
    }
    return spelled
  }

  private func spelled(
    _ value: ContentValue, _ shape: RestDescription.Shape, like file: ContentValue
  ) -> ContentValue {
    switch (shape, value, file) {
    case (.fields(let fields), .map(let map), .map(let own)):
      return .map(spelled(map, fields, like: own))
    case (.list(let element, let isUnordered, let key, _), .list(let list), .list(let own)):
      return .list(spelled(list, of: element, isUnordered: isUnordered, key: key, like: own))
    default: return value
    }
  }

  /// Elements in the order of the other list, as far as it has none of its own.
  private func spelled(
    _ list: [ContentValue], of element: RestDescription.Shape, isUnordered: Bool, key: [String],
    like own: [ContentValue]
  ) -> [ContentValue] {
    let forms = own.map { try? self.file($0, element, in: "") }
    var rest = list
    func take(_ isFit: (ContentValue) -> Bool) -> ContentValue? {
      rest.firstIndex(where: isFit).map { rest.remove(at: $0) }
    }
    guard isUnordered else {
      return list.enumerated().map { index, value in
        guard own.indices.contains(index) else { return spelled(value, element) }
        return forms[index] == value ? own[index] : spelled(value, element, like: own[index])
      }
    }
    var result: [ContentValue?] = zip(own, forms).map { written, form in
      guard let form else { return nil }
      if take({ $0 == form }) != nil { return written }
      guard !key.isEmpty, let value = take({ Self.isSame($0, form, by: key) }) else { return nil }
      return spelled(value, element, like: written)
    }
    // Without a key, one that is new stands where one is gone.
    for index in own.indices where key.isEmpty && result[index] == nil && !rest.isEmpty {
      result[index] = spelled(rest.removeFirst(), element, like: own[index])
    }
    return result.compactMap(\.self) + rest.map { spelled($0, element) }
  }

  /// An element that no other is like: what is as it is by default is left out.
  private func spelled(
    _ value: ContentValue, _ element: RestDescription.Shape
  ) -> ContentValue {
    spelled(value, element, like: .map(ContentMap()))
  }

  private static func isSame(_ a: ContentValue, _ b: ContentValue, by key: [String]) -> Bool {
    guard case .map(let a) = a, case .map(let b) = b else { return false }
    return key.allSatisfy { a[$0] == b[$0] }
  }
}
