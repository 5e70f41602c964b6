import Domain
import FoundationEssentials
import Git
import Testing

struct PackReaderTests {
  private let packs: PackCase

  init() throws { packs = try PackCase() }

  @Test(arguments: [
    ["repack", "-qadf", "--depth=50", "--window=50"],
    ["repack", "-qadf", "--depth=4000", "--window=200"],
    ["-c", "repack.writeBitmaps=true", "repack", "-qadf"],
    // The bases of these are named by their IDs.
    ["-c", "repack.useDeltaBaseOffset=false", "repack", "-qadf", "--depth=50", "--window=50"],
    ["-c", "core.compression=0", "repack", "-qadF"],
    ["-c", "core.compression=9", "repack", "-qadF"],
    ["-c", "pack.writeReverseIndex=true", "repack", "-qadf"], ["repack", "-qadf", "--write-midx"],
  ])
  func `what is in a pack is read from it as git reads it`(command: [String]) throws {
    try packs.sandbox.git(command)
    let chains = try packs.sandbox.line("verify-pack", "-sv", packs.packFile(".idx"))
    #expect(chains.contains("chain length = 3"))
    try packs.check(fromPacks: packs.objects.count, "\(command)")
  }

  @Test func `objects may be in several packs, and under an index of all of them`() throws {
    let sandbox = packs.sandbox
    let parts = try sandbox.line("rev-list", "--objects", "--all").split(separator: "\n")
      .map { String($0.prefix(40)) }
    let folder = packs.path + "/.git/objects/pack"
    let old = try FileManager.default.contentsOfDirectory(atPath: folder)
    for part in 0..<4 {
      let names = parts[(parts.count * part / 5)...].prefix(parts.count * 2 / 5 + 2)
      try sandbox.git(
        ["pack-objects", "-q", folder + "/pack"],
        input: Array(names.map { $0 + "\n" }.joined().utf8))
    }
    for name in old { try FileManager.default.removeItem(atPath: "\(folder)/\(name)") }
    try packs.check(fromPacks: packs.objects.count, "several")
    try sandbox.git("multi-pack-index", "write")
    try packs.check(fromPacks: packs.objects.count, "with an index of all")
  }

  @Test func `loose objects beside a pack, and packs that came later, are read as well`() throws {
    let (sandbox, file) = (packs.sandbox, try packs.packFile(".pack"))
    let repository = try Repository.open(packs.path)
    _ = try repository.forWalking()
    // All loose, and a pack of the older half.
    let aside = sandbox.folder("aside.pack")
    try FileManager.default.moveItem(atPath: file, toPath: aside)
    try FileManager.default.removeItem(atPath: try packs.packFile(".idx"))
    let bytes = Array(try #require(FileManager.default.contents(atPath: aside)))
    try sandbox.git(["unpack-objects", "-q"], input: bytes)
    #expect(try packs.checkPacks("loose") == 0)
    try packs.check(fromPacks: 0, "loose")
    let names = packs.objects.keys.sorted().prefix(packs.objects.count / 2)
    try sandbox.git(
      ["pack-objects", "-q", packs.path + "/.git/objects/pack/pack"],
      input: Array(names.map { $0.hex + "\n" }.joined().utf8))
    try sandbox.git("prune-packed")
    try packs.check(fromPacks: names.count, "half")
    // The pack that the open repository knows is gone, and another one is there.
    try sandbox.git("repack", "-qadf")
    let (wrong, unreadable) = try packs.walk(repository)
    #expect(wrong.isEmpty && unreadable == 0)
  }

  @Test func `objects of an alternate are read, also those that a thin pack left there`() throws {
    let (sandbox, clone) = (packs.sandbox, packs.sandbox.folder("clone"))
    try sandbox.git("clone", "-q", "-s", "--bare", packs.path, clone)
    try packs.check(clone, fromPacks: 0, "alternate")
    try sandbox.git("init", "-q", "--bare", sandbox.folder("thin"))
    let old = try sandbox.git(
      ["pack-objects", "-q", "--stdout", "--revs"], input: Array("main~20\n".utf8))
    let thin = try sandbox.git(
      ["pack-objects", "-q", "--stdout", "--revs", "--thin"], input: Array("main\n^main~20\n".utf8))
    for pack in [old, thin] {
      try sandbox.git(["index-pack", "--stdin", "--fix-thin"], in: "thin", input: pack)
    }
    try packs.check(sandbox.folder("thin"), fromPacks: packs.objects.count, "thin")
  }

  @Test func `offsets of eight bytes are read, and an index of another version is git's to read`()
    throws
  {
    try packs.sandbox.git("repack", "-qadf")
    let file = try packs.packFile(".pack")
    let index = try packs.packFile(".idx")
    for (version, found) in [("2,0x40", packs.objects.count), ("1", 0)] {
      try FileManager.default.removeItem(atPath: index)
      try packs.sandbox.git("index-pack", "--index-version=\(version)", file)
      try packs.check(fromPacks: found, "\(version)")
    }
  }
}
