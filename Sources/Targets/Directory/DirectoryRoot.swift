import Domain
import Glibc

/// A target's own folder: opened once, and proven to be still the one at its path.
final class DirectoryRoot {
  let path: String
  let folder: OpenFolder

  /// Throws `TargetError` where the folder is missing, not a folder, a symbolic link or not
  /// accessible. It is never made: a file system that is not mounted must not be filled in.
  init(path: String) throws(TargetError) {
    self.path = Self.trimmed(path)
    folder = try Self.open(self.path)
  }

  /// Throws `TargetError` if another folder, or none, is at the path by now: what is read from
  /// one that was unmounted or moved away would look like an empty target.
  func check() throws(TargetError) {
    guard try Self.open(path).isSame(as: folder) else { throw .replaced(path: path) }
  }

  private static func open(_ path: String) throws(TargetError) -> OpenFolder {
    do {
      return try OpenFolder(systemPath: path)
    } catch {
      switch error.code {
      case ENOENT: throw .missing(path: path)
      case ELOOP, ENOTDIR:
        var status = stat()
        guard lstat(path, &status) == 0 else { throw .missing(path: path) }
        throw FileKind(mode: status.st_mode) == .symbolicLink
          ? .symbolicLink(path: path) : .notFolder(path: path)
      default: throw .notAccessible(path: path, reason: error.text)
      }
    }
  }

  /// The path without slashes and dots at its end, which would make the system follow a symbolic
  /// link in the last component.
  private static func trimmed(_ path: String) -> String {
    var path = path
    while path.count > 1 {
      if path.hasSuffix("/") {
        path.removeLast()
      } else if path.hasSuffix("/.") {
        path.removeLast(path.count == 2 ? 1 : 2)
      } else {
        break
      }
    }
    return path
  }
}
