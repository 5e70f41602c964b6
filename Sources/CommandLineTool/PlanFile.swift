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
    do {
      if isThere {
        try FileContent.replace(path, try plan.encoded(), mode: 0o600)
      } else if try !FileContent.create(
        path, String(decoding: plan.encoded(), as: UTF8.self), mode: 0o600)
      {
        // A file that somebody made meanwhile is not replaced.
        errno = EEXIST
        throw FileContent.failure(path)
      }
    } catch var failure as CommandFailure {
      failure.hints = [
        "name a file in a folder that is there and that you can write to with --out"
      ]
      throw failure
    }
  }

  /// Reads a plan. Throws `PlanError`, and where the file cannot be read the system's reason.
  static func read(_ path: String) throws -> SavedPlan {
    try SavedPlan.decode(try FileContent.read(path))
  }
}
