import Domain
import Glibc
import Syncing

/// Saved plans as files.
enum PlanFile {
  /// Writes the plan at once and whole, for nobody but its owner to read; over another plan, but over
  /// nothing else. Throws with the system's reason.
  static func write(_ plan: SavedPlan, to path: String) throws {
    var status = stat()
    let isThere = lstat(path, &status) == 0
    if isThere {
      guard status.st_mode & S_IFMT == S_IFREG, SavedPlan.isPlan(try FileContent.read(path)) else {
        throw CommandFailure(
          status: ExitStatus.usage,
          message: "\(path) is there already and is no plan: it is not written over",
          hints: ["name another file with --out"])
      }
    }
    let draft = "\(path).\(getpid()).tmp"
    let bytes = try plan.encoded()
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure(path) }
    defer { unlink(draft) }
    guard fchmod(descriptor, 0o600) == 0, all(bytes, to: descriptor), fsync(descriptor) == 0 else {
      let failure = failure(path)
      close(descriptor)
      throw failure
    }
    guard close(descriptor) == 0 else { throw failure(path) }
    // A file that somebody made meanwhile is not replaced.
    guard (isThere ? rename(draft, path) : link(draft, path)) == 0 else {
      throw failure(path)
    }
  }

  /// Why the plan could not be written, by the file that was named: nobody knows the draft's name.
  private static func failure(_ path: String) -> CommandFailure {
    var failure = FileContent.failure(path)
    failure.hints = ["name a file in a folder that is there and that you can write to with --out"]
    return failure
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

  /// Reads a plan. Throws `PlanError`, and where the file cannot be read the system's reason.
  static func read(_ path: String) throws -> SavedPlan {
    try SavedPlan.decode(try FileContent.read(path))
  }
}
