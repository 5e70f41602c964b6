import Foundation

/// A folder of its own that is removed with this object.
///
/// Its path has no symbolic link in it, so that it equals what git and libgit2 answer.
package final class TemporaryFolder: Sendable {
  /// The absolute path, without a slash at the end.
  package let path: String

  /// Makes the folder below `TMPDIR`, or `/tmp`; throws where that cannot be written.
  ///
  /// With `inMemory` it is in `/dev/shm` where the system has that: syncing costs nothing there.
  package init(inMemory: Bool = false) throws {
    let isPossible = inMemory && access("/dev/shm", W_OK) == 0
    let root =
      isPossible ? "/dev/shm" : ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
    guard let resolved = realpath(root, nil) else {
      throw FixtureError("\(root) is not a folder (errno \(errno))")
    }
    defer { free(resolved) }
    var template = Array("\(String(cString: resolved))/deploysync-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw FixtureError("no folder could be made below \(root) (errno \(errno))")
    }
    path = template.withUnsafeBufferPointer { buffer in
      String(decoding: buffer.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// The path of a file or folder inside.
  package func path(_ relative: String) -> String {
    "\(path)/\(relative)"
  }

  /// Writes a file inside, with the folders above it, and returns its path.
  @discardableResult
  package func write(_ text: String, to relative: String, mode: Int = 0o644) throws -> String {
    try write(Array(text.utf8), to: relative, mode: mode)
  }

  /// Writes a file inside, with the folders above it, and returns its path.
  @discardableResult
  package func write(_ bytes: [UInt8], to relative: String, mode: Int = 0o644) throws -> String {
    let url = URL(fileURLWithPath: path(relative))
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    if mode & 0o111 != 0 {
      try ProgramFile.write(bytes, to: url.path)
    } else {
      try Data(bytes).write(to: url)
    }
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: url.path)
    return url.path
  }

  /// The bytes of a file inside, or nil where there is none.
  package func bytes(of relative: String) -> [UInt8]? {
    FileManager.default.contents(atPath: path(relative)).map(Array.init)
  }

  /// The text of a file inside, or nil where there is none.
  package func text(of relative: String) -> String? {
    bytes(of: relative).map { String(decoding: $0, as: UTF8.self) }
  }
}
