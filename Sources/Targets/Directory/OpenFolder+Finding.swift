import Domain
import Glibc

/// What a name of a folder stands for.
enum Finding: Hashable {
  case nothing
  case folder
  case object(LiveObject)
  /// Neither a file nor a symbolic link nor a folder; the text is a noun with its article.
  case other(String)
}

extension OpenFolder {
  /// What is there, without reading any content.
  func kind(_ name: EntryName) throws(SystemFailure) -> FileKind? {
    try status(name).map { FileKind(mode: $0.st_mode) }
  }

  /// What is there now. Files are read in pieces; one that changes while it is read is read again.
  func find(_ name: EntryName) throws(SystemFailure) -> Finding {
    switch try kind(name) {
    case nil: return .nothing
    case .folder: return .folder
    case .symbolicLink:
      let target = try linkTarget(name)
      return .object(LiveObject(mode: .symbolicLink, content: BlobHash.id(of: target)))
    case .file:
      for _ in 0..<3 {
        if let object = try readFile(name) { return .object(object) }
      }
      return .other("a file that changes while it is read")
    case let kind?: return .other(kind.rawValue)
    }
  }

  /// How many bytes are in memory at a time.
  fileprivate static let pieceBytes = 256 * 1024

  /// The file's mode and hash; nil if its length changed meanwhile.
  private func readFile(_ name: EntryName) throws(SystemFailure) -> LiveObject? {
    let file = try open(name, O_RDONLY)
    let number = file.number
    var status = stat()
    try SystemCall.run { fstat(number, &status) }
    guard FileKind(mode: status.st_mode) == .file else { return nil }
    let length = Int(status.st_size)
    var hash = BlobHash(length: length)
    var total = 0
    let room = min(Self.pieceBytes, length + 1)
    let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: room, alignment: 16)
    defer { piece.deallocate() }
    while true {
      let count = try SystemCall.run { read(number, piece.baseAddress, room) }
      if count == 0 { break }
      total += count
      if total > length { return nil }
      hash.update(UnsafeRawBufferPointer(rebasing: piece[..<count]))
    }
    guard total == length else { return nil }
    let mode: FileMode = status.st_mode & S_IXUSR == 0 ? .regular : .executable
    return LiveObject(mode: mode, content: hash.finish())
  }
}

extension OpenFolder {
  /// All bytes of a file; nil where the entry is none.
  func bytes(_ name: EntryName) throws(SystemFailure) -> [UInt8]? {
    let file = try open(name, O_RDONLY)
    let number = file.number
    var status = stat()
    try SystemCall.run { fstat(number, &status) }
    guard FileKind(mode: status.st_mode) == .file else { return nil }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: Self.pieceBytes)
    while true {
      let count = try SystemCall.run {
        piece.withUnsafeMutableBytes { read(number, $0.baseAddress, $0.count) }
      }
      if count == 0 { return bytes }
      bytes += piece[..<count]
    }
  }
}

/// What an entry of a folder is, by inode(7); the raw value is a noun for messages.
enum FileKind: String {
  case file = "a file"
  case folder = "a folder"
  case symbolicLink = "a symbolic link"
  case pipe = "a named pipe"
  case socket = "a socket"
  case device = "a device"

  init(mode: mode_t) {
    self =
      switch mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .folder
      case S_IFLNK: .symbolicLink
      case S_IFIFO: .pipe
      case S_IFSOCK: .socket
      default: .device
      }
  }
}
