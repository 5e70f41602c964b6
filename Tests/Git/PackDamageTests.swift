import Domain
import FoundationEssentials
import Git
import Testing

/// Damage of packs ends in an error, and neither in other bytes nor in a crash.
struct PackDamageTests {
  private let packs: PackCase
  private var random: SeededGenerator
  private let seed = UInt64.random(in: 0...UInt64.max)

  init() throws {
    packs = try PackCase(commits: 25)
    random = SeededGenerator(seed: seed)
    print("seed \(seed)")
  }

  private func content(_ file: String) throws -> [UInt8] {
    let bytes = Array(try #require(FileManager.default.contents(atPath: file)))
    // Git makes them read-only; whoever has one mapped keeps what it has.
    try FileManager.default.removeItem(atPath: file)
    return bytes
  }

  private func write(_ bytes: some Sequence<UInt8>, _ file: String) throws {
    try? FileManager.default.removeItem(atPath: file)
    try Data(bytes).write(to: URL(filePath: file))
  }

  @Test func `a pack with a changed byte is never read as something else`() throws {
    var random = random
    // With bases that are named: where a distance is damaged, another object may be found, as by git.
    try packs.sandbox.git(
      "-c", "repack.useDeltaBaseOffset=false", "repack", "-qadf", "--depth=50", "--window=50")
    let file = try packs.packFile(".pack")
    let whole = try content(file)
    var unreadable = 0
    for offset in Array(0..<16)
      + (0..<50).map({ _ in whole.indices.randomElement(using: &random) ?? 0 })
    {
      var bytes = whole
      bytes[offset] ^= UInt8.random(in: 1...255, using: &random)
      try write(bytes, file)
      let found = try packs.walk(Repository.open(packs.path))
      #expect(found.wrong.isEmpty, "seed \(seed) byte \(offset)")
      unreadable += found.unreadable
    }
    #expect(unreadable > 0)
    try write(whole, file)
    try packs.check(fromPacks: packs.objects.count, "whole")
  }

  @Test(arguments: [".pack", ".idx"])
  func `a file of a pack that ends anywhere is never read as something else`(suffix: String) throws
  {
    try packs.sandbox.git("repack", "-qadf", "--depth=50", "--window=50")
    let file = try packs.packFile(suffix)
    let whole = try content(file)
    let lengths = [
      0, 1, 7, 8, 12, 20, 31, 32, 33, 52, 1031, 1032, 1071, 1072, 1073, whole.count - 1,
    ]
    for length in lengths + stride(from: 64, to: whole.count, by: whole.count / 20) {
      try write(whole.prefix(length), file)
      let found = try packs.walk(Repository.open(packs.path))
      #expect(found.wrong.isEmpty && found.unreadable > 0, "\(length) of \(whole.count) bytes")
    }
    try write(whole, file)
    try packs.check(fromPacks: packs.objects.count, "whole")
  }

  @Test func `with a damaged index nothing crashes, and what is compared with its name is right`()
    throws
  {
    var random = random
    try packs.sandbox.git("repack", "-qadf", "--depth=50", "--window=50")
    let file = try packs.packFile(".idx")
    let whole = try content(file)
    for _ in 0..<40 {
      var bytes = whole
      let offset = whole.indices.randomElement(using: &random) ?? 0
      bytes[offset] ^= UInt8.random(in: 1...255, using: &random)
      try write(bytes, file)
      _ = try packs.walk(Repository.open(packs.path))
      let repository = try Repository.open(packs.path)
      for (id, object) in packs.objects where object.kind == .commit {
        let read = try? repository.rawCommit(id)
        #expect(read == nil || read?.bytes == object.bytes, "seed \(seed) byte \(offset)")
      }
    }
  }

  @Test func `an index that leads out of its pack is named as damage, and git fails on it, too`()
    throws
  {
    try packs.sandbox.git("repack", "-qadf", "--depth=50", "--window=50")
    let file = try packs.packFile(".idx")
    var bytes = try content(file)
    // Version 2: a head of 8 bytes, 256 sums, IDs of 20 bytes, checksums of 4, and then the offsets.
    let count = bytes[(8 + 255 * 4)..<(8 + 256 * 4)].reduce(0) { $0 << 8 | Int($1) }
    let offsets = 8 + 256 * 4 + count * 24
    for number in 0..<count {
      bytes.replaceSubrange(
        (offsets + number * 4)..<(offsets + number * 4 + 4), with: [0x7f, 0, 0, 0])
    }
    try write(bytes, file)
    let repository = try Repository.open(packs.path)
    for (id, object) in packs.objects {
      let damage = RepositoryError.corruptedObject(
        id, kind: object.kind, reason: "its pack is damaged, or the index of that")
      switch object.kind {
      case .commit: #expect(throws: damage) { try repository.link(id) }
      case .tree: #expect(throws: damage) { try repository.tree(id) }
      default:
        #expect(throws: damage) { try repository.blob(id) }
        #expect(throws: damage) { try repository.blobSize(id) }
      }
    }
    #expect(throws: (any Error).self) { try packs.sandbox.git("rev-list", "--objects", "--all") }
  }
}
