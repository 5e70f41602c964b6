import Faults
import Glibc

extension FileContent {
  /// Creates a file that must not be there yet, whole or not at all; false where it is.
  static func create(_ path: String, _ text: String, mode: mode_t) throws -> Bool {
    let draft = draft(of: path)
    try write(Array(text.utf8), to: draft, of: path, mode: mode)
    defer { unlink(draft) }
    try FaultPoint.filePlaceBefore.reach(path)
    // Not renamed: what somebody made meanwhile is not replaced.
    guard link(draft, path) == 0 else {
      if errno == EEXIST { return false }
      throw failure(path)
    }
    FaultPoint.filePlaced.pass()
    return true
  }

  /// Writes a file, over what is there, whole or not at all; its mode is as told whatever the umask
  /// says.
  static func replace(_ path: String, _ bytes: [UInt8], mode: mode_t) throws {
    let draft = draft(of: path)
    try write(bytes, to: draft, of: path, mode: mode)
    do {
      try FaultPoint.filePlaceBefore.reach(path)
      guard chmod(draft, mode) == 0, rename(draft, path) == 0 else { throw failure(path) }
    } catch {
      unlink(draft)
      throw error
    }
    FaultPoint.filePlaced.pass()
  }

  /// The name of the file until it is whole. It is always the same, so that what a killed command
  /// left lying is written over by the next one.
  private static func draft(of path: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return "\(path.dropLast(name.utf8.count)).deploysync-\(name).draft"
  }

  private static func write(
    _ bytes: [UInt8], to draft: String, of path: String, mode: mode_t
  ) throws {
    unlink(draft)
    try FaultPoint.fileBefore.reach(path)
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw failure(path) }
    do {
      defer { close(descriptor) }
      guard all(bytes, to: descriptor) else { throw failure(path) }
      try FaultPoint.fileWritten.reach(writing: descriptor, path)
      guard fsync(descriptor) == 0 else { throw failure(path) }
    } catch {
      unlink(draft)
      throw error
    }
  }

  private static func all(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }
}

extension FaultPoint {
  /// The program writes next to a file of that path.
  func reach(_ path: String) throws(CommandFailure) { try reach { Self.failure(path, $0) } }

  /// The same right after its content was written.
  func reach(writing descriptor: Int32, _ path: String) throws(CommandFailure) {
    try reach(writing: .descriptor(descriptor)) { Self.failure(path, $0) }
  }

  private static func failure(_ path: String, _ code: Int32) -> CommandFailure {
    errno = code
    return FileContent.failure(path)
  }
}
