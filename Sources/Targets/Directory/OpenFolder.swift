import Glibc

/// An open folder and the calls on its entries: none of them follows a symbolic link or takes
/// more than one component, so nothing outside the folder can be reached.
final class OpenFolder {
  private let descriptor: Descriptor
  /// The file system it is on.
  let device: dev_t
  private let inode: ino_t

  private init(_ descriptor: consuming Descriptor) throws(SystemFailure) {
    var status = stat()
    let number = descriptor.number
    try SystemCall.run { fstat(number, &status) }
    device = status.st_dev
    inode = status.st_ino
    self.descriptor = descriptor
  }

  private static let folderFlags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC

  /// Opens the folder at a path of the system; its last component must not be a symbolic link.
  convenience init(systemPath path: String) throws(SystemFailure) {
    try self.init(Descriptor(SystemCall.run { Glibc.open(path, Self.folderFlags) }))
  }

  /// Whether both are the same folder of the file system.
  func isSame(as other: OpenFolder) -> Bool { device == other.device && inode == other.inode }

  /// Opens a folder in this one.
  func folder(_ name: EntryName) throws(SystemFailure) -> OpenFolder {
    try OpenFolder(Descriptor(SystemCall.run { openat(number, name.cString, Self.folderFlags) }))
  }

  /// Opens an entry that must not be a symbolic link; a pipe without a writer does not block.
  func open(_ name: EntryName, _ flags: Int32, mode: mode_t = 0) throws(SystemFailure)
    -> Descriptor
  {
    let flags = flags | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY
    return try Descriptor(SystemCall.run { openat(number, name.cString, flags, mode) })
  }

  /// What the entry is, without following it; nil if there is none.
  func status(_ name: EntryName) throws(SystemFailure) -> stat? {
    var status = stat()
    do {
      try SystemCall.run { fstatat(number, name.cString, &status, AT_SYMLINK_NOFOLLOW) }
    } catch  where error.code == ENOENT {
      return nil
    }
    return status
  }

  /// The text of a symbolic link.
  func linkTarget(_ name: EntryName) throws(SystemFailure) -> [UInt8] {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = try SystemCall.run {
      readlinkat(number, name.cString, &buffer, buffer.count)
    }
    return buffer[..<count].map { UInt8(bitPattern: $0) }
  }

  /// Makes a folder that all may enter and its owner may write, whatever the umask says; group
  /// inheritance (the set-group-ID bit) stays as the file system gave it.
  func makeFolder(_ name: EntryName) throws(SystemFailure) {
    try SystemCall.run { mkdirat(number, name.cString, 0o755) }
    do {
      let made = try folder(name)
      guard let mode = try status(name)?.st_mode else { return }
      try SystemCall.run { fchmod(made.number, mode & 0o7000 | 0o755) }
    } catch {
      try? removeFolder(name)
      throw error
    }
  }

  func makeLink(_ name: EntryName, to target: [UInt8]) throws(SystemFailure) {
    try SystemCall.run { symlinkat(EntryName(target).cString, number, name.cString) }
  }

  /// Gives a file a second name where nothing may be yet.
  func link(_ name: EntryName, to new: EntryName, in folder: OpenFolder) throws(SystemFailure) {
    try SystemCall.run { linkat(number, name.cString, folder.number, new.cString, 0) }
  }

  /// Moves a file over whatever file is there.
  func rename(_ name: EntryName, to new: EntryName, in folder: OpenFolder) throws(SystemFailure) {
    try SystemCall.run { renameat(number, name.cString, folder.number, new.cString) }
  }

  func removeFile(_ name: EntryName) throws(SystemFailure) {
    try SystemCall.run { unlinkat(number, name.cString, 0) }
  }

  /// Removes a folder that is empty.
  func removeFolder(_ name: EntryName) throws(SystemFailure) {
    try SystemCall.run { unlinkat(number, name.cString, AT_REMOVEDIR) }
  }

  /// Sets the folder's own permission bits.
  func setMode(_ mode: mode_t) throws(SystemFailure) {
    try SystemCall.run { fchmod(number, mode) }
  }

  /// Takes the lock that processes agree upon, until the folder is closed; `EWOULDBLOCK` where
  /// another has it.
  func lock() throws(SystemFailure) {
    try SystemCall.run { flock(number, LOCK_EX | LOCK_NB) }
  }

  /// Writes the folder's list of entries to the disk.
  func sync() throws(SystemFailure) {
    try SystemCall.run { fsync(number) }
  }

  /// Writes all that its file system still has in memory.
  func syncFileSystem() throws(SystemFailure) {
    try SystemCall.syncFileSystem(of: number)
  }

  /// The names of its entries, in no order.
  func names() throws(SystemFailure) -> [EntryName] {
    // Its own descriptor, since the stream takes and moves what it is made of.
    let listing = try SystemCall.run { openat(number, ".", Self.folderFlags) }
    guard let stream = fdopendir(listing) else {
      let failure = SystemFailure(code: errno)
      _ = Glibc.close(listing)
      throw failure
    }
    defer { closedir(stream) }
    var names: [EntryName] = []
    while true {
      errno = 0
      guard let entry = readdir(stream) else {
        if errno != 0 { throw SystemFailure(code: errno) }
        return names
      }
      // The name is read where it lies: an entry's memory ends with its name.
      let offset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
      let start = (UnsafeRawPointer(entry) + offset).assumingMemoryBound(to: UInt8.self)
      let name = UnsafeBufferPointer(start: start, count: strlen(UnsafePointer(entryName: start)))
      if !name.elementsEqual(".".utf8), !name.elementsEqual("..".utf8) {
        names.append(EntryName(name))
      }
    }
  }

  private var number: Int32 { descriptor.number }
}

extension UnsafePointer<CChar> {
  fileprivate init(entryName start: UnsafePointer<UInt8>) {
    self = UnsafeRawPointer(start).assumingMemoryBound(to: CChar.self)
  }
}
