/// The objects that were read last, bounded by their bytes.
///
/// Two generations: what is used moves to the young one, and when that is full it becomes the old
/// one, whose rest is dropped. What a caller holds stays with the caller: they are values.
struct ByteCache<Key: Hashable> {
  /// How many bytes are kept at most, of both generations; a larger object is not kept.
  let limitBytes: Int
  private var young: [Key: [UInt8]] = [:]
  private var old: [Key: [UInt8]] = [:]
  private var youngBytes = 0

  init(limitBytes: Int) { self.limitBytes = limitBytes }

  /// The bytes it holds.
  var bytes: Int { (Array(young.values) + Array(old.values)).reduce(0) { $0 + $1.count } }

  /// The object, if it is still here. Setting keeps one that was just read.
  subscript(key: Key) -> [UInt8]? {
    mutating get {
      if let found = young[key] { return found }
      guard let found = old.removeValue(forKey: key) else { return nil }
      insert(found, key)
      return found
    }
    set {
      if let newValue { insert(newValue, key) }
    }
  }

  private mutating func insert(_ bytes: [UInt8], _ key: Key) {
    guard bytes.count <= limitBytes / 2, young[key] == nil else { return }
    if youngBytes + bytes.count > limitBytes / 2 {
      old = young
      young = [:]
      youngBytes = 0
    }
    young[key] = bytes
    youngBytes += bytes.count
  }
}
