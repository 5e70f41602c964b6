import Clibgit2
import Domain
import Glibc

/// The objects that are files of their own, as they were when somebody first asked for one of their
/// folder. What came later was written whole: git and libgit2 rename a file into its place, and only
/// a power cut leaves less.
struct LooseObjects {
  private var folders: [UInt8: Set<ObjectID>] = [:]

  mutating func mayHold(_ id: ObjectID, below objects: String) -> Bool {
    let first = id.firstByte
    if let known = folders[first] { return known.contains(id) }
    let listed = Self.list(first, below: objects)
    folders[first] = listed
    return listed.contains(id)
  }

  private static func list(_ first: UInt8, below objects: String) -> Set<ObjectID> {
    let hex = first < 16 ? "0" + String(first, radix: 16) : String(first, radix: 16)
    guard let folder = unsafe opendir("\(objects)/\(hex)") else { return [] }
    defer { unsafe closedir(folder) }
    var found: Set<ObjectID> = []
    while let entry = unsafe readdir(folder) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
        unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if let id = ObjectID(hex: hex + name) { found.insert(id) }
    }
    return found
  }
}

extension Repository {
  /// Throws where the object is a file of its own that was cut short.
  ///
  /// libgit2 1.5 never comes back from reading such a file: its loop waits for input that does not
  /// come (`git_zstream_get_output`). So the stream is tried with zlib first, the one that the library
  /// itself uses. Objects in packs have checksums of their own.
  func requireWhole(_ id: ObjectID, _ kind: ObjectKind) throws(RepositoryError) {
    // Most objects are in packs: their folder is looked through once, and no file opened for each.
    guard loose.mayHold(id, below: "\(commonDirectory)/objects") else { return }
    guard let packed = Self.content(of: loosePath(of: id)) else { return }
    if Self.isCutShort(packed) {
      throw .corruptedObject(id, kind: kind, reason: "its file is cut short")
    }
  }

  /// The bytes of a file; nil where there is none, or none that can be read.
  private static func content(of path: String) -> [UInt8]? {
    let descriptor = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { Glibc.close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_size > 0 else { return nil }
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
    var done = 0
    while done < bytes.count {
      let count = unsafe bytes.withUnsafeMutableBytes { buffer in
        unsafe Glibc.read(
          descriptor, buffer.baseAddress.map { unsafe $0 + done }, buffer.count - done)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return nil }
      done += count
    }
    return bytes
  }

  /// `uncompress` of zlib.h.
  private typealias Uncompress =
    @convention(c) (
      UnsafeMutablePointer<UInt8>?, UnsafeMutablePointer<UInt>, UnsafePointer<UInt8>?, UInt
    ) -> Int32

  /// Looked up by name, since the library brings it along and its header need not be installed.
  private static let uncompress: Uncompress? = {
    guard let symbol = unsafe dlsym(nil, "uncompress") else { return nil }
    return unsafe unsafeBitCast(symbol, to: Uncompress.self)
  }()

  /// Whether zlib misses the end of the stream.
  private static func isCutShort(_ packed: [UInt8]) -> Bool {
    guard let uncompress = unsafe uncompress else { return false }
    // Z_BUF_ERROR and Z_DATA_ERROR of zlib.h: the room was too small; the input is damaged or ends
    // too early.
    let (tooSmall, damaged): (Int32, Int32) = (-5, -3)
    var room = packed.count * 8 + 256
    // No stream unpacks to more than 1,032 times its size (zlib's technical details).
    while room <= (packed.count + 1) * 2_100 + 512 {
      var buffer = [UInt8](repeating: 0, count: room)
      var length = UInt(room)
      let result = unsafe packed.withUnsafeBufferPointer { source in
        unsafe buffer.withUnsafeMutableBufferPointer { target in
          unsafe uncompress(
            target.baseAddress, &length, source.baseAddress, UInt(source.count))
        }
      }
      if result != tooSmall { return result == damaged }
      room *= 2
    }
    return false
  }
}
