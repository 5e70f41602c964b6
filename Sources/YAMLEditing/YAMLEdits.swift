import Configuration

/// Collects the edits that bring a text to other values, in place.
struct YAMLEdits {
  let text: YAMLText
  let writing: YAMLWriting
  /// Nodes at this depth and below are written anew where they differ.
  let maximumDepth: Int
  private(set) var replacements: [(range: Range<Int>, text: String)] = []
  /// The paths of what was written anew, with its layout and comments.
  private(set) var rewritten: [String] = []

  init(_ text: YAMLText, writing: YAMLWriting, maximumDepth: Int = .max) {
    self.text = text
    self.writing = writing
    self.maximumDepth = maximumDepth
  }

  /// The text with all edits; nil where two of them meet.
  func result() -> String? { result(in: 0..<text.count) }

  /// A part of the text with its edits; nil where two of them meet, or one is not in the part.
  func result(in part: Range<Int>) -> String? {
    var result = String.UnicodeScalarView()
    var offset = part.lowerBound
    let sorted = replacements.enumerated().sorted {
      ($0.element.range.lowerBound, $0.element.range.upperBound, $0.offset)
        < ($1.element.range.lowerBound, $1.element.range.upperBound, $1.offset)
    }
    for (_, replacement) in sorted {
      guard replacement.range.lowerBound >= offset else { return nil }
      result.append(contentsOf: text.scalars[offset..<replacement.range.lowerBound])
      result.append(contentsOf: replacement.text.unicodeScalars)
      offset = replacement.range.upperBound
    }
    guard offset <= part.upperBound else { return nil }
    result.append(contentsOf: text.scalars[offset..<part.upperBound])
    return String(result)
  }

  /// Where a value stands, which says how it can be written anew.
  struct Place {
    /// The column of the key or dash that it belongs to; -1 for the whole document.
    var indent: Int
    /// Behind the colon of its key; nil for what is not behind one.
    var colonEnd: Int?
    var isInFlow: Bool
    var path: String
    var depth: Int
  }

  mutating func replace(_ range: Range<Int>, with text: String) {
    replacements.append((range, text))
  }

  /// Brings a node to a value.
  mutating func edit(_ node: YAMLNode, to value: ContentValue, at place: Place) {
    guard node.value != value else { return }
    guard place.depth < maximumDepth else { return rewrite(node, as: value, at: place) }
    switch (node.kind, value) {
    case (.scalar(let style), .literal), (.scalar(let style), .text):
      editScalar(node, style, to: value, at: place)
    case (.mapping(let entries, let isFlow), .map(let map)):
      if isFlow {
        editFlow(node, entries, to: map, at: place)
      } else {
        editMapping(node, entries, to: map, at: place)
      }
    case (.sequence(let items, let isFlow), .list(let list)):
      if isFlow {
        editFlow(node, items, to: list, at: place)
      } else {
        editSequence(node, items, to: list, at: place)
      }
    default: rewrite(node, as: value, at: place)
    }
  }

  private mutating func editScalar(
    _ node: YAMLNode, _ style: YAMLNode.Style, to value: ContentValue, at place: Place
  ) {
    if style == .literal || style == .folded, case .text(let new) = value,
      editBlockScalar(node, style, to: new, at: place)
    {
      return
    }
    let written = writing.scalar(value, like: style, isInFlow: place.isInFlow)
    let needsSpace =
      node.range.isEmpty && node.range.lowerBound > 0
      && ![" ", "\n"].contains(text.scalars[node.range.lowerBound - 1])
    replace(node.range, with: (needsSpace ? " " : "") + written)
  }

  /// A block scalar keeps its indentation and what is behind its header.
  private mutating func editBlockScalar(
    _ node: YAMLNode, _ style: YAMLNode.Style, to new: String, at place: Place
  ) -> Bool {
    let first = text.line(of: node.range.lowerBound)
    let last = text.line(of: max(node.range.lowerBound, node.range.upperBound - 1))
    let content = (first + 1)..<(max(last, first) + 1)
    let indent =
      content.first { !text.isBlank(line: $0) }.map { text.indentation(ofLine: $0) }
      ?? max(place.indent, 0) + writing.step
    guard let block = writing.block(new, style, indent: indent) else { return false }
    let headerEnd = text.lineStarts[first] + text.content(ofLine: first).count
    let header = text.scalars[node.range.lowerBound..<headerEnd]
    let rest = header.drop { !" \t#".unicodeScalars.contains($0) }
    var own = String.UnicodeScalarView()
    own.append(contentsOf: rest)
    replace(
      node.range,
      with: ([block[0] + String(own)] + block.dropFirst()).joined(separator: text.lineBreak))
    return true
  }

