/// The rule for the names of items, targets and schedules: they become folders of the ledger's
/// tree and parts of `ITEM@TARGET`.
enum Names {
  private static let limitBytes = 100

  /// Why the text cannot be a name, to follow "the name …"; nil where it can.
  static func flaw(of name: String) -> String? {
    if name.isEmpty { return "is empty" }
    if name.utf8.count > limitBytes { return "has more than \(limitBytes) bytes" }
    let scalars = name.unicodeScalars
    if scalars.contains(where: { $0.properties.isWhitespace }) { return "holds white space" }
    if !scalars.allSatisfy(\.isVisible) { return "holds an invisible character" }
    for forbidden in ["/", "@"] as [Unicode.Scalar] where scalars.contains(forbidden) {
      return "holds \(String(forbidden).inCode)"
    }
    for forbidden in [".", "-"] as [Unicode.Scalar] where scalars.first == forbidden {
      return "starts with \(String(forbidden).inCode)"
    }
    return nil
  }
}

extension ValueReader {
  /// Notes it where the text cannot be a name of the kind ("item", "target").
  mutating func checkName(_ name: String, kind: String, at position: Position) -> Bool {
    guard let flaw = Names.flaw(of: name) else { return true }
    let shown = name.isEmpty ? "" : " \(name.inCode)"
    error("the \(kind) name\(shown) \(flaw)", at: position)
    return false
  }

  /// The names in a list, each once, with their places.
  mutating func names(
    _ value: YAMLValue, kind: String, expected: String
  ) -> [(name: String, position: Position)]? {
    guard let values = list(value, expected: expected) else { return nil }
    var first: [String: Position] = [:]
    var result: [(name: String, position: Position)] = []
    for value in values {
      guard let name = value.text else {
        mismatch(value, expected: "the name of \(kind == "item" ? "an" : "a") \(kind)")
        continue
      }
      guard checkName(name, kind: kind, at: value.position) else { continue }
      if let other = first[name] {
        error(
          "the \(kind) \(name.inCode) is named twice, first in line \(other.line)",
          at: value.position)
      } else {
        first[name] = value.position
        result.append((name, value.position))
      }
    }
    return result
  }
}
