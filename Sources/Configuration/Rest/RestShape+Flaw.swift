extension RestDescription.Shape {
  /// What a value of ours would have to be to be one of this shape; nil where it is. Null is one of
  /// every shape.
  func flaw(of value: ContentValue) -> String? {
    guard value != .null else { return nil }
    switch self {
    case .any: return nil
    case .text: return value.scalar == nil ? "a text" : nil
    case .number:
      let isNumber = value.scalar?.wholeMatch(of: /[+-]?[0-9]+(\.[0-9]*)?/) != nil
      return isNumber ? nil : "a number"
    case .boolean(let on, let off):
      let words = ["true", "false", "1", "0", "yes", "no", "on", "off"]
      guard let word = value.scalar else { return "`true` or `false`" }
      let isBoolean = words.contains(word.lowercased()) || [on.scalar, off.scalar].contains(word)
      return isBoolean ? nil : "`true` or `false`"
    case .reference(_, let form):
      let parts = form.split(separator: "{}", omittingEmptySubsequences: false)
      guard let text = value.scalar, let before = parts.first, let after = parts.last,
        text.hasPrefix(before), text.hasSuffix(after), text.count > before.count + after.count
      else { return "of the form \(form.inCode)" }
      return nil
    case .fields(let fields):
      guard case .map(let map) = value else { return "a mapping" }
      for key in map.keys {
        guard let field = fields.first(where: { $0.name == key }) else {
          return "a mapping without \(key.inCode), which is none of the fields"
        }
        if let flaw = field.shape.flaw(of: map[key] ?? .null) {
          return "a mapping in which \(key.inCode) is \(flaw)"
        }
      }
      return nil
    case .list(let element, _, _, _):
      guard case .list(let list) = value else { return "a list" }
      return list.lazy.compactMap { element.flaw(of: $0) }.first.map {
        "a list in which every element is \($0)"
      }
    }
  }
}

extension ContentValue {
  /// The text of what is neither a list nor a mapping nor null.
  fileprivate var scalar: String? {
    switch self {
    case .text(let text): text
    case .literal(let literal): self == .null ? nil : literal
    default: nil
    }
  }
}
