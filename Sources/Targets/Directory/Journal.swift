import Domain
import Faults
import Glibc

/// Where a batch has temporary files, written down in the target's root before the first of them,
/// so that what a killed run left is found without a walk through the whole target.
///
/// A batch has a random token of 16 hexadecimal digits. Its journal is `.deploysync-TOKEN.journal`,
/// its temporary files are `.deploysync-TOKEN-N.tmp`. The journal's bytes are records that end with
/// NUL: `in PATH` for a folder with temporary files, `new PATH` for one that the batch makes. A
/// record that was cut off is no record.
///
/// As long as its batch is at work, the process holds an advisory lock on it (flock(2)), which the
/// system takes back when the process ends: that is how what a dead one left is told from what a
/// living one needs.
struct Journal {
  let token: String
  /// The folders that hold temporary files.
  var folders: Set<GitPath> = []
  /// The folders that were not there before the batch.
  var made: Set<GitPath> = []

  private static let ending = ".journal"

  /// The journal of a new batch.
  init() {
    let digits = String(UInt64.random(in: .min ... .max), radix: 16)
    token = String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// Reads the journal of that name in the target's root; nil if the name is not a journal's.
  init?(reading name: EntryName, in root: OpenFolder) throws(SystemFailure) {
    let text = String(decoding: name.bytes, as: UTF8.self)
    guard text.hasPrefix(ObjectNames.reservedPrefix), text.hasSuffix(Self.ending) else {
      return nil
    }
    token = String(text.dropFirst(ObjectNames.reservedPrefix.count).dropLast(Self.ending.count))
    let isToken = token.utf8.count == 16 && token.allSatisfy { "0123456789abcdef".contains($0) }
    guard isToken, try root.kind(name) == .file else { return nil }
    parse(try Self.content(of: root.open(name, O_RDONLY)))
  }

  var name: EntryName { EntryName(ObjectNames.reservedPrefix + token + Self.ending) }

  /// The name of a temporary file.
  func temporary(_ number: Int) -> EntryName {
    EntryName("\(ObjectNames.reservedPrefix)\(token)-\(number).tmp")
  }

  /// Whether the name is that of one of the batch's temporary files.
  func owns(_ name: EntryName) -> Bool {
    let text = String(decoding: name.bytes, as: UTF8.self)
    return text.hasPrefix("\(ObjectNames.reservedPrefix)\(token)-") && text.hasSuffix(".tmp")
  }

  /// Writes it to the disk; it is known for a living batch's as long as the claim is held.
  @discardableResult
  func write(in root: OpenFolder) throws(SystemFailure) -> JournalClaim {
    var bytes: [UInt8] = []
    for (word, paths) in [("in ", folders), ("new ", made)] {
      for path in paths.sorted() { bytes += Array(word.utf8) + path.bytes + [0] }
    }
    let claim = try make(in: root)
    do {
      try claim.file.write(bytes)
      try FaultPoint.journalWritten.reach(writing: claim.file.number)
      try claim.file.sync()
      try root.sync()
      FaultPoint.journalKept.pass()
      return claim
    } catch {
      try? root.removeFile(name)
      throw error
    }
  }

  /// Makes the file and claims it.
  private func make(in root: OpenFolder) throws(SystemFailure) -> JournalClaim {
    try FaultPoint.journalBefore.reach()
    for _ in 0..<10 {
      let claim = JournalClaim(
        try root.open(name, O_WRONLY | O_CREAT | O_EXCL, mode: 0o600))
      // Before the lock was there, another run could take the file for that of a dead one.
      if claim.lock() != .held, try claim.isThere() { return claim }
      try? root.removeFile(name)
    }
    throw SystemFailure(code: EBUSY)
  }

  private mutating func parse(_ bytes: [UInt8]) {
    for record in bytes.split(separator: 0, omittingEmptySubsequences: false).dropLast() {
      if record.starts(with: "in ".utf8) {
        folders.insert(GitPath(bytes: record.dropFirst(3)))
      } else if record.starts(with: "new ".utf8) {
        made.insert(GitPath(bytes: record.dropFirst(4)))
      }
    }
  }

  private static func content(of file: consuming Descriptor) throws(SystemFailure) -> [UInt8] {
    let number = file.number
    var result: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 64 * 1024)
    while true {
      let count = try SystemCall.run { read(number, &piece, piece.count) }
      if count == 0 { return result }
      result += piece[..<count]
    }
  }
}

extension Descriptor {
  /// Writes all the bytes.
  borrowing func write(_ bytes: [UInt8]) throws(SystemFailure) {
    var done = 0
    let number = self.number
    while done < bytes.count {
      done += try SystemCall.run {
        bytes.withUnsafeBytes {
          Glibc.write(number, $0.baseAddress.map { $0 + done }, $0.count - done)
        }
      }
    }
  }

  /// Writes the file to the disk.
  borrowing func sync() throws(SystemFailure) {
    let number = self.number
    try SystemCall.run { fsync(number) }
  }

  /// Sets the permission bits, whatever the umask says.
  borrowing func setMode(_ mode: mode_t) throws(SystemFailure) {
    let number = self.number
    try SystemCall.run { fchmod(number, mode) }
  }
}
