import Glibc

/// The `.lock` file of a ref as it was at one look: git and libgit2 make one while they write, and
/// what is killed meanwhile leaves it (git-update-ref(1), lockfile.h of git).
package struct LockFile: Hashable, Sendable {
  package let path: String
  /// Which file it is, and when it was written: another lock of the same name differs in one.
  private let inode: UInt64
  private let device: UInt64
  private let modifiedSeconds: Int
  private let modifiedNanoseconds: Int
  private let size: Int

  /// Nil where there is none.
  package init?(path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return nil }
    self.path = path
    inode = UInt64(status.st_ino)
    device = UInt64(status.st_dev)
    modifiedSeconds = status.st_mtim.tv_sec
    modifiedNanoseconds = status.st_mtim.tv_nsec
    size = Int(status.st_size)
  }

  /// Whether it was written within this many seconds after another file.
  func isWithin(_ seconds: Int, after other: LockFile) -> Bool {
    let start = (other.modifiedSeconds, other.modifiedNanoseconds)
    guard (modifiedSeconds, modifiedNanoseconds) >= start else { return false }
    return modifiedSeconds - other.modifiedSeconds <= seconds
  }

  /// How old it is by the system's clock, for people.
  var age: Duration { .seconds(max(0, time(nil) - modifiedSeconds)) }

  /// What it holds; empty where it cannot be read.
  var content: String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: 256)
    let count = read(descriptor, &buffer, buffer.count)
    return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
  }

  /// Removes exactly this file; false where something else has its name by now.
  ///
  /// It is first renamed, looked at again, and then removed. Two that do this at once are kept apart
  /// by a lock of the kernel on `guardian`: else the slower one could take a new lock away, which a
  /// living process made in the place of the one that both had seen.
  package func remove(guardedBy guardian: String) -> Bool {
    let descriptor = open(guardian, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    guard flock(descriptor, LOCK_EX) == 0, LockFile(path: path) == self else { return false }
    let aside = "\(path).dead-\(getpid())"
    guard rename(path, aside) == 0 else { return false }
    guard let moved = LockFile(path: aside), moved.inode == inode, moved.device == device else {
      // Its owner finished after all, and another took its place between two calls.
      if link(aside, path) == 0 { unlink(aside) }
      return false
    }
    return unlink(aside) == 0
  }
}
