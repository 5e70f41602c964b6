import Faults
import Glibc

extension FaultPoint {
  /// The program writes next; throws what the library would where a test asked for that.
  func reach() throws(GitError) { try reach(Self.failure) }

  /// The same right after a file was written, or before the library writes it.
  func reach(writing file: @autoclosure () -> WrittenFile) throws(GitError) {
    try reach(writing: file(), Self.failure)
  }

  /// Before an object of the kind is written.
  static func before(_ kind: ObjectKind) -> FaultPoint {
    switch kind {
    case .blob, .tag: .blobBefore
    case .tree: .treeBefore
    case .commit: .commitBefore
    }
  }

  /// After an object of the kind was written.
  static func written(_ kind: ObjectKind) -> FaultPoint {
    switch kind {
    case .blob, .tag: .blobWritten
    case .tree: .treeWritten
    case .commit: .commitWritten
    }
  }

  private static func failure(_ code: Int32) -> GitError {
    GitError(
      code: .generic, class: .operatingSystem, function: "write",
      message: unsafe String(cString: strerror(code)))
  }
}
