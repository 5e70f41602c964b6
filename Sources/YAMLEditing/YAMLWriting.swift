import Configuration

/// Writes values as YAML, in the style of the text that they are written into.
struct YAMLWriting {
  /// How many columns a level is indented by.
  var step = 2
  /// Whether a list is indented below its key.
  var indentsLists = true
  var lineBreak = "\n"

  /// The lines of a mapping's entry.
  func entry(
    _ key: String, _ value: ContentValue, indent: Int, style: YAMLNode.Style = .plain
  ) -> [String] {
    let space = String(repeating: " ", count: indent)
    let name = scalar(.text(key), like: .plain, isKey: true)
    switch value {
    case .map(let map) where !map.keys.isEmpty:
      return ["\(space)\(name):"] + lines(value, indent: indent + step, style: style)
    case .list(let list) where !list.isEmpty:
      return ["\(space)\(name):"]
        + lines(value, indent: indentsLists ? indent + step : indent, style: style)
    default: return headed("\(space)\(name):", value, indent: indent, style: style)
    }
  }

  /// The lines of an element of a list.
  func item(_ value: ContentValue, indent: Int, style: YAMLNode.Style = .plain) -> [String] {
    let space = String(repeating: " ", count: indent)
    switch value {
    case .map(let map) where !map.keys.isEmpty:
      return inline(lines(value, indent: indent + 2, style: style), after: "\(space)- ")
    case .list(let list) where !list.isEmpty:
      return inline(lines(value, indent: indent + 2, style: style), after: "\(space)- ")
    default: return headed("\(space)-", value, indent: indent, style: style)
    }
  }

  /// The lines of a value that is not on a line with its key.
  func lines(
    _ value: ContentValue, indent: Int, style: YAMLNode.Style = .plain
  ) -> [String] {
    switch value {
    case .map(let map) where !map.keys.isEmpty:
      return map.keys.flatMap { key in
        entry(key, map[key] ?? .null, indent: indent, style: style)
      }
    case .list(let list) where !list.isEmpty:
      return list.flatMap { item($0, indent: indent, style: style) }
    default:
      return [String(repeating: " ", count: indent) + flow(value, style: style)]
    }
  }

  /// A scalar, or an empty collection, behind a key or a dash.
  private func headed(
    _ head: String, _ value: ContentValue, indent: Int, style: YAMLNode.Style
  ) -> [String] {
    if case .text(let text) = value, text.contains("\n"),
      let block = block(text, .literal, indent: indent + step)
    {
      return ["\(head) \(block[0])"] + block.dropFirst()
    }
    return ["\(head) \(flow(value, style: style))"]
  }

  private func inline(_ lines: [String], after head: String) -> [String] {
    guard let first = lines.first else { return [head] }
    return [head + first.drop { $0 == " " }] + lines.dropFirst()
  }

  /// The value in one line.
  func flow(_ value: ContentValue, style: YAMLNode.Style = .plain, isInFlow: Bool = false) -> String
  {
    switch value {
    case .literal, .text: return scalar(value, like: style, isInFlow: isInFlow)
    case .list(let list):
      return "[" + list.map { flow($0, style: style, isInFlow: true) }.joined(separator: ", ") + "]"
    case .map(let map):
      guard !map.keys.isEmpty else { return "{}" }
      let fields = map.keys.map { key in
        scalar(.text(key), like: .plain, isInFlow: true, isKey: true) + ": "
          + flow(map[key] ?? .null, style: style, isInFlow: true)
      }
      return "{ " + fields.joined(separator: ", ") + " }"
    }
  }

  /// A scalar in one line, in a style if that can hold it.
  func scalar(
    _ value: ContentValue, like style: YAMLNode.Style, isInFlow: Bool = false, isKey: Bool = false
  ) -> String {
    guard case .text(let text) = value else {
      if case .literal(let literal) = value { return literal }
      return ""
    }
    let isSimple = text.unicodeScalars.allSatisfy(Self.isPrintable)
    switch style {
    case .plain where isSimple && Self.isPlain(text, isInFlow: isInFlow, isKey: isKey):
      return text
    case .plain where isSimple, .singleQuoted where isSimple:
      return "'" + text.replacing("'", with: "''") + "'"
    default: return Self.doubleQuoted(text)
    }
  }

  /// The header of a block scalar and its lines; nil where it cannot hold the text for certain.
  func block(_ text: String, _ style: YAMLNode.Style, indent: Int) -> [String]? {
    let isClipped = text.hasSuffix("\n")
    let body = isClipped ? String(text.dropLast()) : text
    guard !body.isEmpty, !body.hasSuffix("\n"), !body.hasPrefix("\n"),
      text.unicodeScalars.allSatisfy({ $0 == "\n" || Self.isPrintable($0) })
    else { return nil }
    let lines = body.split(separator: "\n", omittingEmptySubsequences: false)
    let space = String(repeating: " ", count: indent)
    guard lines.allSatisfy({ $0.isEmpty || $0.contains { $0 != " " } }), lines[0].first != " "
    else { return nil }
    func placed(_ line: Substring) -> String { line.isEmpty ? "" : space + line }
    guard style == .folded else {
      return ["|" + (isClipped ? "" : "-")] + lines.map(placed)
    }
    guard lines.allSatisfy({ $0.first != " " && $0.first != "\t" }) else { return nil }
    // A break is a space there: a run of them needs one more.
    var folded: [String] = []
    for (index, line) in lines.enumerated() {
      if index > 0, !line.isEmpty { folded.append("") }
      folded.append(placed(line))
    }
    return [">" + (isClipped ? "" : "-")] + folded
  }

  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse,
      .unassigned:
      false
    default: true
    }
  }

  /// Whether a plain scalar stands for just this text (YAML 1.2.2, 7.3.3), to careful readers.
  static func isPlain(_ text: String, isInFlow: Bool, isKey: Bool) -> Bool {
    let scalars = Array(text.unicodeScalars)
    guard let first = scalars.first, let last = scalars.last, first != " ", last != " ",
      !ContentValue.isAmbiguous(text), text != "<<", text != "=",
      !"-?:,[]{}#&*!|>'\"%@`".unicodeScalars.contains(first), last != ":",
      !text.contains(": "), !text.contains(" #"), !text.hasPrefix("---"), !text.hasPrefix("...")
    else { return false }
    if isInFlow || isKey, scalars.contains(where: { ",[]{}:".unicodeScalars.contains($0) }) {
      return false
    }
    return true
  }

  private static func doubleQuoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case let scalar where isPrintable(scalar): result.unicodeScalars.append(scalar)
      case let scalar where scalar.value <= 0xff:
        result += "\\x" + hex(scalar.value, 2)
      case let scalar where scalar.value <= 0xffff: result += "\\u" + hex(scalar.value, 4)
      case let scalar: result += "\\U" + hex(scalar.value, 8)
      }
    }
    return result + "\""
  }

  private static func hex(_ value: UInt32, _ digits: Int) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}
