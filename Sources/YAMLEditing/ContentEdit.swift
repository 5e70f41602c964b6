package import Configuration
import Differences

/// A file of the content, brought to other values with its comments and layout.
package struct ContentEdit: Sendable, Hashable {
  /// How much of the text was written anew, without its layout and, in YAML, its comments.
  package enum Rewritten: Sendable, Hashable {
    case nothing
    /// What is at these paths.
    case parts([String])
    case whole
  }

  package var bytes: [UInt8]
  package var rewritten: Rewritten

  package init(bytes: [UInt8], rewritten: Rewritten) {
    self.bytes = bytes
    self.rewritten = rewritten
  }

  /// Edits a text so that it has just these values: that is proven by reading it again.
  ///
  /// In YAML scalars are replaced in their quoting style, keys added and removed, elements of lists
  /// inserted, removed and moved; all other lines stay byte for byte. What cannot be edited so is
  /// written anew, in the last resort the whole file. JSON is always written as a whole: in the
  /// layout that the file has where that is a usual one, which then counts as nothing written anew.
  ///
  /// - Parameter name: The file's name, which says what it is.
  /// - Returns: Nil where the text is neither YAML nor JSON that can be read for certain.
  package static func edit(
    _ bytes: [UInt8], to value: ContentValue, name: String
  ) -> ContentEdit? {
    guard let old = ContentDifference.value(of: bytes, name: name) else { return nil }
    if old == value { return ContentEdit(bytes: bytes, rewritten: .nothing) }
    if name.lowercased().hasSuffix(".json") { return JSONEdit.edit(bytes, old, to: value) }
    return edit(yaml: String(decoding: bytes, as: UTF8.self), to: value)
  }

  private static func edit(yaml whole: String, to value: ContentValue) -> ContentEdit? {
    let hasMark = whole.unicodeScalars.first == "\u{feff}"
    let string =
      hasMark ? String(String.UnicodeScalarView(whole.unicodeScalars.dropFirst())) : whole
    let text = YAMLText(string)
    func proven(_ edited: String, _ rewritten: Rewritten) -> ContentEdit? {
      let bytes = Array(((hasMark ? "\u{feff}" : "") + edited).utf8)
      return ContentYAML.read(bytes) == value
        ? ContentEdit(bytes: bytes, rewritten: rewritten) : nil
    }
    var writing = YAMLWriting()
    writing.lineBreak = text.lineBreak
    if let root = try? YAMLNodeReader.read(text, string) {
      YAMLStyle.find(in: root, text, &writing)
      // Where an edit in place does not prove right, less of the text is kept.
      for depth in [Int.max, 2, 1] {
        var edits = YAMLEdits(text, writing: writing, maximumDepth: depth)
        edits.edit(
          root, to: value,
          at: YAMLEdits.Place(indent: -1, colonEnd: nil, isInFlow: false, path: "", depth: 0))
        let parts = edits.rewritten
        if let edited = edits.result(), !parts.contains("."),
          let edit = proven(edited, parts.isEmpty ? .nothing : .parts(parts))
        {
          return edit
        }
      }
    }
    // Comments at the top of the file are about the file.
    let header = (0..<text.lineStarts.count).prefix { text.isComment(line: $0) }
    let kept = header.map { text.text(text.lineStarts[$0]..<text.end(ofLine: $0)) }.joined()
    let lines = writing.lines(value, indent: 0).joined(separator: text.lineBreak) + text.lineBreak
    return proven(kept + lines, .whole) ?? proven(lines, .whole)
  }
}

/// The style of a text.
enum YAMLStyle {
  /// Finds how far it indents, and whether it indents lists below their keys.
  static func find(in node: YAMLNode, _ text: YAMLText, _ writing: inout YAMLWriting) {
    var steps: [Int: Int] = [:]
    var lists: [Bool: Int] = [:]
    visit(node, text, &steps, &lists)
    if let step = steps.max(by: { ($0.value, -$0.key) < ($1.value, -$1.key) })?.key, step > 0 {
      writing.step = step
    }
    writing.indentsLists = lists[true, default: 0] >= lists[false, default: 0]
  }

  private static func visit(
    _ node: YAMLNode, _ text: YAMLText, _ steps: inout [Int: Int], _ lists: inout [Bool: Int]
  ) {
    guard node.isBlock else { return }
    let column = text.column(of: node.range.lowerBound)
    switch node.kind {
    case .scalar: return
    case .sequence(let items, _):
      for item in items { visit(item, text, &steps, &lists) }
    case .mapping(let entries, _):
      for entry in entries where entry.value.isBlock {
        let own = text.column(of: entry.value.range.lowerBound)
        if case .sequence = entry.value.kind { lists[own > column, default: 0] += 1 }
        if own > column { steps[own - column, default: 0] += 1 }
        visit(entry.value, text, &steps, &lists)
      }
    }
  }
}
