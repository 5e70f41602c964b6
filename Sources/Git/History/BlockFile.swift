import Clibdeflate
import Glibc

/// A file of blocks that is only ever added to: a cache, of which nothing is missed where it is gone.
///
/// Its first 16 bytes name it and its version. Then blocks follow, each with the four bytes `BLCK`,
/// the CRC-32 of the rest (4 bytes), and its length (8 bytes), little-endian. What follows the last
/// whole block is of a process that was killed, and is written over.
package struct BlockFile {
  private let path: String
  private let magic: [UInt8]

  private static let blockMagic = Array("BLCK".utf8)
  private static let blockHead = 16
  /// With more blocks than this they are made one.
  private static let blockLimit = 32

  /// A file in the folder `deploysync` of a repository's own folder, that of the main repository for
  /// linked worktrees. `magic` has 16 bytes.
  package init(_ name: String, magic: String, of repository: Repository) {
    path = "\(repository.commonDirectory)/deploysync/\(name)"
    self.magic = Array(magic.utf8)
  }

  /// The blocks in the order in which they were written; none where there is no file, or one of
  /// another version.
  package func read() -> [[UInt8]] {
    let descriptor = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { Glibc.close(descriptor) }
    return blocks(descriptor).blocks
  }

  /// Adds blocks; `whole` makes all one where they are many. Does nothing where another process is
  /// writing, or where it may not write: whoever looks next finds the same again.
  package func add(_ news: [[UInt8]], whole: ([[UInt8]]) -> [UInt8]) {
    let folder = path[..<(path.lastIndex(of: "/") ?? path.endIndex)]
    unsafe mkdir(String(folder), 0o777)
    let descriptor = unsafe Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { return }
    defer { Glibc.close(descriptor) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { return }
    // Closing does not unlock it while a program that another thread is starting has it, too.
    defer { _ = flock(descriptor, LOCK_UN) }
    guard isStillThere(descriptor) else { return }
    let (blocks, end) = blocks(descriptor)
    let all = blocks + news
    if all.count > Self.blockLimit {
      replace(with: [whole(all)])
    } else if end == 0 {
      replace(with: news)
    } else if ftruncate(descriptor, off_t(end)) == 0 {
      _ = Self.write(Array(news.map(Self.framed).joined()), to: descriptor, at: end)
    }
  }

  /// Whether the path still leads to the file that is locked.
  private func isStillThere(_ descriptor: Int32) -> Bool {
    var (own, now) = (stat(), stat())
    return unsafe fstat(descriptor, &own) == 0 && stat(path, &now) == 0
      && own.st_ino == now.st_ino && own.st_dev == now.st_dev
  }

  /// Only while the file is locked.
  private func replace(with blocks: [[UInt8]]) {
    let draft = "\(path).new"
    let descriptor = unsafe Glibc.open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { return }
    let isWhole = Self.write(magic + blocks.map(Self.framed).joined(), to: descriptor, at: 0)
    Glibc.close(descriptor)
    if isWhole { _ = unsafe rename(draft, path) } else { unsafe unlink(draft) }
  }

  private static func framed(_ payload: [UInt8]) -> [UInt8] {
    var rest: [UInt8] = []
    rest.append(payload.count, bytes: 8)
    rest += payload
    var block = blockMagic
    block.append(Int(checksum(rest[...])), bytes: 4)
    return block + rest
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32, at offset: Int) -> Bool {
    var done = 0
    while done < bytes.count {
      let count = unsafe bytes.withUnsafeBytes {
        unsafe pwrite(
          descriptor, $0.baseAddress.map { unsafe $0 + done }, bytes.count - done,
          off_t(offset + done))
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      done += count
    }
    return true
  }

  /// And where they end; zero for a file that is not this one.
  private func blocks(_ descriptor: Int32) -> (blocks: [[UInt8]], end: Int) {
    guard let bytes = WholeFile.bytes(of: descriptor), bytes.starts(with: magic) else {
      return ([], 0)
    }
    var blocks: [[UInt8]] = []
    var end = magic.count
    let head = Self.blockHead
    while end + head <= bytes.count, bytes[end...].starts(with: Self.blockMagic),
      let length = Int(exactly: bytes.number(at: end + 8, bytes: 8)),
      length <= bytes.count - end - head,
      bytes.number(at: end + 4, bytes: 4) == Self.checksum(bytes[end + 8..<end + head + length])
    {
      blocks.append(Array(bytes[end + head..<end + head + length]))
      end += head + length
    }
    return (blocks, end)
  }

  private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    unsafe bytes.withUnsafeBytes {
      unsafe UInt64(libdeflate_crc32(0, $0.baseAddress, $0.count))
    }
  }
}
