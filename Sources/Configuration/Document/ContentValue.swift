/// A value of a file that an item deploys, such as a trigger in YAML or JSON.
package indirect enum ContentValue: Hashable, Sendable {
  /// A scalar that readers may take for something else than a text, as it is written: `true`, `12`,
  /// `2026-12-01`; of the spellings of null always `null`.
  case literal(String)
  case text(String)
  case list([ContentValue])
  case map(ContentMap)
}

/// The keys of a mapping with their values. Two of them are equal whatever the order of their keys.
package struct ContentMap: Hashable, Sendable {
  /// In the file's order.
  package private(set) var keys: [String] = []
  private var values: [String: ContentValue] = [:]

  package init() {}

  package init(_ fields: [(String, ContentValue)]) {
    for (key, value) in fields { self[key] = value }
  }

  /// The value of a key; nil where there is none. Setting nil removes the key.
  package subscript(key: String) -> ContentValue? {
    get { values[key] }
    set {
      if newValue == nil {
        keys.removeAll { $0 == key }
      } else if values[key] == nil {
        keys.append(key)
      }
      values[key] = newValue
    }
  }

  package static func == (a: ContentMap, b: ContentMap) -> Bool { a.values == b.values }

  package func hash(into hasher: inout Hasher) { hasher.combine(values) }
}

extension ContentValue {
  package static let null = ContentValue.literal("null")

  /// A plain scalar of YAML: a literal where some reader of YAML 1.1 or 1.2 takes it for null, a
  /// boolean, a number or a date (yaml.org/type, and YAML 1.2.2, 10.3.2), else a text.
  package init(plain text: String) {
    if ["", "~", "null", "Null", "NULL"].contains(text) {
      self = .null
    } else {
      self = Self.isAmbiguous(text) ? .literal(text) : .text(text)
    }
  }

  private static let words: Set<String> = [
    "true", "false", "yes", "no", "on", "off", "y", "n", ".inf", ".nan", "+.inf", "-.inf",
  ]

  /// Whether the text, written plain, is not a text to every reader.
  package static func isAmbiguous(_ text: String) -> Bool {
    guard let first = text.utf8.first else { return true }
    if words.contains(text.lowercased()) || ["~", "null", "Null", "NULL"].contains(text) {
      return true
    }
    return "0123456789+-.".utf8.contains(first)
      && text.utf8.contains { (0x30...0x39).contains($0) }
      && text.utf8.allSatisfy { "0123456789abcdefABCDEFxXoO_+-.,:TZtz ".utf8.contains($0) }
  }
}
