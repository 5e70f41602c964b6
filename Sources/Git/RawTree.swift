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

  /// How many of the bytes from an entry's start on are whole entries, as far as that is seen by their
  /// names alone: most of a tree is passed so at each step of a walk.
  func wholeEntries(from start: Int, within length: Int) -> Int {
    unsafe bytes.withUnsafeBytes { buffer in
      let end = min(start + length, buffer.count)
      var entry = start
      while let next = unsafe Self.end(ofEntryAt: entry, in: buffer), next <= end { entry = next }
      return entry - start
    }
  }

  /// The entry of that name; nil where there is none.
  ///
  /// - Throws: `Malformed` where the bytes up to it are no entries.
  func entry(named name: ArraySlice<UInt8>) throws(Malformed) -> TreeEntry? {
    var start = 0
    while let position = try position(at: passing(from: start, unlessNamed: name)) {
      if bytes[position.name] == name { return try entry(position) }
      start = position.end
    }
    return nil
  }

  /// The start of the first entry that can be of that name, or that is not passed by its name alone.
  private func passing(from start: Int, unlessNamed name: ArraySlice<UInt8>) -> Int {
    unsafe bytes.withUnsafeBytes { buffer in
      var entry = start
      while let next = unsafe Self.end(ofEntryAt: entry, in: buffer) {
        let first = next - 21 - name.count
        if first > entry, unsafe buffer[first - 1] == 0x20,
          unsafe name.elementsEqual(UnsafeRawBufferPointer(rebasing: buffer[first..<next - 21]))
        {
          break
        }
        entry = next
      }
      return entry
    }
  }

  /// Where the entry that starts there ends, by its name alone; nil at the end, and where the bytes
  /// are not the start of an entry.
  private static func end(ofEntryAt start: Int, in buffer: UnsafeRawBufferPointer) -> Int? {
    // A folder's mode and its space are 6 bytes, another's 7, and a name has one at least.
    guard start + 28 <= buffer.count,
      unsafe buffer[start + 5] == 0x20 || buffer[start + 6] == 0x20
    else { return nil }
    var next = start + 6
    // Eight bytes at once: the subtraction leaves the highest bit of those that are zero, and of
    // some after the first of them.
    while next + 8 <= buffer.count {
      let word = unsafe UInt64(
        littleEndian: buffer.loadUnaligned(fromByteOffset: next, as: UInt64.self))
      let zeros = (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
      if zeros != 0 {
        let end = next + zeros.trailingZeroBitCount / 8 + 21
        return end <= buffer.count ? end : nil
      }
      next += 8
    }
    return nil
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
