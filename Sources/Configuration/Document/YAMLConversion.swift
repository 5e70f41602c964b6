import Yams

/// Takes over nodes of Yams as values.
///
/// The parser that made the nodes must still be alive: they hold their anchors weakly.
struct YAMLConversion {
  /// Deeper than any value of the schema, and shallow enough for every stack.
  private static let maximumDepth = 24

  /// The keys that `DuplicateKeys` renamed, by their position.
  let renamed: [Position: String]
  /// The end of the text; where the last line has no line break, libyaml's is a line too far.
  let end: Position

  /// The value of a node that is so deep.
  func value(_ node: Node, depth: Int = 0) -> YAMLValue {
    YAMLValue(content: content(node, depth: depth), position: min(Position(node.mark), end))
  }

  private func content(_ node: Node, depth: Int) -> YAMLValue.Content {
    guard node.anchor == nil else {
      return .refused("anchors and aliases are not supported, write the value out")
    }
    guard depth < Self.maximumDepth else {
      return .refused("nested more deeply than anything in this file can be")
    }
    guard Self.isPlainTag(node) else {
      return .refused("tags such as `!!int` are not supported, write the plain value")
    }
    switch node {
    case .scalar(let scalar):
      return .text(scalar.string, isPlain: scalar.style == .plain)
    case .sequence(let sequence):
      return .list(sequence.map { value($0, depth: depth + 1) })
    case .mapping(let mapping):
      return .fields(fields(of: mapping, depth: depth))
    case .alias:
      return .refused("anchors and aliases are not supported, write the value out")
    }
  }

  private func fields(of mapping: Node.Mapping, depth: Int) -> [YAMLField] {
    var first: [String: Position] = [:]
    return mapping.map { key, node in
      let name = value(key, depth: depth + 1)
      var field = YAMLField(
        key: "", position: name.position,
        value: value(node, depth: depth + 1))
      switch name.content {
      case .text(let text, _): field.key = renamed[name.position] ?? text
      case .refused(let why): field.flaw = why
      case .list, .fields: field.flaw = "expected a text as key, found \(name.description)"
      }
      if field.flaw == nil, field.key == "<<" {
        field.flaw = "merge keys are not supported, write the keys out"
      } else if field.flaw == nil, let other = first[field.key] {
        field.flaw = "duplicate key \(field.key.inCode), first in line \(other.line)"
      } else if field.flaw == nil {
        first[field.key] = field.position
      }
      return field
    }
  }

  /// Whether the node has no tag, or the one that its form has anyway.
  private static func isPlainTag(_ node: Node) -> Bool {
    switch node {
    case .scalar(let scalar):
      ["", Tag.Name.str.rawValue].contains(scalar.tag.description)
    case .sequence(let sequence):
      ["", Tag.Name.seq.rawValue].contains(sequence.tag.description)
    case .mapping(let mapping):
      ["", Tag.Name.map.rawValue].contains(mapping.tag.description)
    case .alias: true
    }
  }
}

extension Position {
  /// The place of a mark; the start of the file where there is none.
  init(_ mark: Mark?) {
    self = mark.map { Position(line: max(1, $0.line), column: max(1, $0.column)) } ?? .start
  }
}
