import Domain
import Glibc

/// Where a batch has temporary files, written down in the target's root before the first of them,
/// so that what a killed run left is found without a walk through the whole target.
///
/// A batch has a random token of 16 hexadecimal digits. Its journal is `.deploysync-TOKEN.journal`,
/// its temporary files are `.deploysync-TOKEN-N.tmp`. The journal's bytes are records that end with
/// NUL: `in PATH` for a folder with temporary files, `new PATH` for one that the batch makes. A
/// record that was cut off is no record.
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

  /// Writes it to the disk.
  func write(in root: OpenFolder) throws(SystemFailure) {
    var bytes: [UInt8] = []
    for (word, paths) in [("in ", folders), ("new ", made)] {
      for path in paths.sorted() { bytes += Array(word.utf8) + path.bytes + [0] }
    }
    let file = try root.open(name, O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
    do {
      try file.write(bytes)
      try file.sync()
      try file.close()
      try root.sync()
    } catch {
      try? root.removeFile(name)
      throw error
    }
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
