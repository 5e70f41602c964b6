import Configuration
import Yams

/// A node of a YAML text with its place in it.
struct YAMLNode {
  enum Style { case plain, singleQuoted, doubleQuoted, literal, folded }

  indirect enum Kind {
    case scalar(Style)
    case sequence([YAMLNode], isFlow: Bool)
    case mapping([Entry], isFlow: Bool)
  }

  struct Entry {
    var key: YAMLNode
    var name: String
    var value: YAMLNode
  }

  var kind: Kind
  var value: ContentValue
  /// From its first character to behind its last one; a block scalar ends before the break of its
  /// last line, one that is not there where it would be.
  var range: Range<Int>

  var isBlock: Bool {
    switch kind {
    case .scalar: false
    case .sequence(_, let isFlow), .mapping(_, let isFlow): !isFlow
    }
  }
}

/// Finds the place of every node; libyaml only tells where each starts.
struct YAMLNodeReader {
  /// What this does not know how to edit: anchors, tags, keys that are no scalars.
  struct Unknown: Error {}

  private let text: YAMLText

  private init(_ text: YAMLText) { self.text = text }

  /// Reads the only document. Throws where it has something that cannot be edited for certain.
  static func read(_ text: YAMLText, _ string: String) throws -> YAMLNode? {
    let parser = try Parser(
      yaml: string, resolver: .basic, constructor: .default, encoding: .utf8)
    let root = try parser.singleRoot()
    return try withExtendedLifetime(parser) {
      try root.map { try YAMLNodeReader(text).node($0, indent: -1, isInFlow: false, depth: 0) }
    }
  }

  private func node(
    _ node: Node, indent: Int, isInFlow: Bool, depth: Int
  ) throws -> YAMLNode {
    guard node.anchor == nil, depth < 64, let mark = node.mark,
      let start = text.offset(line: mark.line - 1, column: mark.column - 1)
    else { throw Unknown() }
    switch node {
    case .scalar(let scalar):
      // One with a tag starts at it, and is found out there.
      return try self.scalar(scalar, at: start, indent: indent)
    case .sequence(let sequence):
      let isFlow = at(start) == "["
      let column = text.column(of: start)
      let items = try sequence.map {
        try self.node($0, indent: column, isInFlow: isFlow, depth: depth + 1)
      }
      let end = try isFlow ? close("]", after: items.last, start) : items.last?.range.upperBound
      return YAMLNode(
        kind: .sequence(items, isFlow: isFlow), value: .list(items.map(\.value)),
        range: start..<(end ?? start))
    case .mapping(let mapping):
      let isFlow = at(start) == "{"
      let column = text.column(of: start)
      var map = ContentMap()
      let entries = try mapping.map { key, value in
        guard case .scalar(let name) = key, map[name.string] == nil, name.string != "<<" else {
          throw Unknown()
        }
        let entry = YAMLNode.Entry(
          key: try self.node(key, indent: column, isInFlow: isFlow, depth: depth + 1),
          name: name.string,
          value: try self.node(value, indent: column, isInFlow: isFlow, depth: depth + 1))
        map[name.string] = entry.value.value
        return entry
      }
      let end =
        try isFlow
        ? close("}", after: entries.last?.value, start) : entries.last?.value.range.upperBound
      return YAMLNode(
        kind: .mapping(entries, isFlow: isFlow), value: .map(map), range: start..<(end ?? start))
    case .alias: throw Unknown()
    }
  }

  private func at(_ offset: Int) -> Unicode.Scalar? {
    offset < text.count ? text.scalars[offset] : nil
  }

  private func scalar(
    _ scalar: Node.Scalar, at start: Int, indent: Int
  ) throws -> YAMLNode {
    let string = Array(scalar.string.unicodeScalars)
    switch scalar.style {
    case .doubleQuoted, .singleQuoted:
      let isDouble = scalar.style == .doubleQuoted
      let end = try quoted(isDouble ? "\"" : "'", from: start)
      return YAMLNode(
        kind: .scalar(isDouble ? .doubleQuoted : .singleQuoted), value: .text(scalar.string),
        range: start..<end)
    case .literal, .folded:
      guard at(start) == "|" || at(start) == ">" else { throw Unknown() }
      return YAMLNode(
        kind: .scalar(scalar.style == .literal ? .literal : .folded), value: .text(scalar.string),
        range: start..<block(from: start, indent: indent))
    case .plain, .any:
      return YAMLNode(
        kind: .scalar(.plain), value: ContentValue(plain: scalar.string),
        range: start..<(try plain(string, from: start)))
    }
  }

  /// Follows a plain scalar through the text; where it is folded, runs of space stand for each other.
  private func plain(_ string: [Unicode.Scalar], from start: Int) throws -> Int {
    func isSpace(_ scalar: Unicode.Scalar?) -> Bool {
      scalar.map { $0 == " " || $0 == "\t" || YAMLText.isBreak($0) } ?? false
    }
    var (offset, index) = (start, 0)
    while index < string.count {
      if isSpace(string[index]) {
        guard isSpace(at(offset)) else { throw Unknown() }
        while index < string.count, isSpace(string[index]) { index += 1 }
        while isSpace(at(offset)) { offset += 1 }
      } else {
        guard at(offset) == string[index] else { throw Unknown() }
        (offset, index) = (offset + 1, index + 1)
      }
    }
    return offset
  }

  private func quoted(_ quote: Unicode.Scalar, from start: Int) throws -> Int {
    guard at(start) == quote else { throw Unknown() }
    var offset = start + 1
    while let scalar = at(offset) {
      offset += 1
      if quote == "\"", scalar == "\\" { offset += 1 }
      guard scalar == quote else { continue }
      if quote == "'", at(offset) == "'" { offset += 1 } else { return offset }
    }
    throw Unknown()
  }

  /// The end of a block scalar: before the break of its last line with content; blank lines at its
  /// end only count where they are kept.
  private func block(from start: Int, indent: Int) -> Int {
    let first = text.line(of: start)
    let header = text.text(start..<text.end(ofLine: first)).prefix { $0 != "#" }
    var contentIndent: Int?
    var last = first
    var line = first + 1
    while line < text.lineStarts.count {
      if !text.isBlank(line: line) {
        let own = text.indentation(ofLine: line)
        let least = contentIndent ?? max(indent + 1, 0)
        guard own >= least else { break }
        contentIndent = contentIndent ?? own
        last = line
      } else if header.contains("+") {
        last = line
      }
      line += 1
    }
    // The start of the line behind the last break is no line.
    if text.lineStarts[last] == text.count, last > first { last -= 1 }
    return text.lineStarts[last] + text.content(ofLine: last).count
  }

  /// Behind the bracket that ends a flow collection.
  private func close(_ bracket: Unicode.Scalar, after last: YAMLNode?, _ start: Int) throws -> Int {
    var offset = last?.range.upperBound ?? start + 1
    while let scalar = at(offset) {
      offset += 1
      if scalar == bracket { return offset }
      if scalar == "#" {
        while let next = at(offset), !YAMLText.isBreak(next) { offset += 1 }
      } else if scalar != ",", scalar != " ", scalar != "\t", scalar != ":",
        !YAMLText.isBreak(scalar)
      {
        throw Unknown()
      }
    }
    throw Unknown()
  }
}
