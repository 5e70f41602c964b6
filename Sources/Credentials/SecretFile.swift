#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A file with a secret in it that nobody but its owner can read.
enum SecretFile {
  /// How much is read at most.
  private static let limitBytes = 64 << 10

  /// The file's bytes. A link is followed, as those of mounted secrets are; everything is asked of the
  /// opened file, so that no other can take its place in between.
  static func read(_ path: String, userID: UInt32) throws(CredentialError) -> [UInt8] {
    // Not blocking, because opening a pipe would wait for its writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { throw .noFile(path: path) }
      throw .unreadable(path: path, reason: String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw .unreadable(path: path, reason: String(cString: strerror(errno)))
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw .unreadable(path: path, reason: "it is no plain file")
    }
    guard status.st_uid == userID || status.st_uid == 0 else { throw .foreignOwner(path: path) }
    guard status.st_mode & (S_IRWXG | S_IRWXO) == 0 else { throw .open(path: path) }
    return try bytes(of: descriptor, path)
  }

  private static func bytes(
    of descriptor: Int32, _ path: String
  ) throws(CredentialError) -> [UInt8] {
    var result: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while result.count <= limitBytes {
      let count = systemRead(descriptor, &buffer, buffer.count)
      if count == 0 { return result }
      if count < 0 {
        if errno == EINTR { continue }
        throw .unreadable(path: path, reason: String(cString: strerror(errno)))
      }
      result += buffer[..<count]
    }
    throw .unreadable(path: path, reason: "it has more than \(limitBytes >> 10) KiB")
  }
}

/// read(2), whose name `SecretFile.read` hides.
private func systemRead(
  _ descriptor: Int32, _ buffer: UnsafeMutableRawPointer, _ count: Int
) -> Int { read(descriptor, buffer, count) }
