import Domain

/// The name of one entry of a folder, as the system takes it.
struct EntryName: Hashable {
  let bytes: [UInt8]

  init(_ bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }

  init(_ text: String) { bytes = Array(text.utf8) }

  /// The bytes with a NUL at their end.
  var cString: [CChar] {
    [CChar](unsafeUninitializedCapacity: bytes.count + 1) { buffer, count in
      for index in bytes.indices { buffer[index] = CChar(bitPattern: bytes[index]) }
      buffer[bytes.count] = 0
      count = bytes.count + 1
    }
  }
}

extension GitPath {
  /// The folder that the path is in; the root's own is the root.
  var folder: GitPath {
    GitPath(bytes: bytes[..<(bytes.lastIndex(of: UInt8(ascii: "/")) ?? 0)])
  }

  /// The last component as the name of an entry.
  var entryName: EntryName { EntryName(lastComponent) }
}
