import Domain

/// Reads objects right from the files that they are as long as they are in no pack (loose objects,
/// gitrepository-layout(5)), without comparing them with their names. Whatever it does not find or
/// understand is libgit2's to read, or to explain.
final class ObjectFileReader {
  private let objects: String
  private let inflater: Inflater

  /// Larger files are left to libgit2, which need not guess what they unpack to.
  private static let limit = 1 << 24

  /// Nil where there is no memory.
  init?(objects: String) {
    guard let inflater = Inflater() else { return nil }
    self.objects = objects
    self.inflater = inflater
  }

  /// The object; nil where it is no file here, or none that can be read.
  func object(_ id: ObjectID) -> (kind: ObjectKind, bytes: [UInt8])? {
    let hex = id.hex
    guard let file = WholeFile.bytes(of: "\(objects)/\(hex.prefix(2))/\(hex.dropFirst(2))"),
      let bytes = unsafe file.withUnsafeBytes({ unsafe inflater.inflate($0, limit: Self.limit) }),
      // `KIND SIZE NUL`, and then the bytes.
      let end = bytes.prefix(32).firstIndex(of: 0), let space = bytes[..<end].firstIndex(of: 0x20),
      let size = Int(String(decoding: bytes[(space + 1)..<end], as: UTF8.self)),
      size == bytes.count - end - 1,
      let kind = ObjectKind(rawValue: String(decoding: bytes[..<space], as: UTF8.self))
    else { return nil }
    // A copy, since these have more room than they need, and trees are kept.
    return (kind, Array(bytes[(end + 1)...]))
  }
}
