import Yams

/// Files of the content in YAML, read into values with the same care as a configuration.
package enum ContentYAML {
  /// 1 MiB: what is larger is compared as text.
  package static let limitBytes = 1 << 20
  /// So many values; aliases count by what they stand for.
  private static let limitValues = 100_000
  private static let limitDepth = 64

  /// Reads the only document of a file; nil where it cannot be read as values for certain: it is no
  /// YAML, too large, has a key twice, several documents, merge keys, or tags of its own.
  ///
  /// Needs a stack of 2 MiB for the deepest nesting that libyaml reads (1000 levels).
  package static func read(_ bytes: [UInt8]) -> ContentValue? {
    guard bytes.count <= limitBytes, let whole = String(validating: bytes, as: UTF8.self) else {
      return nil
    }
    let text = whole.unicodeScalars.first == "\u{feff}" ? String(whole.dropFirst()) : whole
    guard AliasBomb.position(in: text) == nil else { return nil }
    do {
      let parser = try Parser(
        yaml: text, resolver: .basic, constructor: .default, encoding: .utf8)
      let root = try parser.singleRoot()
      var budget = limitValues
      return try withExtendedLifetime(parser) {
        try root.map { try value($0, depth: 0, &budget) } ?? .null
      }
    } catch {
      // Whatever it is, the file is then compared as text.
      return nil
    }
  }

  private struct NotPlain: Error {}

  private static func value(
    _ node: Node, depth: Int, _ budget: inout Int
  ) throws(NotPlain) -> ContentValue {
    budget -= 1
    guard budget > 0, depth < limitDepth else { throw NotPlain() }
    switch node {
    case .scalar(let scalar):
      let tag = scalar.tag.description
      if tag == Tag.Name.str.rawValue, scalar.style == .plain { throw NotPlain() }
      guard ["", "!", Tag.Name.str.rawValue].contains(tag) else { throw NotPlain() }
      return scalar.style == .plain && tag.isEmpty
        ? ContentValue(plain: scalar.string) : .text(scalar.string)
    case .sequence(let sequence):
      guard ["", Tag.Name.seq.rawValue].contains(sequence.tag.description) else {
        throw NotPlain()
      }
      var list: [ContentValue] = []
      for node in sequence { list.append(try value(node, depth: depth + 1, &budget)) }
      return .list(list)
    case .mapping(let mapping):
      guard ["", Tag.Name.map.rawValue].contains(mapping.tag.description) else {
        throw NotPlain()
      }
      var map = ContentMap()
      for (key, node) in mapping {
        guard case .scalar(let name) = key, name.string != "<<", map[name.string] == nil else {
          throw NotPlain()
        }
        map[name.string] = try value(node, depth: depth + 1, &budget)
      }
      return .map(map)
    case .alias: throw NotPlain()
    }
  }
}
