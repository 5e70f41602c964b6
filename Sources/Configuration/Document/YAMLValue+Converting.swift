import Yams

extension YAMLValue {
  /// Deeper than any value of the schema, and shallow enough for every stack.
  private static let maximumDepth = 24

  /// Takes over a node of Yams.
  ///
  /// The parser that made the node must still be alive: nodes hold their anchors weakly.
  /// - Parameter renamed: the keys that `DuplicateKeys` renamed, by their position.
  init(_ node: Node, renamed: [Position: String], depth: Int = 0) {
    position = Position(node.mark)
    guard node.anchor == nil else {
      content = .refused("anchors and aliases are not supported, write the value out")
      return
    }
    guard depth < Self.maximumDepth else {
      content = .refused("nested more deeply than anything in this file can be")
      return
    }
    guard Self.isPlainTag(node) else {
      content = .refused("tags such as `!!int` are not supported, write the plain value")
      return
    }
    switch node {
    case .scalar(let scalar):
      content = .text(scalar.string, isPlain: scalar.style == .plain)
    case .sequence(let sequence):
      content = .list(sequence.map { YAMLValue($0, renamed: renamed, depth: depth + 1) })
    case .mapping(let mapping):
      content = .fields(Self.fields(of: mapping, renamed: renamed, depth: depth))
    case .alias:
      content = .refused("anchors and aliases are not supported, write the value out")
    }
  }

  private static func fields(
    of mapping: Node.Mapping, renamed: [Position: String], depth: Int
  ) -> [YAMLField] {
    var first: [String: Position] = [:]
    return mapping.map { key, value in
      let name = YAMLValue(key, renamed: renamed, depth: depth + 1)
      var field = YAMLField(
        key: "", position: name.position,
        value: YAMLValue(value, renamed: renamed, depth: depth + 1))
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
