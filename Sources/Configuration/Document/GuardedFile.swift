#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A file that nobody but its owner can have written.
///
/// Everything is asked of the opened file, so that no other can take its place in between.
enum GuardedFile {
  /// Reads the file; nil where there is none.
  ///
  /// Throws a `ConfigurationError` where it cannot be read, where it is not a plain file of this
  /// user's or root's, and where its group or others can write it.
  /// - Parameter limitBytes: at most one byte more is read.
  static func read(_ path: String, userID: UInt32, limitBytes: Int) throws -> [UInt8]? {
    // Not blocking, because opening a pipe would wait for its writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else {
      switch errno {
      case ENOENT, ENOTDIR: return nil
      case ELOOP:
        throw refusal(
          path, "expected a file, found a symbolic link",
          "name the file that it leads to with `--targets`")
      case let code: throw refusal(path, "not readable: \(String(cString: strerror(code)))")
      }
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw refusal(path, "not readable: \(String(cString: strerror(errno)))")
    }
    try check(status, path: path, userID: userID)
    return try bytes(of: descriptor, path: path, limitBytes: limitBytes)
  }

  private static func check(_ status: stat, path: String, userID: UInt32) throws {
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw refusal(path, "expected a plain file")
    }
    guard status.st_uid == userID || status.st_uid == 0 else {
      throw refusal(
        path, "expected a file of user \(userID) or root, found one of user \(status.st_uid)",
        "look at it, then make it yours with `cp`")
    }
    guard status.st_mode & (S_IWGRP | S_IWOTH) == 0 else {
      throw refusal(
        path, "expected a file that its owner alone can write, found one that others can write",
        "look at it, then run `chmod go-w \(shellQuoted(path))`")
    }
  }

  private static func bytes(
    of descriptor: Int32, path: String, limitBytes: Int
  ) throws -> [UInt8] {
    var result: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while result.count <= limitBytes {
      let count = systemRead(descriptor, &buffer, buffer.count)
      if count == 0 { break }
      if count < 0 {
        if errno == EINTR { continue }
        throw refusal(path, "not readable: \(String(cString: strerror(errno)))")
      }
      result += buffer[..<count]
    }
    return Array(result.prefix(limitBytes + 1))
  }

  private static func refusal(
    _ path: String, _ message: String, _ hint: String? = nil
  ) -> ConfigurationError {
    let problem = Problem(file: path, line: 1, column: 1, message: message)
    return ConfigurationError(
      file: path, problems: [problem], hints: hint.map { [$0] } ?? [])
  }

  /// The path as a word of a shell command.
  private static func shellQuoted(_ path: String) -> String {
    let plain = path.unicodeScalars.allSatisfy {
      $0.properties.isAlphabetic || ("0"..."9").contains($0) || "/._-+".unicodeScalars.contains($0)
    }
    return plain ? path : "'" + path.replacing("'", with: "'\\''") + "'"
  }
}

/// read(2), whose name `GuardedFile.read` hides.
private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer, _ count: Int) -> Int
{
  read(descriptor, buffer, count)
}
