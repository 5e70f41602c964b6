import FoundationEssentials
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A folder that only this user can look into, for what programs need at their work. It goes with its
/// owner, at the latest with this process, or where that was killed with the next one.
package final class ProgramFolder: Sendable {
  package struct Failure: Error {
    /// A sentence.
    package var reason: String
  }

  package let path: String

  private static let living = Mutex<Set<String>>([])
  private static let isCleared = Mutex(false)

  /// Makes it in `TMPDIR`, or in `/tmp`.
  ///
  /// - Parameter isShort: whether the path must have room for a socket's name (unix(7)) and no
  ///   signs that have a meaning to programs; then it is in `/tmp` where `TMPDIR` is not so.
  package init(environment: [String: String], isShort: Bool = false) throws(Failure) {
    var parent = environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    let isPlain = parent.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
        || "/._-".utf8.contains(byte)
    }
    if isShort, parent.utf8.count > 20 || !isPlain { parent = "/tmp" }
    guard let path = PrivateFolder.make(in: parent) else {
      throw Failure(reason: "no temporary folder in \(parent): \(systemReason(errno))")
    }
    self.path = path
    Self.living.withLock { _ = $0.insert(path) }
    let isFirst = Self.isCleared.withLock { isSet in
      defer { isSet = true }
      return !isSet
    }
    if isFirst {
      PrivateFolder.clear(parent)
      atexit { ProgramFolder.removeAll() }
    }
  }

  deinit { Self.remove(path) }

  private static func remove(_ path: String) {
    try? FileManager.default.removeItem(atPath: path)
    living.withLock { _ = $0.remove(path) }
  }

  private static func removeAll() {
    for path in living.withLock({ $0 }) { try? FileManager.default.removeItem(atPath: path) }
  }
}
