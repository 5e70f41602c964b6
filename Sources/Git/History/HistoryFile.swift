import Clibdeflate
import Domain
import Glibc

/// The file of the history index: `deploysync/history` in the repository's own folder, that of the
/// main repository for linked worktrees.
///
/// Its first 16 bytes name it and its version. Then blocks follow, each with the four bytes `BLCK`,
/// the CRC-32 of the rest (4 bytes), and its length (8 bytes), little-endian; see `HistoryBlock`.
/// Blocks are only ever added. What follows the last whole block is of a process that was killed, and
/// is written over. Nothing in it is missed where it is gone: it can be deleted at any time.
struct HistoryFile {
  private let path: String

  private static let magic = Array("deploysync hist\u{1}".utf8)
  private static let blockMagic = Array("BLCK".utf8)
  private static let blockHead = 16
  /// With more blocks than this they are made one.
  private static let blockLimit = 32

  init(in folder: String) { path = "\(folder)/deploysync/history" }

  /// The blocks in the order in which they were written, and where they end; none, and zero, where
  /// there is no file, or one of another version.
  func read() -> (blocks: [HistoryBlock], end: Int) {
    let descriptor = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return ([], 0) }
    defer { Glibc.close(descriptor) }
    return Self.blocks(descriptor)
  }

  /// Adds a block, or makes all one where they are many. Does nothing where another process is
  /// writing, or where it may not write: whoever looks next finds the same again.
  func add(_ records: [HistoryRecord]) {
    unsafe mkdir(String(path.dropLast("/history".count)), 0o777)
    let descriptor = unsafe Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { return }
    defer { Glibc.close(descriptor) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, isStillThere(descriptor) else { return }
    let (blocks, end) = Self.blocks(descriptor)
    if end == 0 || blocks.count >= Self.blockLimit {
      replace(
        with: Self.newest(blocks.flatMap { block in (0..<block.count).map(block.record) } + records)
      )
    } else if ftruncate(descriptor, off_t(end)) == 0 {
      _ = Self.write(Self.framed(HistoryBlock.encoding(records)), to: descriptor, at: end)
    }
  }

  /// Of several records of one commit the last.
  private static func newest(_ records: [HistoryRecord]) -> [HistoryRecord] {
    var seen: Set<ObjectID> = []
    return records.reversed().filter { seen.insert($0.id).inserted }.reversed()
  }

  /// Whether the path still leads to the file that is locked.
  private func isStillThere(_ descriptor: Int32) -> Bool {
    var (own, now) = (stat(), stat())
    return unsafe fstat(descriptor, &own) == 0 && stat(path, &now) == 0
      && own.st_ino == now.st_ino && own.st_dev == now.st_dev
  }

  /// Only while the file is locked.
  private func replace(with records: [HistoryRecord]) {
    let draft = "\(path).new"
    let descriptor = unsafe Glibc.open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { return }
    let bytes = Self.magic + Self.framed(HistoryBlock.encoding(records))
    let isWhole = Self.write(bytes, to: descriptor, at: 0)
    Glibc.close(descriptor)
    if isWhole { _ = unsafe rename(draft, path) } else { unsafe unlink(draft) }
  }

  private static func framed(_ payload: [UInt8]) -> [UInt8] {
    func bytes(_ number: Int, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
    }
    let rest = bytes(payload.count, 8) + payload
    return blockMagic + bytes(Int(checksum(rest[...])), 4) + rest
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

  private static func blocks(_ descriptor: Int32) -> (blocks: [HistoryBlock], end: Int) {
    guard let bytes = content(descriptor), bytes.starts(with: magic) else { return ([], 0) }
    var blocks: [HistoryBlock] = []
    var end = magic.count
    func number(_ offset: Int, _ count: Int) -> UInt64 {
      (0..<count).reduce(0) { $0 | UInt64(bytes[offset + $1]) << (8 * $1) }
    }
    while end + blockHead <= bytes.count, bytes[end...].starts(with: blockMagic),
      let length = Int(exactly: number(end + 8, 8)), length <= bytes.count - end - blockHead,
      number(end + 4, 4) == checksum(bytes[end + 8..<end + blockHead + length]),
      let block = HistoryBlock(Array(bytes[end + blockHead..<end + blockHead + length]))
    {
      blocks.append(block)
      end += blockHead + length
    }
    return (blocks, end)
  }

  private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    unsafe bytes.withUnsafeBytes {
      unsafe UInt64(libdeflate_crc32(0, $0.baseAddress, $0.count))
    }
  }

  /// Nil where it cannot be read.
  private static func content(_ descriptor: Int32) -> [UInt8]? {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { return nil }
    let size = Int(status.st_size)
    return unsafe [UInt8](unsafeUninitializedCapacity: size) { room, filled in
      filled = 0
      while filled < size {
        let count = unsafe pread(
          descriptor, room.baseAddress.map { unsafe $0 + filled }, size - filled, off_t(filled))
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return }
        filled += count
      }
    }
  }
}
