import Domain
import Glibc

/// One pack and its index, version 2 both (gitformat-pack(5)). Several threads may read one.
final class PackFile: Sendable {
  private let index: MappedFile
  let pack: MappedFile
  private let ids: SortedIDs

  /// Nil where either is missing, of another version, or not of the other: libgit2 says then what is
  /// wrong, if anybody asks for what is in it.
  init?(indexPath: String) {
    guard let index = MappedFile(indexPath),
      index.has([0xff, 0x74, 0x4f, 0x63, 0, 0, 0, 2], at: 0),
      let ids = SortedIDs(in: index, fanout: 8, table: 8 + 256 * 4),
      let pack = MappedFile(indexPath.dropLast(3) + "pack"),
      pack.has(Array("PACK".utf8) + [0, 0, 0, 2], at: 0), pack.number32(at: 8) == ids.count,
      // Both end in the pack's checksum, the index then in its own.
      pack.count > 32,
      pack.id(at: pack.count - 20) == index.id(at: index.count - 40)
    else { return nil }
    self.index = index
    self.pack = pack
    self.ids = ids
  }

  /// Those that are in a folder of objects and can be read.
  static func all(in objects: String) -> [PackFile] {
    var names: [String] = []
    guard let folder = unsafe opendir("\(objects)/pack") else { return [] }
    while let entry = unsafe readdir(folder) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
        unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if name.hasPrefix("pack-"), name.hasSuffix(".idx") { names.append(name) }
    }
    unsafe closedir(folder)
    return names.sorted().compactMap { PackFile(indexPath: "\(objects)/pack/\($0)") }
  }

  /// Where the object starts in the pack; nil where it is not in it.
  func offset(of id: ObjectID) -> Int? {
    guard let position = ids.position(of: id) else { return nil }
    // IDs, checksums of 4 bytes, offsets of 4, and of 8 for those whose highest bit is set.
    let offsets = 8 + 256 * 4 + ids.count * 24
    let offset = index.number32(at: offsets + position * 4)
    guard offset >= 1 << 31 else { return offset }
    let large = offsets + ids.count * 4 + (offset - 1 << 31) * 8
    return Int(exactly: index.number64(at: large))
  }

  /// How an object is stored.
  enum Storage {
    case whole(ObjectKind)
    /// As what differs from the object that starts there.
    case delta(base: Int)
  }

  /// The start of an object, up to its compressed bytes.
  struct Header {
    var storage: Storage
    /// Of the bytes when they are unpacked.
    var size: Int
    /// Where the compressed bytes start.
    var start: Int
  }

  /// Nil where there is none that makes sense.
  func header(at offset: Int) -> Header? {
    // The last 20 bytes are the pack's checksum.
    let end = pack.count - 20
    guard offset >= 12, offset < end else { return nil }
    var next = offset
    func byte() -> UInt8 {
      defer { next += 1 }
      return next < end ? unsafe pack.bytes[next] : 0
    }
    let first = byte()
    var size = Int(first & 15)
    var shift = 4
    var last = first
    while last & 0x80 != 0 {
      guard shift < 48 else { return nil }
      last = byte()
      size |= Int(last & 0x7f) << shift
      shift += 7
    }
    var storage: Storage
    switch first >> 4 & 7 {
    case 1: storage = .whole(.commit)
    case 2: storage = .whole(.tree)
    case 3: storage = .whole(.blob)
    case 4: storage = .whole(.tag)
    case 6:
      var back = byte()
      var distance = Int(back & 0x7f)
      while back & 0x80 != 0 {
        guard distance < 1 << 48 else { return nil }
        back = byte()
        distance = (distance + 1) << 7 | Int(back & 0x7f)
      }
      storage = .delta(base: offset - distance)
    case 7:
      guard next + 20 <= end, let base = self.offset(of: pack.id(at: next)) else { return nil }
      next += 20
      storage = .delta(base: base)
    default: return nil
    }
    return next < end ? Header(storage: storage, size: size, start: next) : nil
  }
}
