import Domain

/// Reads objects right from a repository's packs: two to three times as fast as libgit2, and without
/// a lock that threads share. Whoever must be sure of an object compares it with its name.
///
/// What it does not find is libgit2's to read: objects of alternates, and of packs that came later.
/// What an index names and it cannot read is damaged.
@safe
final class PackReader {
  private let packs: [PackFile]
  private let inflater: Inflater
  /// What deltas were applied to last, by kind, pack and offset: neighbours share their bases.
  private var trees: ByteCache<Place>
  private var blobs: ByteCache<Place>
  private var scratch: UnsafeMutableRawBufferPointer

  private struct Place: Hashable {
    var pack: Int
    var offset: Int
  }

  /// Chains of deltas are shorter (`pack.depth`); a longer one may go in a circle.
  private static let chainLimit = 8192

  /// - Parameter cacheLimitBytes: How many bytes of trees are kept, and of blobs.
  /// Nil where there are no packs to read.
  init?(_ packs: [PackFile], cacheLimitBytes: Int) {
    guard !packs.isEmpty, let inflater = Inflater() else { return nil }
    self.packs = packs
    self.inflater = inflater
    trees = ByteCache(limitBytes: cacheLimitBytes)
    blobs = ByteCache(limitBytes: cacheLimitBytes)
    unsafe scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
  }

  deinit { unsafe scratch.deallocate() }

  /// The object; nil where it is not in these packs, or cannot be read from any of them.
  func object(_ id: ObjectID) -> (kind: ObjectKind, bytes: [UInt8])? {
    for (number, pack) in packs.enumerated() {
      guard let offset = pack.offset(of: id) else { continue }
      if let found = object(at: offset, in: pack, number) { return found }
    }
    return nil
  }

  /// Whether an index names it.
  func holds(_ id: ObjectID) -> Bool { packs.contains { $0.offset(of: id) != nil } }

  /// Whether all that it is made of is inside of its pack, by what is before the compressed bytes.
  func canFollow(_ id: ObjectID) -> Bool {
    packs.allSatisfy { pack in
      guard var offset = pack.offset(of: id) else { return true }
      for _ in 0..<Self.chainLimit {
        guard let header = pack.header(at: offset) else { return false }
        guard case .delta(let base) = header.storage else { return true }
        offset = base
      }
      return false
    }
  }

  private func object(
    at offset: Int, in pack: PackFile, _ number: Int
  ) -> (kind: ObjectKind, bytes: [UInt8])? {
    var deltas: [(offset: Int, header: PackFile.Header)] = []
    var offset = offset
    var bytes: [UInt8]?
    var kind = ObjectKind.tree
    // Down to what is whole or known…
    while bytes == nil {
      if let known = kept(at: Place(pack: number, offset: offset)) {
        (kind, bytes) = known
        break
      }
      guard let header = pack.header(at: offset), deltas.count < Self.chainLimit else { return nil }
      switch header.storage {
      case .delta(let base):
        deltas.append((offset, header))
        offset = base
      case .whole(let own):
        kind = own
        bytes = whole(header, in: pack)
        guard let bytes else { return nil }
        keep(bytes, kind, at: Place(pack: number, offset: offset))
      }
    }
    // … and up again.
    for (offset, header) in deltas.reversed() {
      guard let base = bytes, let next = apply(header, in: pack, to: base) else { return nil }
      bytes = next
      keep(next, kind, at: Place(pack: number, offset: offset))
    }
    return bytes.map { (kind, $0) }
  }

  /// Commits are read once, and hardly ever stored as what differs.
  private func keep(_ bytes: [UInt8], _ kind: ObjectKind, at place: Place) {
    switch kind {
    case .tree: trees[place] = bytes
    case .blob: blobs[place] = bytes
    case .commit, .tag: break
    }
  }

  private func kept(at place: Place) -> (ObjectKind, [UInt8])? {
    if let tree = trees[place] { return (.tree, tree) }
    return blobs[place].map { (.blob, $0) }
  }

  private func whole(_ header: PackFile.Header, in pack: PackFile) -> [UInt8]? {
    guard let source = unsafe source(header, in: pack) else { return nil }
    var isWhole = false
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: header.size) { room, count in
      isWhole = unsafe inflater.inflate(
        source,
        into: UnsafeMutableRawBufferPointer(
          rebasing: UnsafeMutableRawBufferPointer(room)[..<header.size]))
      count = isWhole ? header.size : 0
    }
    return isWhole ? bytes : nil
  }

  private func apply(_ header: PackFile.Header, in pack: PackFile, to base: [UInt8]) -> [UInt8]? {
    guard let source = unsafe source(header, in: pack) else { return nil }
    if unsafe scratch.count < header.size {
      unsafe scratch.deallocate()
      unsafe scratch = UnsafeMutableRawBufferPointer.allocate(
        byteCount: header.size * 2, alignment: 16)
    }
    let room = unsafe UnsafeMutableRawBufferPointer(rebasing: scratch[..<header.size])
    guard unsafe inflater.inflate(source, into: room) else { return nil }
    var delta = unsafe Delta(UnsafeRawBufferPointer(room))
    return delta.apply(to: base)
  }

  /// The compressed bytes, and what is behind them; nil for sizes that no stream there can have.
  private func source(_ header: PackFile.Header, in pack: PackFile) -> UnsafeRawBufferPointer? {
    let rest = pack.pack.count - 20 - header.start
    // No stream unpacks to more than 1,032 times its size (zlib's technical details).
    guard rest > 0, header.size / 1032 <= rest else { return nil }
    return unsafe UnsafeRawBufferPointer(
      rebasing: pack.pack.bytes[header.start..<header.start + rest])
  }
}
