import Configuration
import Fixtures

/// Random values of the kind that such files hold.
enum RandomValues {
  static func value(depth: Int, _ generator: inout SeededGenerator) -> ContentValue {
    switch Int.random(in: 0..<(depth > 3 ? 3 : 7), using: &generator) {
    case 0:
      return .literal(
        ["true", "false", "null", "12", "-0.5"].randomElement(using: &generator) ?? "1")
    case 1, 2: return .text(text(&generator))
    case 3: return .list(list(depth: depth, &generator))
    case 4:
      // A list of mappings that a key can tell apart.
      let count = Int.random(in: 0..<5, using: &generator)
      return .list(
        (0..<count).map { index in
          var map = self.map(depth: depth + 1, &generator)
          map["id"] = .literal("\(index * 10)")
          return .map(map)
        })
    default: return .map(map(depth: depth, &generator))
    }
  }

  /// The value with a few changes somewhere.
  static func changed(_ value: ContentValue, _ generator: inout SeededGenerator) -> ContentValue {
    if Int.random(in: 0..<12, using: &generator) == 0 { return self.value(depth: 2, &generator) }
    switch value {
    case .literal, .text: return Bool.random(using: &generator) ? value : .text(text(&generator))
    case .list(var list):
      if let index = list.indices.randomElement(using: &generator) {
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: list.remove(at: index)
        case 1: list.insert(self.value(depth: 3, &generator), at: index)
        case 2: list.shuffle(using: &generator)
        default: list[index] = changed(list[index], &generator)
        }
      } else {
        list.append(self.value(depth: 3, &generator))
      }
      return .list(list)
    case .map(var map):
      switch (map.keys.randomElement(using: &generator), Int.random(in: 0..<4, using: &generator)) {
      case (let key?, 0): map[key] = nil
      case (let key?, 1...): map[key] = changed(map[key] ?? .null, &generator)
      default: map[text(&generator)] = self.value(depth: 3, &generator)
      }
      return .map(map)
    }
  }

  private static func text(_ generator: inout SeededGenerator) -> String {
    [
      "", "a", "b", "open", "true", "12", "x: y", "- z", "line\nbreak", "ü\u{1F600}", "a.b", "[0]",
      "\"q\"", "tab\t", "back\\slash", "#no comment", " pad ",
    ].randomElement(using: &generator) ?? "a"
  }

  private static func list(depth: Int, _ generator: inout SeededGenerator) -> [ContentValue] {
    (0..<Int.random(in: 0..<5, using: &generator)).map { _ in
      value(depth: depth + 1, &generator)
    }
  }

  private static func map(depth: Int, _ generator: inout SeededGenerator) -> ContentMap {
    ContentMap(
      (0..<Int.random(in: 0..<5, using: &generator)).map { _ in
        (text(&generator), value(depth: depth + 1, &generator))
      })
  }
}

extension ContentValue {
  /// The value as JSON, which is YAML as well.
  var json: String {
    switch self {
    case .literal(let text): return text
    case .text(let text): return Self.quoted(text)
    case .list(let list): return "[" + list.map(\.json).joined(separator: ",") + "]"
    case .map(let map):
      let fields = map.keys.map { "\(Self.quoted($0)): \(map[$0]?.json ?? "null")" }
      return "{" + fields.joined(separator: ", ") + "}"
    }
  }

  private static func quoted(_ text: String) -> String {
    "\""
      + text.unicodeScalars.map { scalar in
        switch scalar {
        case "\"", "\\": "\\\(scalar)"
        case "\n": "\\n"
        case "\t": "\\t"
        default: String(scalar)
        }
      }.joined() + "\""
  }
}
