import Fixtures
import Testing

struct HistoryBuilderTests {
  @Test func `one import writes commits, merges and refs, and may be continued`() throws {
    let builder = HistoryBuilder()
    let root = builder.commit("root", changes: ["a b/ü.txt": "1\n", "run": .executable("x")])
    let loose = builder.commit("loose", on: nil, parents: [root], changes: ["side": "s"])
    let merge = builder.mergeRequest(
      7, "Change a", changes: ["a b/ü.txt": nil, "l": .symlink("run")])
    builder.point("refs/tags/v1", at: root)
    let repository = try FixtureRepository()
    let first = try builder.write(to: repository)
    #expect(try repository.git("rev-parse", "main") == first[merge])
    #expect(try repository.git("rev-parse", "v1") == first[root])
    #expect(try repository.git("rev-parse", "main^1") == first[root])
    #expect(
      try repository.git("for-each-ref", "--format=%(refname)")
        == "refs/heads/main\nrefs/tags/v1")
    #expect(
      try repository.git("ls-tree", "-r", "--format=%(objectmode) %(path)", "main")
        == "120000 l\n100755 run")
    #expect(
      try repository.git("log", "-1", "--format=%cI %b", "main").hasSuffix(
        "See merge request support/config!7"))

    let next = builder.commit(
      "next", parents: [merge, loose], snapshot: ["only": "1"])
    let second = try builder.write(to: repository)
    #expect(try repository.git("rev-parse", "main^2") == first[loose])
    #expect(try repository.git("ls-tree", "-r", "--name-only", "main") == "only")
    #expect(second[root] == first[root])
    #expect(second[next] == (try repository.git("rev-parse", "main")))
    try repository.git("fsck", "--strict")
  }

  @Test func `IDs are the same on every machine`() throws {
    let repository = try FixtureRepository()
    let builder = HistoryBuilder()
    let mark = builder.commit("first", changes: ["a": "1\n"])
    #expect(try builder.write(to: repository)[mark] == "7681816c5c74c83859562f998ac0a6983ff02473")
    try repository.checkOut()
    #expect(
      try repository.commit("second", files: ["b/c": "2\n", "a": nil])
        == "8e0e4e0ecc77ebe1d81796a7d382c1b95ec6c80c")
    #expect(try repository.git("ls-files") == "b/c")
  }

  @Test(arguments: FixtureRepository.Variant.allCases)
  func `a variant has the same refs`(variant: FixtureRepository.Variant) throws {
    let repository = try FixtureRepository()
    let builder = HistoryBuilder()
    (0..<5).forEach { builder.commit("commit \($0)", changes: ["a": "\($0)"]) }
    try builder.write(to: repository)
    let copy = try repository.variant(variant)
    #expect(try copy.git("show-ref") == repository.git("show-ref"))
    #expect(try copy.git("symbolic-ref", "HEAD") == "refs/heads/main")
    try copy.git("fsck", "--strict")
    let bare = try copy.git("rev-parse", "--is-bare-repository")
    #expect(bare == (variant == .bare ? "true" : "false"))
  }

  @Test func `a clone can be shallow`() throws {
    let repository = try FixtureRepository()
    let builder = HistoryBuilder()
    (0..<5).forEach { builder.commit("commit \($0)", changes: ["a": "\($0)"]) }
    try builder.write(to: repository)
    let clone = try FixtureRepository.clone(of: repository, arguments: ["--depth=2"])
    #expect(try clone.git("rev-list", "--count", "HEAD") == "2")
  }
}
