import Domain
import Glibc

/// Opens the folders of a target one component at a time from its root, never through a symbolic
/// link, and keeps those of the last path open for the next one.
final class FolderWalk {
  /// Why a folder cannot be opened.
  enum Obstacle: Error, Hashable {
    /// There is nothing at this path.
    case missing(GitPath)
    /// There is something else.
    case notFolder(GitPath, FileKind)
    case system(GitPath, SystemFailure)

    /// A clause that says what is wrong.
    var reason: String {
      switch self {
      case .missing(let path): "its folder \(path) does not exist"
      case .notFolder(let path, let kind): "\(path) is \(kind.rawValue), not a folder"
      case .system(let path, let failure): "\(path): \(failure.text)"
      }
    }
  }

  let root: OpenFolder
  private var opened: [(name: EntryName, folder: OpenFolder)] = []
  /// The folder that was asked for last: mostly that of the next object, too.
  private var last: (path: GitPath, folder: OpenFolder)?

  /// Deeper folders are opened anew each time: a path may have more components than a process may
  /// have files open.
  private static let keptDepth = 64

  init(root: OpenFolder) { self.root = root }

  /// Opens a folder; the empty path is the root.
  func folder(_ path: GitPath) throws(Obstacle) -> OpenFolder {
    if let last, last.path == path { return last.folder }
    last = nil
    let names = path.components.map { EntryName($0) }
    var kept = 0
    while kept < min(opened.count, names.count), opened[kept].name == names[kept] { kept += 1 }
    opened.removeSubrange(kept...)
    var current = opened.last?.folder ?? root
    for (depth, name) in names.enumerated().dropFirst(kept) {
      current = try open(name, in: current, at: path.prefix(depth + 1))
      if opened.count == depth, depth < Self.keptDepth { opened.append((name, current)) }
    }
    last = (path, current)
    return current
  }

  /// The folder itself, or the nearest one above it that is there.
  func nearest(_ path: GitPath) throws(Obstacle) -> GitPath {
    do {
      _ = try folder(path)
      return path
    } catch {
      switch error {
      case .missing(let at), .notFolder(let at, _): return at.folder
      case .system: throw error
      }
    }
  }

  /// Forgets what is open; needed after a folder was removed or made.
  func forget() {
    opened = []
    last = nil
  }

  private func open(
    _ name: EntryName, in parent: OpenFolder, at path: @autoclosure () -> GitPath
  ) throws(Obstacle) -> OpenFolder {
    // Nothing that is not a plain name is ever handed to the system.
    guard !name.bytes.isEmpty, !name.bytes.contains(0), name != EntryName("."),
      name != EntryName("..")
    else { throw .system(path(), SystemFailure(code: EINVAL)) }
    do {
      return try parent.folder(name)
    } catch {
      guard error.code == ENOTDIR || error.code == ELOOP || error.code == ENOENT else {
        throw .system(path(), error)
      }
      guard let kind = try? parent.kind(name) else { throw .missing(path()) }
      throw .notFolder(path(), kind)
    }
  }
}

extension GitPath {
  /// The path of the first components.
  func prefix(_ count: Int) -> GitPath {
    components.prefix(count).reduce(.root) { $0.appending($1) }
  }
}
