import Domain
import Fixtures
import Foundation
import Git
import Glibc

extension Sandbox {
  /// All files of a target with their versions; empty folders do not count.
  func files(of target: String = "live") throws -> [GitPath: FileVersion] {
    var found: [GitPath: FileVersion] = [:]
    try collect(path(of: target), .root, into: &found)
    return found
  }

  private func collect(
    _ folder: String, _ prefix: GitPath, into found: inout [GitPath: FileVersion]
  ) throws {
    for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
      let full = "\(folder)/\(name)"
      let path = prefix.appending(name.utf8)
      var status = stat()
      guard lstat(full, &status) == 0 else { throw FixtureError("\(full): errno \(errno)") }
      switch status.st_mode & S_IFMT {
      case S_IFDIR: try collect(full, path, into: &found)
      case S_IFLNK:
        let text = try FileManager.default.destinationOfSymbolicLink(atPath: full)
        found[path] = FileVersion(
          mode: .symbolicLink, content: Repository.blobID(of: Array(text.utf8)))
      default:
        guard let data = FileManager.default.contents(atPath: full) else {
          throw FixtureError("\(full) cannot be read")
        }
        found[path] = FileVersion(
          mode: status.st_mode & 0o100 == 0 ? .regular : .executable,
          content: Repository.blobID(of: Array(data)))
      }
    }
  }

  /// The files of a target as texts; a symbolic link as `-> TARGET`, an executable with `* `.
  func texts(of target: String = "live") throws -> [String: String] {
    var texts: [String: String] = [:]
    for (path, version) in try files(of: target) {
      let full = "\(self.path(of: target))/\(path.text)"
      let text =
        version.mode == .symbolicLink
        ? "-> " + (try FileManager.default.destinationOfSymbolicLink(atPath: full))
        : String(decoding: FileManager.default.contents(atPath: full) ?? Data(), as: UTF8.self)
      texts[path.text] = (version.mode == .executable ? "* " : "") + text
    }
    return texts
  }

  /// The recorded files of a binding as texts, by their path in the repository.
  func recorded(_ binding: String) throws -> [String: String] {
    var texts: [String: String] = [:]
    guard let record = try record(binding) else { return texts }
    for (path, version) in try repository.files(in: record.tree) {
      texts[path.text] = String(decoding: try repository.blob(version.content), as: UTF8.self)
    }
    return texts
  }

  /// Does by hand what an operator may do to a target: writes a file, or removes it for nil.
  func handWrite(_ file: FixtureFile?, to path: String, of target: String = "live") throws {
    let full = "\(self.path(of: target))/\(path)"
    // An empty folder is in nobody's way.
    if unlink(full) != 0, errno != ENOENT, errno != ENOTDIR, rmdir(full) != 0 {
      throw FixtureError("\(full) cannot be removed: errno \(errno)")
    }
    switch file {
    case nil: return
    case .file(let bytes, let executable):
      try FileManager.default.createDirectory(
        atPath: (full as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      try Data(bytes).write(to: URL(fileURLWithPath: full))
      guard chmod(full, executable ? 0o755 : 0o644) == 0 else {
        throw FixtureError("\(full): errno \(errno)")
      }
    case .symlink(let text):
      try FileManager.default.createSymbolicLink(atPath: full, withDestinationPath: text)
    case .submodule: throw FixtureError("a target has no submodules")
    }
  }
}