  /// In flow style values are replaced one by one as long as the keys stay.
  private mutating func editFlow(
    _ node: YAMLNode, _ entries: [YAMLNode.Entry], to map: ContentMap, at place: Place
  ) {
    guard Set(entries.map(\.name)) == Set(map.keys), !entries.isEmpty else {
      return rewrite(node, as: .map(map), at: place)
    }
    for entry in entries {
      guard let value = map[entry.name] else { continue }
      edit(
        entry.value, to: value,
        at: Place(
          indent: place.indent, colonEnd: nil, isInFlow: true,
          path: Self.path(place.path, entry.name), depth: place.depth + 1))
    }
  }

  private mutating func editFlow(
    _ node: YAMLNode, _ items: [YAMLNode], to list: [ContentValue], at place: Place
  ) {
    guard items.count == list.count, !items.isEmpty else {
      return rewrite(node, as: .list(list), at: place)
    }
    for (index, (item, value)) in zip(items, list).enumerated() {
      edit(
        item, to: value,
        at: Place(
          indent: place.indent, colonEnd: nil, isInFlow: true, path: "\(place.path)[\(index)]",
          depth: place.depth + 1))
    }
  }

  /// Writes a node anew.
  mutating func rewrite(_ node: YAMLNode, as value: ContentValue, at place: Place) {
    let isScalar =
      switch value {
      case .literal, .text: true
      case .map(let map): map.keys.isEmpty
      case .list(let list): list.isEmpty
      }
    // A scalar that takes another scalar's place loses nothing.
    if !isScalar || node.isBlock { rewritten.append(place.path.isEmpty ? "." : place.path) }
    let wasFlow =
      !node.isBlock && !node.range.isEmpty
      && {
        if case .scalar = node.kind { return false }
        return true
      }()
    if place.isInFlow || wasFlow {
      let isSpaced = node.range.isEmpty
      return replace(
        node.range, with: (isSpaced ? " " : "") + writing.flow(value, isInFlow: place.isInFlow))
    }
    guard let colonEnd = place.colonEnd else { return rewriteInline(node, as: value, at: place) }
    let line = text.line(of: colonEnd)
    let lineEnd = text.lineStarts[line] + text.content(ofLine: line).count
    if isScalar {
      // Behind the colon, before the comment that may follow there.
      replace(colonEnd..<colonEnd, with: " " + writing.flow(value))
      let start = node.isBlock ? lineEnd : node.range.lowerBound
      return replace(max(start, colonEnd)..<max(node.range.upperBound, start), with: "")
    }
    let indent =
      if case .list = value, !writing.indentsLists { place.indent } else {
        place.indent + writing.step
      }
    let lines = writing.lines(value, indent: indent)
    let written = text.lineBreak + lines.joined(separator: text.lineBreak)
    if node.isBlock {
      return replace(lineEnd..<max(node.range.upperBound, lineEnd), with: written)
    }
    // The scalar goes, what is behind it on its line stays with the key.
    let last = text.line(of: max(node.range.upperBound - 1, colonEnd))
    let end = text.lineStarts[last] + text.content(ofLine: last).count
    replace(colonEnd..<max(node.range.upperBound, colonEnd), with: "")
    replace(max(end, node.range.upperBound)..<max(end, node.range.upperBound), with: written)
  }

  /// Writes an element of a list, or the whole document, anew where it starts.
  private mutating func rewriteInline(
    _ node: YAMLNode, as value: ContentValue, at place: Place
  ) {
    let column = place.indent < 0 ? 0 : place.indent + 2
    let lines = writing.lines(value, indent: column)
    let written = lines.joined(separator: text.lineBreak)
    let trimmed = String(written.drop { $0 == " " })
    replace(node.range, with: (node.range.isEmpty ? " " : "") + trimmed)
  }

  static func path(_ path: String, _ key: String) -> String {
    path.isEmpty ? key : "\(path).\(key)"
  }

  mutating func noteRewritten(_ path: String) { rewritten.append(path.isEmpty ? "." : path) }
}
