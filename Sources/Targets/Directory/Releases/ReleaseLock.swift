import Faults
import Glibc

/// The right to build a release of one target, held by one process at a time: an advisory lock on
/// its folder `releases`, which the system takes back when the process ends.
final class ReleaseLock {
  /// The folder `releases`.
  let folder: OpenFolder

  private init(_ folder: OpenFolder, _ layout: ReleaseLayout) throws(TargetError) {
    self.folder = folder
    var attempts = Self.attempts
    while try !Self.isLocked(folder, layout) {
      attempts -= 1
      guard attempts > 0 else { throw .building(path: layout.path) }
      usleep(20_000)
    }
  }

  /// Locks the folder; false where another process has it locked.
  private static func isLocked(
    _ folder: OpenFolder, _ layout: ReleaseLayout
  ) throws(TargetError) -> Bool {
    do throws(SystemFailure) {
      try folder.lock()
      return true
    } catch {
      guard error.code == EWOULDBLOCK else {
        throw .notAccessible(path: layout.path, reason: error.text)
      }
      return false
    }
  }

  /// A program that the last holder was just starting has its descriptors for an instant, and the
  /// lock with them.
  private static let attempts = 10

  /// Takes the lock, and makes the folder where it is missing. Throws `TargetError.building` where
  /// another process has it.
  convenience init(making layout: ReleaseLayout) throws(TargetError) {
    if try layout.releasesFolder() == nil {
      try layout.told(try FaultPoint.releasesFolderBefore.reach())
      try layout.told(try layout.root.folder.makeFolder(ReleaseLayout.releases))
      try layout.told(try layout.root.folder.sync())
    }
    guard let folder = try layout.releasesFolder() else { throw .replaced(path: layout.path) }
    try self.init(folder, layout)
  }

  /// Takes the lock; nil where the folder is missing.
  static func ofExisting(_ layout: ReleaseLayout) throws(TargetError) -> ReleaseLock? {
    guard let folder = try layout.releasesFolder() else { return nil }
    return try ReleaseLock(folder, layout)
  }
}
