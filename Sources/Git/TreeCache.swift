import Domain

/// The raw trees that were read last, bounded by their bytes.
///
/// Two generations: what is used moves to the young one, and when that is full it becomes the old
/// one, whose rest is dropped. What a caller holds stays with the caller: trees are values.
struct TreeCache {
  /// How many bytes of trees are kept at most, of both generations; a larger tree is not kept.
  let limitBytes: Int
  private var young: [ObjectID: RawTree] = [:]
  private var old: [ObjectID: RawTree] = [:]
  private var youngBytes = 0

  init(limitBytes: Int) { self.limitBytes = limitBytes }

  /// The bytes it holds.
  var bytes: Int { (Array(young.values) + Array(old.values)).reduce(0) { $0 + $1.bytes.count } }

  /// The tree, if it is still here.
  mutating func tree(_ id: ObjectID) -> RawTree? {
    if let found = young[id] { return found }
    guard let found = old.removeValue(forKey: id) else { return nil }
    insert(found, id)
    return found
  }

  /// Keeps a tree that was just read.
  mutating func insert(_ tree: RawTree, _ id: ObjectID) {
    let size = tree.bytes.count
    guard size <= limitBytes / 2, young[id] == nil else { return }
    if youngBytes + size > limitBytes / 2 {
      old = young
      young = [:]
      youngBytes = 0
    }
    young[id] = tree
    youngBytes += size
  }
}
