import Configuration
import Differences

/// Values as JSON (RFC 8259), always in the same way: what is equal has equal bytes.
enum JSONForm {
  /// - Parameters:
  ///   - isIndented: Whether it is laid out for people, with a line break at its end.
  ///   - isYAML: Whether literals that JSON lacks, such as dates, stay literals as YAML has them.
  static func bytes(
    of value: ContentValue, isIndented: Bool = false, isYAML: Bool = false
  ) -> [UInt8] {
    var text = ""
    append(value, to: &text, indent: isIndented ? 0 : nil, isYAML)
    if isIndented { text += "\n" }
    return Array(text.utf8)
  }

  private static func append(
    _ value: ContentValue, to text: inout String, indent: Int?, _ isYAML: Bool
  ) {
    switch value {
    case .literal(let literal):
      let isPlain = isJSON(literal) || isYAML && !literal.utf8.contains { " ,".utf8.contains($0) }
      text += isPlain ? literal : ValueText.quoted(literal)
    case .text(let own): text += ValueText.quoted(own)
    case .list(let list):
      group("[", "]", list, to: &text, indent) { element, text, indent in
        append(element, to: &text, indent: indent, isYAML)
      }
    case .map(let map):
      group("{", "}", map.keys, to: &text, indent) { key, text, indent in
        text += ValueText.quoted(key) + (indent == nil ? ":" : ": ")
        append(map[key] ?? .null, to: &text, indent: indent, isYAML)
      }
    }
  }

  private static func group<Part>(
    _ open: String, _ close: String, _ parts: [Part], to text: inout String, _ indent: Int?,
    _ append: (Part, inout String, Int?) -> Void
  ) {
    text += open
    let inner = indent.map { $0 + 2 }
    for (index, part) in parts.enumerated() {
      if index > 0 { text += "," }
      if let inner { text += "\n" + String(repeating: " ", count: inner) }
      append(part, &text, inner)
    }
    if let indent, !parts.isEmpty { text += "\n" + String(repeating: " ", count: indent) }
    text += close
  }

  /// Whether JSON has the literal; all others of YAML, such as dates, are texts there.
  static func isJSON(_ literal: String) -> Bool {
    if ["true", "false", "null"].contains(literal) { return true }
    return literal.wholeMatch(of: /-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/) != nil
  }
}
