import Domain
import Glibc

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

  /// How many of the bytes from an entry's start on are whole entries, as far as that is seen by their
  /// names alone: most of a tree is passed so at each step of a walk.
  func wholeEntries(from start: Int, within length: Int) -> Int {
    unsafe bytes.withUnsafeBytes { buffer in
      guard let base = buffer.baseAddress else { return 0 }
      let end = min(start + length, buffer.count)
      var entry = start
      // A folder's mode and its space are 6 bytes, another's 7, and a name has one at least.
      while entry + 28 <= end, unsafe buffer[entry + 5] == 0x20 || buffer[entry + 6] == 0x20,
        let zero = unsafe memchr(base + entry + 6, 0, end - entry - 6)
      {
        let next = unsafe (UnsafeRawPointer(zero) - base) + 21
        guard next <= end else { break }
        entry = next
      }
      return entry - start
    }
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
