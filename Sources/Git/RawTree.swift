import Domain

/// The bytes of a tree object: entries of `MODE NAME NUL ID`, sorted (gitformat-tree and "Tree
/// objects" in git's user manual). The modes are octal digits, the ID 20 raw bytes.
struct RawTree: Sendable, Hashable {
  let bytes: [UInt8]

  static let empty = RawTree(bytes: [])

  init(bytes: [UInt8]) { self.bytes = bytes }

  /// Where one entry lies in the bytes.
  struct Position {
    var start: Int
    /// The mode as it is written, not yet one of git's five.
    var mode: UInt32
    var name: Range<Int>
    /// Where the ID ends, and the next entry starts.
    var end: Int { name.upperBound + 21 }

    /// Folders sort as if their name ended in a slash.
    var isFolder: Bool { mode & 0o170000 == 0o040000 }
  }

  /// The entry that starts at the offset; nil at the end.
  ///
  /// - Throws: `Malformed` where the bytes are no entry.
  func position(at start: Int) throws(Malformed) -> Position? {
    guard start < bytes.count else { return nil }
    var mode: UInt32 = 0
    var index = start
    while index < bytes.count, bytes[index] != 0x20 {
      let digit = bytes[index] &- UInt8(ascii: "0")
      guard digit < 8, index - start < 7 else { throw Malformed() }
      mode = mode << 3 | UInt32(digit)
      index += 1
    }
    guard index > start else { throw Malformed() }
    let name = index + 1
    index = name
    while index < bytes.count, bytes[index] != 0 { index += 1 }
    guard index > name, index + 21 <= bytes.count else { throw Malformed() }
    return Position(start: start, mode: mode, name: name..<index)
  }

  /// The entry with its parts copied out.
  ///
  /// - Throws: `Malformed` for a mode that is not git's, and for a name with a slash, which no
  ///   git program writes and which would reach into other folders.
  func entry(_ position: Position) throws(Malformed) -> TreeEntry {
    let name = Array(bytes[position.name])
    guard let mode = FileMode(raw: position.mode), !name.contains(UInt8(ascii: "/")) else {
      throw Malformed()
    }
    return TreeEntry(name: name, mode: mode, id: id(position))
  }

  func id(_ position: Position) -> ObjectID {
    ObjectID(bytes: bytes[(position.name.upperBound + 1)..<position.end]) ?? .zero
  }

  /// All entries in git's order.
  func entries() throws(Malformed) -> [TreeEntry] {
    var result: [TreeEntry] = []
    var offset = 0
    while let position = try position(at: offset) {
      result.append(try entry(position))
      offset = position.end
    }
    return result
  }

  /// The bytes are not a tree's.
  struct Malformed: Error {}
}
