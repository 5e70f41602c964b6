import Configuration
import Domain
import Glibc

/// Reads a directory target.
final class DirectoryReader: TargetReader {
  let root: DirectoryRoot
  let capabilities: TargetCapabilities
  private let comparison: TargetsFile.Comparison

  /// Opens the folder; throws `TargetError` as `DirectoryRoot` does.
  convenience init(
    path: String, capabilities: TargetCapabilities = TargetCapabilities(),
    comparison: TargetsFile.Comparison = .bytes
  ) throws(TargetError) {
    self.init(
      root: try DirectoryRoot(path: path), capabilities: capabilities, comparison: comparison)
  }

  init(
    root: DirectoryRoot, capabilities: TargetCapabilities,
    comparison: TargetsFile.Comparison = .bytes
  ) {
    self.root = root
    self.capabilities = capabilities
    self.comparison = comparison
  }

  /// A file costs some 20 microseconds, more where it is not in memory: a thousand are not felt.
  var lookLimit: Int? { 1000 }

  var needsAllPlaces: Bool { false }

  func identity(
    of version: FileVersion, at path: GitPath, content: () throws -> [UInt8]
  ) throws -> FileVersion {
    try comparison.identity(of: version, at: path, content: content)
  }

  func read(_ sought: [SoughtObject]) throws -> [GitPath: LiveReading] {
    let paths = sought.map(\.place)
    try root.check()
    let reading = DirectoryReading(root: root.folder, asked: Set(paths))
    var result: [GitPath: LiveReading] = [:]
    for path in paths.sorted() where result[path] == nil {
      result[path] = reading.read(path)
    }
    // Once more: what came from a folder that was taken away meanwhile is no answer.
    try root.check()
    return result
  }

  func content(of live: LiveObject, at path: GitPath) throws -> [UInt8]? {
    try root.check()
    return try DirectoryReading(root: root.folder, asked: [path]).content(of: live, at: path)
  }

  func refusals(writing: [DesiredObject], all: [GitPath]) throws -> [GitPath: String] {
    try Refusals.of(writing: writing, all: all)
  }
}

/// The reading of paths that were asked for together.
final class DirectoryReading {
  private let walk: FolderWalk
  private let asked: Set<GitPath>
  /// The folder that was found to be missing last: so is what else is asked for in it.
  private var missing: GitPath?
  /// The folders that some asked path is in or below.
  private lazy var askedFolders: Set<GitPath> = {
    var folders: Set<GitPath> = []
    for path in asked {
      var folder = path.folder
      while !folder.isRoot, folders.insert(folder).inserted { folder = folder.folder }
    }
    return folders
  }()

  init(root: OpenFolder, asked: Set<GitPath>) {
    walk = FolderWalk(root: root)
    self.asked = asked
  }

  /// What is at the path; nil for nothing.
  func read(_ path: GitPath) -> LiveReading? {
    if let reason = ObjectNames.refusal(of: path) { return .unreadable(reason) }
    let parent = path.folder
    if missing == parent { return nil }
    let folder: OpenFolder
    do {
      folder = try walk.folder(parent)
    } catch {
      switch error {
      case .missing:
        missing = parent
        return nil
      case .notFolder(let at, _) where asked.contains(at): return nil
      case .notFolder, .system: return .unreadable("cannot be reached: \(error.reason)")
      }
    }
    do {
      switch try folder.find(path.entryName) {
      case .nothing: return nil
      case .object(let object): return .object(object)
      case .other(let kind): return .unreadable("is \(kind)")
      case .folder:
        // An empty folder is nothing to git, and in nobody's way.
        if askedFolders.contains(path) { return nil }
        return try folder.folder(path.entryName).names().isEmpty ? nil : .unreadable("is a folder")
      }
    } catch {
      return .unreadable("cannot be read: \(error.text)")
    }
  }

  /// The bytes of what was read at the path; nil where something else is there by now.
  func content(of live: LiveObject, at path: GitPath) throws(TargetError) -> [UInt8]? {
    guard let folder = try? walk.folder(path.folder) else { return nil }
    do throws(SystemFailure) {
      let bytes =
        live.mode == .symbolicLink
        ? try folder.linkTarget(path.entryName) : try folder.bytes(path.entryName)
      guard let bytes, BlobHash.id(of: bytes) == live.content else { return nil }
      return bytes
    } catch {
      switch error.code {
      case ENOENT, ENOTDIR, ELOOP, EINVAL, ENXIO: return nil
      default: throw .unreadable(object: path, reason: error.text)
      }
    }
  }
}
