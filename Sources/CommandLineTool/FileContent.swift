import Domain
import Glibc

/// Reads files that a person names.
enum FileContent {
  /// The bytes, at most 16 MiB. Throws with the system's reason.
  static func read(_ path: String) throws -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while bytes.count < 16 << 20 {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      if count < 0 { throw failure(path) }
      if count == 0 { return bytes }
      bytes += buffer[..<count]
    }
    throw CommandFailure(status: ExitStatus.usage, message: "\(path) is larger than 16 MiB")
  }

  static func failure(_ path: String) -> CommandFailure {
    CommandFailure(
      status: ExitStatus.failed, message: "\(path): \(String(cString: strerror(errno)))")
  }
}
