import Domain

/// Where the entries of a large tree start, so that a name is found without passing all before it.
struct TreeOffsets: Sendable {
  private let starts: [Int]

  /// Smaller trees are passed as quickly.
  static let worthwhile = 2048

  /// Nil where the bytes are no entries in git's order, of which nothing is found by halves.
  init?(_ tree: RawTree) {
    var starts: [Int] = []
    var last: RawTree.Position?
    var offset = 0
    while let position = try? tree.position(at: offset) {
      if let last, tree.name(last, isBefore: tree.bytes[position.name], position.isFolder) != true {
        return nil
      }
      starts.append(offset)
      offset = position.end
      last = position
    }
    guard offset == tree.bytes.count else { return nil }
    self.starts = starts
  }

  /// The entry of that name, as `RawTree.entry(named:)`.
  func entry(
    named name: ArraySlice<UInt8>, in tree: RawTree
  ) throws(RawTree.Malformed) -> TreeEntry? {
    // A folder is elsewhere than a file of the same name.
    for isFolder in [false, true] {
      var (low, high) = (0, starts.count)
      while low < high {
        let middle = (low + high) / 2
        guard let position = try tree.position(at: starts[middle]) else {
          throw RawTree.Malformed()
        }
        switch tree.name(position, isBefore: name, isFolder) {
        case true: low = middle + 1
        case false: high = middle
        case nil: return try tree.entry(position)
        }
      }
    }
    return nil
  }
}

extension RawTree {
  /// Whether an entry is before one of that name in git's order (`base_name_compare` of git's
  /// tree.c: a folder's name ends in a slash, another's in a zero); nil where it is that one.
  func name(_ position: Position, isBefore name: ArraySlice<UInt8>, _ isFolder: Bool) -> Bool? {
    let own = bytes[position.name]
    for (a, b) in zip(own, name) where a != b { return a < b }
    func end(_ isFolder: Bool) -> UInt8 { isFolder ? UInt8(ascii: "/") : 0 }
    let (a, b) = (
      own.count > name.count
        ? own[own.startIndex + name.count] : end(position.isFolder),
      name.count > own.count ? name[name.startIndex + own.count] : end(isFolder)
    )
    if a == b { return own.count == name.count ? nil : own.count < name.count }
    return a < b
  }
}
