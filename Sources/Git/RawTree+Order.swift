import Domain

extension RawTree {
  /// How many bytes are the same from these offsets on: eight at a time, which is what makes the
  /// walk through history fast.
  func commonLength(from start: Int, _ other: RawTree, from otherStart: Int) -> Int {
    let limit = min(bytes.count - start, other.bytes.count - otherStart)
    guard limit > 0 else { return 0 }
    return unsafe bytes.withUnsafeBytes { ours in
      unsafe other.bytes.withUnsafeBytes { theirs in
        // Both reads stay inside: `limit` bytes are left in either.
        func differ(_ offset: Int) -> UInt64 {
          unsafe ours.loadUnaligned(fromByteOffset: start + offset, as: UInt64.self)
            ^ theirs.loadUnaligned(fromByteOffset: otherStart + offset, as: UInt64.self)
        }
        var length = 0
        while length + 32 <= limit,
          differ(length) | differ(length + 8) | differ(length + 16) | differ(length + 24) == 0
        { length += 32 }
        while length + 8 <= limit {
          let a = unsafe ours.loadUnaligned(fromByteOffset: start + length, as: UInt64.self)
          let b = unsafe theirs.loadUnaligned(fromByteOffset: otherStart + length, as: UInt64.self)
          guard a == b else {
            return length + (UInt64(littleEndian: a) ^ UInt64(littleEndian: b))
              .trailingZeroBitCount / 8
          }
          length += 8
        }
        while length < limit,
          unsafe ours[start + length] == theirs[otherStart + length]
        { length += 1 }
        return length
      }
    }
  }

  /// Whether our entry sorts before theirs (below zero), after it, or is of the same name and is
  /// a folder or not like it (zero): names by bytes, a folder's as if it ended in a slash
  /// (`base_name_compare` in git's read-cache.c).
  func order(_ ours: Position, _ other: RawTree, _ theirs: Position) -> Int {
    let length = min(ours.name.count, theirs.name.count)
    for index in 0..<length {
      let a = bytes[ours.name.lowerBound + index]
      let b = other.bytes[theirs.name.lowerBound + index]
      if a != b { return a < b ? -1 : 1 }
    }
    let a = byte(behind: length, of: ours)
    let b = other.byte(behind: length, of: theirs)
    if a != b { return a < b ? -1 : 1 }
    // A folder "a" and a file "a/" cannot both be: names have no slash.
    return 0
  }

  private func byte(behind length: Int, of position: Position) -> UInt8 {
    if length < position.name.count { return bytes[position.name.lowerBound + length] }
    return position.isFolder ? UInt8(ascii: "/") : 0
  }

  /// The bytes of a tree with these entries, sorted.
  static func encoding(_ entries: [TreeEntry]) -> RawTree {
    func key(_ entry: TreeEntry) -> [UInt8] {
      entry.mode == .folder ? entry.name + [UInt8(ascii: "/")] : entry.name
    }
    var bytes: [UInt8] = []
    for entry in entries.sorted(by: { key($0).lexicographicallyPrecedes(key($1)) }) {
      bytes += String(entry.mode.rawValue, radix: 8).utf8
      bytes.append(0x20)
      bytes += entry.name
      bytes.append(0)
      bytes += entry.id.bytes
    }
    return RawTree(bytes: bytes)
  }
}
