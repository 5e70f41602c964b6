import Domain
import Faults
import Glibc

/// A copy of a release's folder, of which every file is the same file under a second name.
struct FolderCopy {
  /// What tells whether an entry is still the one that was copied.
  struct Stamp: Hashable {
    private let mode: mode_t
    private let inode: ino_t
    private let length: off_t
    private let seconds: time_t
    private let nanoseconds: Int

    /// Of a folder only the mode counts: what it holds is told by its entries.
    init(_ status: stat) {
      let isFolder = FileKind(mode: status.st_mode) == .folder
      mode = status.st_mode
      inode = status.st_ino
      length = isFolder ? 0 : status.st_size
      seconds = isFolder ? 0 : status.st_mtim.tv_sec
      nanoseconds = isFolder ? 0 : status.st_mtim.tv_nsec
    }
  }

  /// Why an entry cannot be copied.
  struct Failure: ExplainedError {
    var path: GitPath
    var reason: String

    var category: FailureCategory { .failed }
    var message: String { "\(path.isRoot ? "the release" : path.quoted): \(reason)" }
  }

  /// Copies all that is in a folder into an empty one, and returns what was there.
  static func copy(
    _ source: OpenFolder, into copy: OpenFolder
  ) throws(Failure) -> [GitPath: Stamp] {
    var stamps: [GitPath: Stamp] = [:]
    try walk(source, .root, &stamps, into: copy)
    return stamps
  }

  /// What is there now.
  static func stamps(of folder: OpenFolder) throws(Failure) -> [GitPath: Stamp] {
    var stamps: [GitPath: Stamp] = [:]
    try walk(folder, .root, &stamps, into: nil)
    return stamps
  }

  private static func walk(
    _ source: OpenFolder, _ path: GitPath, _ stamps: inout [GitPath: Stamp],
    into copy: OpenFolder?
  ) throws(Failure) {
    for name in try told(path, try source.names()) {
      let place = path.appending(name.bytes)
      guard let status = try told(place, try source.status(name)) else { continue }
      stamps[place] = Stamp(status)
      let kind = FileKind(mode: status.st_mode)
      guard kind == .folder else {
        if let copy {
          try told(place, try add(name, kind, mode: status.st_mode, from: source, to: copy))
        }
        continue
      }
      let inner = try told(place, try source.folder(name))
      guard let copy else {
        try walk(inner, place, &stamps, into: nil)
        continue
      }
      try told(place, try copy.makeFolder(name))
      let made = try told(place, try copy.folder(name))
      try walk(inner, place, &stamps, into: made)
      try told(place, try made.setMode(status.st_mode & 0o7777))
    }
  }

  /// Gives the entry a second name, or, where the file system or its owner does not let us, makes
  /// another one like it.
  private static func add(
    _ name: EntryName, _ kind: FileKind, mode: mode_t, from source: OpenFolder, to copy: OpenFolder
  ) throws(SystemFailure) {
    try FaultPoint.releaseCopyBefore.reach()
    do {
      return try source.link(name, to: name, in: copy)
    } catch {
      guard [EPERM, EACCES, EXDEV, EMLINK, ENOSYS, EOPNOTSUPP].contains(error.code) else {
        throw error
      }
      switch kind {
      case .symbolicLink: try copy.makeLink(name, to: source.linkTarget(name))
      case .file:
        let file = try source.open(name, O_RDONLY)
        let new = try copy.open(name, O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
        try new.copy(file)
        try new.setMode(mode & 0o7777)
        try new.close()
      default: throw error
      }
    }
  }

  @discardableResult
  private static func told<Value>(
    _ path: GitPath, _ call: @autoclosure () throws(SystemFailure) -> Value
  ) throws(Failure) -> Value {
    do {
      return try call()
    } catch {
      throw Failure(path: path, reason: error.text)
    }
  }
}

extension Descriptor {
  /// Appends all that another file holds.
  fileprivate borrowing func copy(_ source: borrowing Descriptor) throws(SystemFailure) {
    let number = source.number
    var piece = [UInt8](repeating: 0, count: 256 * 1024)
    while true {
      let count = try SystemCall.run { read(number, &piece, piece.count) }
      if count == 0 { return }
      try write(Array(piece[..<count]))
    }
  }
}
