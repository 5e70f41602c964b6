import Faults
import FoundationEssentials
import Glibc

extension LastSeenTip {
  /// A system call that failed, by its `errno`.
  struct SystemError: Error {
    var code: Int32
    /// The system's own text.
    var text: String { String(cString: strerror(code)) }
  }

  /// Writes the file beside its place, brings it to the disk and moves it there: no power cut leaves
  /// half of it. A draft that a dead process left is removed.
  func place(_ bytes: [UInt8]) throws(SystemError) {
    let folder = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    removeDrafts(in: folder)
    let draft = "\(path).\(Self.place)-\(getpid()).new"
    try FaultPoint.seenBefore.reach { SystemError(code: $0) }
    let file = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard file >= 0 else { throw SystemError(code: errno) }
    do throws(SystemError) {
      defer { close(file) }
      guard Glibc.write(file, bytes, bytes.count) == bytes.count else {
        throw SystemError(code: errno)
      }
      try FaultPoint.seenWritten.reach(writing: .descriptor(file)) { SystemError(code: $0) }
      guard fsync(file) == 0 else { throw SystemError(code: errno) }
      try FaultPoint.seenPlaceBefore.reach { SystemError(code: $0) }
      guard rename(draft, path) == 0 else { throw SystemError(code: errno) }
    } catch {
      unlink(draft)
      throw error
    }
  }

  /// In which boot and namespace process IDs count: others can share the folder, from a container or
  /// another machine, and theirs prove nothing here.
  private static let place: String = {
    let owner = LeaseOwner.current()
    return "\(owner.bootID.prefix(8))-\(owner.pidNamespace.filter(\.isNumber))"
  }()

  /// Removes `NAME.BOOT-NAMESPACE-PID.new` of processes that are gone.
  private func removeDrafts(in folder: String) {
    let start = path.dropFirst(folder.utf8.count + 1) + ".\(Self.place)-"
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
      guard name.hasPrefix(start), name.hasSuffix(".new"),
        let process = pid_t(name.dropFirst(start.count).dropLast(4)), process > 0
      else { continue }
      if kill(process, 0) == -1, errno == ESRCH { unlink("\(folder)/\(name)") }
    }
  }
}
