import Clibgit2
import Domain
import Glibc

extension Repository {
  /// Throws where the object is a file of its own that was cut short.
  ///
  /// libgit2 1.5 never comes back from reading such a file: its loop waits for input that does not
  /// come (`git_zstream_get_output`). So the stream is tried with zlib first, the one that the library
  /// itself uses. Objects in packs have checksums of their own.
  func requireWhole(_ id: ObjectID, _ kind: ObjectKind) throws(RepositoryError) {
    guard let packed = WholeFile.bytes(of: loosePath(of: id)), !packed.isEmpty else { return }
    if Self.isCutShort(packed) {
      throw .corruptedObject(id, kind: kind, reason: "its file is cut short")
    }
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
