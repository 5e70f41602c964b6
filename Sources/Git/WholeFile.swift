import Glibc

/// Reads files at once.
enum WholeFile {
  /// The bytes of a file; nil where there is none, or none that can be read.
  static func bytes(of path: String) -> [UInt8]? {
    let descriptor = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { Glibc.close(descriptor) }
    return bytes(of: descriptor)
  }

  /// The bytes of an open file from its start on; nil where they cannot be read. Less than there were
  /// at first where it gets shorter meanwhile.
  static func bytes(of descriptor: Int32) -> [UInt8]? {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      return nil
    }
    let size = Int(status.st_size)
    var isRead = true
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: size) { room, filled in
      filled = 0
      while filled < size {
        let count = unsafe pread(
          descriptor, room.baseAddress.map { unsafe $0 + filled }, size - filled, off_t(filled))
        if count < 0, errno == EINTR { continue }
        isRead = count >= 0
        guard count > 0 else { return }
        filled += count
      }
    }
    return isRead ? bytes : nil
  }
}
