/// Keys that a mapping has more than once.
///
/// Yams stops at the first mapping with one, and a duplicate inside an item must not stop the
/// others. So the first scalar of the earlier key is replaced in the text by one that nobody types,
/// which moves nothing, and the text is read again; the conversion gives the key its name back and
/// then sees all duplicates at once.
struct DuplicateKeys {
  /// So many are found in one run: each costs a further reading of the file.
  private static let limit = 32

  /// The names of the keys that were changed, by their position.
  private(set) var names: [Position: String] = [:]
  private var order: [Position] = []

  /// The text with the key changed; nil where that is not possible.
  mutating func rename(_ name: String, at position: Position, in text: String) -> String? {
    defer { note(name, position) }
    guard names.count < Self.limit, names[position] == nil,
      var index = position.index(in: text),
      let stand = Unicode.Scalar(0xf0000 + UInt32(names.count))
    else { return nil }
    let scalars = text.unicodeScalars
    if ["\"", "'"].contains(scalars[index]) {
      index = scalars.index(after: index)
      guard index < scalars.endIndex, !["\"", "'"].contains(scalars[index]) else { return nil }
    }
    var result = String.UnicodeScalarView(scalars[..<index])
    result.append(stand)
    result.append(contentsOf: scalars[scalars.index(after: index)...])
    return String(result)
  }

  private mutating func note(_ name: String, _ position: Position) {
    if names.updateValue(name, forKey: position) == nil { order.append(position) }
  }

  /// What can be said where the file cannot be read to its end.
  func problems(_ file: String) -> [Problem] {
    order.map { position in
      Problem(
        file: file, line: position.line, column: position.column,
        message: "the key \((names[position] ?? "").inCode) is there more than once")
    }
  }
}
