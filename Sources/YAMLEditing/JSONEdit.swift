import Configuration
import Differences

/// JSON brought to other values: the order of keys stays, and the indentation of a file that is
/// written the usual way.
enum JSONEdit {
  static func edit(_ bytes: [UInt8], _ old: ContentValue, to value: ContentValue) -> ContentEdit? {
    let text = String(decoding: bytes, as: UTF8.self)
    let ordered = merge(old, value)
    let end = text.hasSuffix("\n") ? "\n" : ""
    for indent in [indentation(of: text), "  ", nil] {
      // The layout is known where the old values come out as they stand there.
      guard JSONWriting(indent: indent).text(old) + end == text else { continue }
      return proven(JSONWriting(indent: indent).text(ordered) + end, value, .nothing)
    }
    let indent = text.contains("\n") ? indentation(of: text) ?? "  " : nil
    return proven(JSONWriting(indent: indent).text(ordered) + end, value, .whole)
  }

  private static func proven(
    _ text: String, _ value: ContentValue, _ rewritten: ContentEdit.Rewritten
  ) -> ContentEdit? {
    let bytes = Array(text.utf8)
    guard ContentDifference.value(of: bytes, name: "a.json") == value else { return nil }
    return ContentEdit(bytes: bytes, rewritten: rewritten)
  }

  /// The spaces before the first line that has some.
  private static func indentation(of text: String) -> String? {
    for line in text.split(separator: "\n") {
      let space = line.prefix { $0 == " " || $0 == "\t" }
      if !space.isEmpty { return String(space) }
    }
    return nil
  }

  /// The new values in the order that the old ones have.
  private static func merge(_ old: ContentValue, _ new: ContentValue) -> ContentValue {
    switch (old, new) {
    case (.map(let a), .map(let b)):
      let keys = a.keys.filter { b[$0] != nil } + b.keys.filter { a[$0] == nil }
      return .map(
        ContentMap(keys.map { key in (key, merge(a[key] ?? .null, b[key] ?? .null)) }))
    case (.list(let a), .list(let b)):
      var result: [ContentValue] = []
      for pair in ListAlignment.pairs(a, b, by: ListAlignment.identity(a, b)) {
        switch pair {
        case .both(let i, let j): result.append(merge(a[i], b[j]))
        case .added(let j): result.append(b[j])
        case .removed: continue
        }
      }
      return .list(result)
    default: return new
    }
  }
}

/// Writes JSON (RFC 8259).
struct JSONWriting {
  /// What a level is indented by; nil for one line without spaces.
  var indent: String?

  func text(_ value: ContentValue, level: Int = 0) -> String {
    switch value {
    case .literal(let literal): return literal
    case .text(let text): return ValueText.quoted(text)
    case .list(let list):
      return collection("[", "]", list.map { text($0, level: level + 1) }, level)
    case .map(let map):
      let colon = indent == nil ? ":" : ": "
      let fields = map.keys.map { key in
        ValueText.quoted(key) + colon + text(map[key] ?? .null, level: level + 1)
      }
      return collection("{", "}", fields, level)
    }
  }

  private func collection(
    _ open: String, _ close: String, _ parts: [String], _ level: Int
  ) -> String {
    guard !parts.isEmpty else { return open + close }
    guard let indent else { return open + parts.joined(separator: ",") + close }
    let space = String(repeating: indent, count: level)
    return "\(open)\n\(space)\(indent)" + parts.joined(separator: ",\n\(space)\(indent)")
      + "\n\(space)\(close)"
  }
}
