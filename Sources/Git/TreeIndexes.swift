import Domain

/// The entries of the large trees that were asked for last, by name: with thousands of folders side
/// by side, nobody looks through all of them for each.
struct TreeIndexes {
  /// From so many entries on a tree is indexed.
  static let smallest = 64
  /// How many trees are kept.
  private static let limit = 16

  private var indexes: [ObjectID: [ArraySlice<UInt8>: TreeEntry]] = [:]

  /// The entry of that name; nil inside where the tree has none, nil where it is not known.
  func entry(_ name: ArraySlice<UInt8>, in tree: ObjectID) -> TreeEntry?? {
    guard let index = indexes[tree] else { return nil }
    return .some(index[name])
  }

  /// Keeps a tree's entries.
  mutating func insert(_ entries: [TreeEntry], of tree: ObjectID) {
    if indexes.count >= Self.limit { indexes = [:] }
    indexes[tree] = Dictionary(entries.map { ($0.name[...], $0) }) { first, _ in first }
  }
}

extension Repository {
  /// The entry of that name right in the tree; nil where there is none.
  ///
  /// - Throws: `RepositoryError` where the tree is missing, damaged or no tree.
  func entry(named name: ArraySlice<UInt8>, in tree: ObjectID) throws -> TreeEntry? {
    if let known = indexes.entry(name, in: tree) { return known }
    let entries = try self.tree(tree)
    if entries.count >= TreeIndexes.smallest { indexes.insert(entries, of: tree) }
    return entries.first { $0.name[...] == name }
  }
}
