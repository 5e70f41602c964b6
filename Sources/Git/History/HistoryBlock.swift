package import Domain

/// Some records of the history index as they lie in its file.
///
/// All numbers are little-endian and unsigned, but for the times. A block is
///
///     5 × 4 bytes   numbers of commits, parents, touches, paths, and bytes of paths
///     60 a commit   ID (20), tree (20), committer's time in seconds (8), where its parents end (4),
///                   where its touches end (4), whether they are known (4: 1 or 0)
///     20 a parent   ID
///     4 a touch     number of the path times two, plus one for an unexplored folder
///     4 a path      where its bytes end
///     the bytes of the paths, which are in the order of their bytes, each once
package struct HistoryBlock: Sendable {
  private let bytes: [UInt8]
  /// The number of records.
  package let count: Int
  /// The number of different paths.
  package let pathCount: Int
  private let parents: Int
  private let touches: Int
  private let pathEnds: Int
  private let paths: Int

  private static let head = 20
  private static let recordSize = 60

  /// Nil where the bytes are no block: a number is out of its range.
  init?(_ bytes: [UInt8]) {
    guard bytes.count >= Self.head else { return nil }
    func number(_ index: Int) -> Int { Self.number(bytes, at: index * 4) }
    self.bytes = bytes
    count = number(0)
    pathCount = number(3)
    parents = Self.head + count * Self.recordSize
    touches = parents + number(1) * 20
    pathEnds = touches + number(2) * 4
    paths = pathEnds + pathCount * 4
    guard paths + number(4) == bytes.count else { return nil }
    var (parentEnd, touchEnd, pathEnd) = (0, 0, 0)
    for record in 0..<count {
      let next = (self.parentEnd(record), self.touchEnd(record))
      guard next.0 >= parentEnd, next.1 >= touchEnd else { return nil }
      (parentEnd, touchEnd) = next
    }
    for touch in 0..<number(2) where self.touch(touch).path >= pathCount { return nil }
    for path in 0..<pathCount {
      let next = self.pathEnd(path)
      guard next >= pathEnd else { return nil }
      pathEnd = next
    }
    guard parentEnd == number(1), touchEnd == number(2), pathEnd == number(4) else { return nil }
  }

  /// The commit of a record.
  package func id(_ record: Int) -> ObjectID { id(at: start(record)) }

  /// What a walk needs of the commit.
  package func link(_ record: Int) -> CommitLink {
    let start = start(record)
    let seconds = Int64(bitPattern: UInt64(number64(at: start + 40)))
    let ids = (record == 0 ? 0 : parentEnd(record - 1))..<parentEnd(record)
    return CommitLink(
      tree: id(at: start + 20), parents: ids.map { id(at: parents + $0 * 20) },
      committedAt: Timestamp(seconds: seconds))
  }

  /// The first parent of the commit; nil for a root.
  package func firstParent(_ record: Int) -> ObjectID? {
    let start = record == 0 ? 0 : parentEnd(record - 1)
    return start < parentEnd(record) ? id(at: parents + start * 20) : nil
  }

  /// The numbers of the record's touches, by path; nil where they are not known.
  package func touches(_ record: Int) -> Range<Int>? {
    guard Self.number(bytes, at: start(record) + 56) == 1 else { return nil }
    return (record == 0 ? 0 : touchEnd(record - 1))..<touchEnd(record)
  }

  /// The number of a touch's path, and whether that is a folder that nobody looked into.
  package func touch(_ touch: Int) -> (path: Int, isUnexplored: Bool) {
    let value = Self.number(bytes, at: touches + touch * 4)
    return (value >> 1, value & 1 == 1)
  }

  /// The path of a number.
  package func path(_ number: Int) -> GitPath { GitPath(bytes: pathBytes(number)) }

  /// The numbers of the paths below a folder.
  package func paths(below folder: GitPath) -> Range<Int> {
    if folder.isRoot { return 0..<pathCount }
    // The byte after a slash.
    return first(notBefore: folder.bytes + [0x2f])..<first(notBefore: folder.bytes + [0x30])
  }

  /// The number of a path; nil where no record has it.
  package func number(of path: GitPath) -> Int? {
    let number = first(notBefore: path.bytes)
    return number < pathCount && pathBytes(number).elementsEqual(path.bytes) ? number : nil
  }

  /// All that the record says.
  func record(_ number: Int) -> HistoryRecord {
    HistoryRecord(
      id: id(number), link: link(number),
      touched: touches(number)?.map {
        let (path, isUnexplored) = touch($0)
        return TouchedPath(self.path(path), isUnexplored: isUnexplored)
      })
  }

  private func first(notBefore path: [UInt8]) -> Int {
    var (low, high) = (0, pathCount)
    while low < high {
      let middle = (low + high) / 2
      if pathBytes(middle).lexicographicallyPrecedes(path) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low
  }

  private func start(_ record: Int) -> Int { Self.head + record * Self.recordSize }
  private func parentEnd(_ record: Int) -> Int { Self.number(bytes, at: start(record) + 48) }
  private func touchEnd(_ record: Int) -> Int { Self.number(bytes, at: start(record) + 52) }
  private func pathEnd(_ path: Int) -> Int { Self.number(bytes, at: pathEnds + path * 4) }

  private func pathBytes(_ number: Int) -> ArraySlice<UInt8> {
    bytes[paths + (number == 0 ? 0 : pathEnd(number - 1))..<paths + pathEnd(number)]
  }

  private func id(at offset: Int) -> ObjectID {
    unsafe bytes.withUnsafeBytes { buffer in
      unsafe ObjectID(
        UInt64(bigEndian: buffer.loadUnaligned(fromByteOffset: offset, as: UInt64.self)),
        UInt64(bigEndian: buffer.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self)),
        UInt32(bigEndian: buffer.loadUnaligned(fromByteOffset: offset + 16, as: UInt32.self)))
    }
  }

  private func number64(at offset: Int) -> UInt64 {
    unsafe bytes.withUnsafeBytes {
      unsafe UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
  }

  private static func number(_ bytes: [UInt8], at offset: Int) -> Int {
    unsafe bytes.withUnsafeBytes {
      unsafe Int(
        UInt32(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
    }
  }
}

extension HistoryBlock {
  /// The bytes of a block with these records.
  static func encoding(_ records: [HistoryRecord]) -> [UInt8] {
    var numbers: [GitPath: Int] = [:]
    for touched in records.lazy.compactMap(\.touched).joined() { numbers[touched.path] = 0 }
    let paths = numbers.keys.sorted()
    for (number, path) in paths.enumerated() { numbers[path] = number }
    var parents: [UInt8] = []
    var touches: [UInt8] = []
    var table: [UInt8] = []
    for record in records {
      for parent in record.link.parents { parents += parent.bytes }
      for touched in record.touched ?? [] {
        touches.append((numbers[touched.path] ?? 0) << 1 | (touched.isUnexplored ? 1 : 0), bytes: 4)
      }
      table += record.id.bytes + record.link.tree.bytes
      table.append(Int(record.link.committedAt.seconds), bytes: 8)
      table.append(parents.count / 20, bytes: 4)
      table.append(touches.count / 4, bytes: 4)
      table.append(record.touched == nil ? 0 : 1, bytes: 4)
    }
    var pathEnds: [UInt8] = []
    var pathBytes: [UInt8] = []
    for path in paths {
      pathBytes += path.bytes
      pathEnds.append(pathBytes.count, bytes: 4)
    }
    var bytes: [UInt8] = []
    for number in [
      records.count, parents.count / 20, touches.count / 4, paths.count, pathBytes.count,
    ] { bytes.append(number, bytes: 4) }
    return bytes + table + parents + touches + pathEnds + pathBytes
  }
}
