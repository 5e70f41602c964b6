import Domain

/// A table of object IDs in their order, with the number of those up to each first byte before it: how
/// pack indexes and commit graphs name their objects (gitformat-pack(5), gitformat-commit-graph(5)).
struct SortedIDs: Sendable {
  private let file: MappedFile
  private let fanout: Int
  private let table: Int
  let count: Int

  /// Offsets of the 256 sums and of the IDs; nil where the file is too short, or the sums do not rise.
  init?(in file: MappedFile, fanout: Int, table: Int) {
    self.file = file
    self.fanout = fanout
    self.table = table
    count = file.number32(at: fanout + 255 * 4)
    guard fanout + 256 * 4 <= table, table + count * 20 <= file.count else { return nil }
    var last = 0
    for byte in 0..<256 {
      let next = file.number32(at: fanout + byte * 4)
      guard next >= last else { return nil }
      last = next
    }
  }

  /// Where in the order the ID is; nil where it is not among them.
  func position(of id: ObjectID) -> Int? {
    let first = Int(id.firstByte)
    var low = first == 0 ? 0 : file.number32(at: fanout + (first - 1) * 4)
    var high = file.number32(at: fanout + first * 4)
    while low < high {
      let middle = (low + high) / 2
      let other = self[middle]
      if other == id { return middle }
      if other < id { low = middle + 1 } else { high = middle }
    }
    return nil
  }

  /// The ID at a position.
  subscript(position: Int) -> ObjectID { file.id(at: table + position * 20) }
}

extension MappedFile {
  /// The 20 bytes at an offset as an ID; that of zeros behind the end.
  func id(at offset: Int) -> ObjectID {
    ObjectID(number64(at: offset), number64(at: offset + 8), UInt32(number32(at: offset + 16)))
  }
}
