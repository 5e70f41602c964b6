import Glibc

/// An open journal, and the lock on it by which others know that its batch is at work.
final class JournalClaim {
  /// What asking for the lock came to.
  enum Answer {
    case taken
    /// Another process has it.
    case held
    /// The file system has no such locks.
    case unsupported
  }

  let file: Descriptor

  init(_ file: consuming Descriptor) { self.file = file }

  /// Takes the lock until the file is closed.
  func lock() -> Answer {
    let number = file.number
    do throws(SystemFailure) {
      try SystemCall.run { flock(number, LOCK_EX | LOCK_NB) }
      return .taken
    } catch {
      return error.code == EWOULDBLOCK ? .held : .unsupported
    }
  }

  /// Whether the file still has a name.
  func isThere() throws(SystemFailure) -> Bool {
    let number = file.number
    var status = stat()
    try SystemCall.run { fstat(number, &status) }
    return status.st_nlink > 0
  }
}
