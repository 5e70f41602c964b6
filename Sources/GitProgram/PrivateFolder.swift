import Faults
import FoundationEssentials
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A folder that only this user can look into, removed with everything in it at the end: by this
/// process, or where that was killed by a later one, which knows by the name whose it is
/// (`ProcessMark`).
struct PrivateFolder: ~Copyable {
  let path: String

  /// Makes it in `TMPDIR`, or in `/tmp`.
  ///
  /// - Throws: `Failure` where the system does not allow it.
  init(environment: [String: String]) throws(Failure) {
    let parent = environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    Self.clearOnce(parent)
    guard let made = Self.make(in: parent) else {
      throw Failure(reason: "No temporary folder in \(parent): \(systemReason(errno))")
    }
    path = made
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file that only this user can read, and returns its path.
  ///
  /// - Throws: `Failure` where it cannot be written.
  func write(_ bytes: [UInt8], to name: String) throws(Failure) -> String {
    let file = path + "/" + name
    try FaultPoint.signingFileBefore.reach {
      Failure(reason: "\(file) could not be written: \(systemReason($0))")
    }
    let made = FileManager.default.createFile(
      atPath: file, contents: Data(bytes), attributes: [.posixPermissions: 0o600])
    guard made else { throw Failure(reason: "\(file) could not be written") }
    return file
  }

  /// The bytes of a file; nil where there is none.
  func read(_ name: String) -> [UInt8]? {
    FileManager.default.contents(atPath: path + "/" + name).map { Array($0) }
  }

  /// Makes a folder that names this process, and returns its path; nil where `errno` says why not.
  static func make(in parent: String) -> String? {
    // mkdtemp(3) puts other letters in the place of the last six.
    var template = Array("\(parent)/\(prefix)\(ProcessMark.own)-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { return nil }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static let prefix = "deploysync-"
  private static let cleared = Mutex<Set<String>>([])

  /// Looks once in a process for what others left.
  private static func clearOnce(_ parent: String) {
    if cleared.withLock({ $0.insert(parent).inserted }) { clear(parent) }
  }

  /// Removes the folders of this user whose process is gone for certain.
  static func clear(_ parent: String) {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
    where name.hasPrefix(prefix) && ProcessMark.isOfGoneProcess(name.dropFirst(prefix.count)) {
      let path = "\(parent)/\(name)"
      var status = stat()
      guard lstat(path, &status) == 0, status.st_uid == geteuid(),
        status.st_mode & (S_IFMT | 0o777) == S_IFDIR | 0o700
      else { continue }
      try? FileManager.default.removeItem(atPath: path)
    }
  }

  struct Failure: Error {
    var reason: String
  }
}

/// The system's words for an error number.
func systemReason(_ number: Int32) -> String { String(cString: strerror(number)) }
