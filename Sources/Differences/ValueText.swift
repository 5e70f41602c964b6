package import Configuration

/// Values as one line for people.
package enum ValueText {
  /// Longer ones are cut.
  private static let limit = 60
  private static let context = 12

  /// Short enough for a line: a text as it is, in double quotes where it could be mistaken for
  /// something else; lists and mappings the way YAML writes them in one line.
  package static func shown(_ value: ContentValue) -> String {
    switch value {
    case .literal(let text): return cut(text, text.count)
    case .text(let text):
      let whole = scalar(.text(text.count > limit ? String(text.prefix(limit)) : text))
      return text.count > limit ? whole + "… (\(text.count) characters)" : whole
    case .list, .map:
      let whole = flow(value, depth: 0)
      return cut(whole, whole.count)
    }
  }

  /// Two values of which, where both are long texts, the part around their first difference shows.
  static func pair(_ old: ContentValue, _ new: ContentValue) -> (String, String) {
    guard case .text(let a) = old, case .text(let b) = new, a.count > limit || b.count > limit
    else { return (shown(old), shown(new)) }
    let before = Array(a)
    let after = Array(b)
    var start = 0
    while start < min(before.count, after.count), before[start] == after[start] { start += 1 }
    var end = 0
    while end < min(before.count, after.count) - start,
      before[before.count - 1 - end] == after[after.count - 1 - end]
    { end += 1 }
    return (part(before, start, end), part(after, start, end))
  }

  private static func part(_ text: [Character], _ start: Int, _ end: Int) -> String {
    let from = max(0, start - context)
    let to = min(text.count, text.count - end + context, from + limit)
    let isLong = to < text.count - end
    let shown = quoted(String(text[from..<max(from, to)]))
    return (from > 0 ? "…" : "") + shown + (to < text.count ? "…" : "")
      + (isLong ? " (\(text.count) characters)" : "")
  }

  private static func cut(_ text: String, _ count: Int) -> String {
    count > limit ? String(text.prefix(limit)) + "… (\(count) characters)" : text
  }

  private static func flow(_ value: ContentValue, depth: Int) -> String {
    switch value {
    case .literal, .text: return scalar(value)
    case .list(let list):
      // No more than can be shown.
      let parts = list.prefix(limit).map { flow($0, depth: depth + 1) }
      return "[" + parts.joined(separator: ", ") + "]"
    case .map(let map):
      let parts = map.keys.prefix(limit).map { key in
        "\(scalar(.text(key))): \(map[key].map { flow($0, depth: depth + 1) } ?? "")"
      }
      return "{" + parts.joined(separator: ", ") + "}"
    }
  }

  private static func scalar(_ value: ContentValue) -> String {
    guard case .text(let text) = value else {
      if case .literal(let literal) = value { return literal }
      return ""
    }
    let isPlain =
      !ContentValue.isAmbiguous(text) && text.first != " " && text.last != " "
      && text.unicodeScalars.allSatisfy { scalar in
        !"\"'{}[],#&*!|>%@`\\".unicodeScalars.contains(scalar) && scalar.value >= 0x20
      } && !text.contains(": ") && !text.hasSuffix(":") && !text.contains(" -> ")
      && !text.hasPrefix("(secret)") && text != "-" && text != "?"
    return isPlain ? text : quoted(text)
  }

  /// In double quotes, with the escapes of JSON; so is what no YAML may hold as it is (YAML 1.2.2, 5.1).
  package static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case let scalar where isEscaped(scalar.value):
        let hex = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  private static func isEscaped(_ value: UInt32) -> Bool {
    value < 0x20 || (0x7f...0x9f).contains(value)
      || [0x2028, 0x2029, 0xfeff, 0xfffe, 0xffff].contains(value)
  }
}
