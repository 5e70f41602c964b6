import Domain
import FoundationEssentials
import Git
import Testing

/// Whatever happens to the file of the history index, answers stay right, and it is whole again after
/// the next time that something is kept.
struct HistoryFileTests {
  private let history: HistoryCase
  private let whole: [UInt8]
  private let files = FileManager.default

  init() throws {
    let history = try HistoryCase()
    self.history = history
    let repository = try Repository.open(history.path)
    for part in [history.commits.prefix(5), history.commits[5..<9], history.commits[9...]] {
      try repository.history().explore(Array(part)) { _, _ in true }
      try repository.history().save()
    }
    try history.checkKept("at first")
    #expect(try history.blockCount() == 3)
    whole = Array(FileManager.default.contents(atPath: history.file) ?? Data())
  }

  private func write(_ bytes: some Sequence<UInt8>) throws {
    try Data(bytes).write(to: URL(filePath: history.file))
  }

  private func expectMended(_ comment: Comment) throws {
    let repository = try Repository.open(history.path)
    try history.check(repository.history(), comment)
    try repository.history().save()
    try history.checkKept(comment)
  }

  @Test func `a file that ends anywhere is mended`() throws {
    let lengths = Set(stride(from: 0, to: whole.count, by: max(1, whole.count / 40)))
      .union([1, 15, 16, 17, 31, 32, 33, 52, whole.count - 1])
    for length in lengths.sorted() {
      try write(whole.prefix(length))
      try expectMended("\(length) of \(whole.count) bytes")
    }
  }

  @Test func `a file with a changed byte anywhere is mended`() throws {
    var random = SeededGenerator(seed: history.seed)
    for offset in Array(0..<36) + stride(from: 36, to: whole.count, by: whole.count / 40) {
      var bytes = whole
      bytes[offset] ^= UInt8.random(in: 1...255, using: &random)
      try write(bytes)
      try expectMended("byte \(offset) of \(whole.count), seed \(history.seed)")
    }
  }

  @Test func `a file with something behind its end, or twice the same, is mended`() throws {
    for behind in [[0], Array("BLCK".utf8), Array(whole.dropFirst(16).dropLast()), whole] {
      try write(whole + behind)
      let repository = try Repository.open(history.path)
      try history.check(repository.history(), "\(behind.count) bytes behind")
      try repository.history().explore([history.commits[0]]) { _, _ in true }
      try repository.history().save()
      try history.checkKept("\(behind.count) bytes behind")
    }
  }

  @Test func `a file of another version is left aside, and replaced`() throws {
    var bytes = whole
    bytes[15] += 1
    try write(bytes)
    let repository = try Repository.open(history.path)
    #expect(try repository.history().blocks.isEmpty)
    try expectMended("another version")
    #expect(try history.blockCount() == 1)
  }

  @Test func `a folder in its place, or a file in that of its folder, stops nobody`() throws {
    for place in [history.file, history.path + "/.git/deploysync"] {
      try files.removeItem(atPath: place)
      if place == history.file {
        try files.createDirectory(atPath: place, withIntermediateDirectories: true)
      } else {
        try Data("x".utf8).write(to: URL(filePath: place))
      }
      let repository = try Repository.open(history.path)
      try history.check(repository.history(), "\(place)")
      try repository.history().save()
      try history.check(repository.history(), "\(place), not saved")
      try files.removeItem(atPath: place)
      try expectMended("\(place), removed")
    }
  }

  @Test func `a file that may not be written stops nobody`() throws {
    let folder = history.path + "/.git/deploysync"
    try write(whole.prefix(whole.count / 2))
    try files.setAttributes([.posixPermissions: 0o400], ofItemAtPath: history.file)
    try files.setAttributes([.posixPermissions: 0o500], ofItemAtPath: folder)
    let repository = try Repository.open(history.path)
    try history.check(repository.history(), "read only")
    try repository.history().save()
    try history.check(repository.history(), "read only, saved or not")
    try files.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder)
    try files.setAttributes([.posixPermissions: 0o600], ofItemAtPath: history.file)
    try expectMended("to be written again")
  }

  @Test func `a file that is deleted, cut or replaced meanwhile is mended`() throws {
    for bytes in [nil, [], whole.prefix(60), whole.dropLast(), [0, 1, 2]] as [ArraySlice<UInt8>?] {
      try write(whole)
      let repository = try Repository.open(history.path)
      let index = try repository.history()
      if let bytes { try write(bytes) } else { try files.removeItem(atPath: history.file) }
      try index.explore([history.commits[3]]) { _, _ in true }
      try history.check(index, "\(bytes?.count ?? -1) bytes, not saved")
      index.save()
      #expect(try history.blockCount() != nil)
      try history.check(index, "\(bytes?.count ?? -1) bytes, saved")
      try expectMended("\(bytes?.count ?? -1) bytes, opened anew")
    }
  }
}
