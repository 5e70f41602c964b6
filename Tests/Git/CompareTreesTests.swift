import Domain
import Git
import Testing

struct CompareTreesTests {
  let sandbox: Sandbox

  init() throws { sandbox = try Sandbox() }

  /// `git diff-tree -r --no-renames` as differences.
  private func gitDifferences(_ old: ObjectID, _ new: ObjectID) throws -> [TreeDifference] {
    let output = try sandbox.git("diff-tree", "-r", "-z", "--no-renames", old.hex, new.hex)
    let records = output.split(separator: 0)
    func version(_ mode: Substring, _ id: Substring) throws -> FileVersion? {
      guard mode != "000000" else { return nil }
      return FileVersion(
        mode: try #require(UInt32(mode, radix: 8).flatMap(FileMode.init(raw:))),
        content: try #require(ObjectID(hex: id)))
    }
    return try stride(from: 0, to: records.count, by: 2).map { index in
      let fields = String(decoding: records[index].dropFirst(), as: UTF8.self).split(separator: " ")
      return TreeDifference(
        path: GitPath(bytes: records[index + 1]), old: try version(fields[0], fields[2]),
        new: try version(fields[1], fields[3]))
    }
  }

  private func differences(
    _ repository: Repository, _ old: ObjectID?, _ new: ObjectID?,
    enter: (GitPath) -> Bool = { _ in true }
  ) throws -> [TreeDifference] {
    var found: [TreeDifference] = []
    try repository.compareTrees(old, new, enter: enter) { found.append($0) }
    return found
  }

  @Test(arguments: [16 << 20, 200])
  func `random trees differ as git says`(cacheLimitBytes: Int) throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = try RandomTrees(sandbox, seed: seed)
    let repository = try Repository.open(
      sandbox.folder("repo"), cacheLimitBytes: cacheLimitBytes)
    var files = random.files(30)
    var tree = try random.tree(files)
    for _ in 0..<20 {
      let changed = random.variation(files)
      let other = try random.tree(changed)
      let found = try differences(repository, tree, other)
      // git names both sides of a file that became a folder in its own order.
      let expected = try gitDifferences(tree, other).sorted { $0.path < $1.path }
      #expect(found == expected, "seed \(seed)")
      #expect(found.map(\.path) == found.map(\.path).sorted(), "seed \(seed)")
      #expect(
        try differences(repository, nil, other).compactMap(\.new).count == changed.count,
        "seed \(seed)")
      (files, tree) = (changed, other)
    }
  }

  @Test func `only folders that differ are asked for, and a refused one is not looked into`() throws
  {
    try sandbox.makeRepository()
    for name in ["same/a", "one/deep/a", "two/a"] { try sandbox.write("1", to: name) }
    let old = try sandbox.commit("One")
    for name in ["one/deep/a", "two/a", "three/a"] { try sandbox.write("2", to: name) }
    let new = try sandbox.commit("Two")
    let repository = try Repository.open(sandbox.folder("repo"))
    var asked: [GitPath] = []
    let found = try differences(
      repository, try repository.link(old).tree, try repository.link(new).tree
    ) { folder in
      asked.append(folder)
      return folder != GitPath("two")
    }
    #expect(asked == [GitPath("one"), GitPath("one/deep"), GitPath("three"), GitPath("two")])
    #expect(found.map(\.path) == [GitPath("one/deep/a"), GitPath("three/a")])
  }

  @Test func `a file that became a folder is a deletion and additions`() throws {
    let random = try RandomTrees(sandbox, seed: 1)
    let file = FileVersion(mode: .regular, content: random.blobs[0])
    let old = try random.tree([GitPath("foo"): file, GitPath("foo.txt"): file])
    let new = try random.tree([GitPath("foo/a"): file, GitPath("foo.txt"): file])
    let repository = try Repository.open(sandbox.folder("repo"))
    #expect(
      try differences(repository, old, new) == [
        TreeDifference(path: GitPath("foo"), old: file, new: nil),
        TreeDifference(path: GitPath("foo/a"), old: nil, new: file),
      ])
  }

  @Test func `an error of a closure ends the comparison`() throws {
    struct Stop: Error {}
    let random = try RandomTrees(sandbox, seed: 1)
    let tree = try random.tree([
      GitPath("a"): FileVersion(mode: .regular, content: random.blobs[0])
    ])
    let repository = try Repository.open(sandbox.folder("repo"))
    #expect(throws: Stop.self) {
      try repository.compareTrees(nil, tree, enter: { _ in true }) { _ in throw Stop() }
    }
  }
}
