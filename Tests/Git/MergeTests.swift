import Domain
import Git
import Testing

struct MergeTests {
  let sandbox: Sandbox
  let repository: Repository

  init() throws {
    sandbox = try Sandbox()
    repository = try Repository.open(try sandbox.makeRepository("repo", "--bare"))
  }

  private func file(_ text: String, _ mode: FileMode = .regular) throws -> FileVersion {
    FileVersion(mode: mode, content: try repository.writeBlob(Array(text.utf8)))
  }

  /// Merges three sets of files; a path that is not named is the same on all sides.
  private func merge(
    _ ancestor: [String: FileVersion], _ ours: [String: FileVersion],
    _ theirs: [String: FileVersion]
  ) throws -> TreeMerge {
    let trees = try [ancestor, ours, theirs].map { files in
      var changes: [GitPath: FileVersion?] = [GitPath("same/x"): try file("same\n")]
      for (path, version) in files { changes[GitPath(path)] = version }
      return try repository.replacing(changes, in: .emptyTree)
    }
    return try repository.mergeTrees(ancestor: trees[0], ours: trees[1], theirs: trees[2])
  }

  private func listing(_ merge: TreeMerge) throws -> [String: FileVersion] {
    let files = try sandbox.listing(try #require(merge.tree))
    return Dictionary(
      uniqueKeysWithValues: files.filter { $0.key != GitPath("same/x") }.map {
        ($0.key.text, $0.value)
      })
  }

  @Test func `lines that do not touch merge, and the mode merges apart from them`() throws {
    let merged = try merge(
      ["a/f": file("1\n2\n3\n4\n5\n")], ["a/f": file("one\n2\n3\n4\n5\n", .executable)],
      ["a/f": file("1\n2\n3\n4\nfive\n")])
    #expect(try listing(merged) == ["a/f": file("one\n2\n3\n4\nfive\n", .executable)])
    #expect(merged.conflicts.isEmpty)
  }

  @Test func `a mode on one side and lines on the other merge`() throws {
    let merged = try merge(
      ["f": file("1\n")], ["f": file("1\n", .executable)], ["f": file("2\n")])
    #expect(try listing(merged) == ["f": file("2\n", .executable)])
  }

  @Test func `lines that meet conflict, and every such file is named`() throws {
    let merged = try merge(
      ["b": file("1\n"), "a/b": file("1\n"), "c": file("1\n")],
      ["b": file("2\n"), "a/b": file("2\n"), "c": file("2\n")],
      ["b": file("3\n"), "a/b": file("3\n"), "c": file("1\n")])
    #expect(merged == TreeMerge(tree: nil, conflicts: [GitPath("a/b"), GitPath("b")]))
  }

  @Test func `a change and a deletion conflict`() throws {
    #expect(
      try merge(["d/f": file("1\n")], ["d/f": file("2\n")], [:]).conflicts == [GitPath("d/f")])
    #expect(
      try merge(["d/f": file("1\n")], [:], ["d/f": file("1\n", .executable)]).conflicts
        == [GitPath("d/f")])
  }

  @Test(arguments: [FileMode.symbolicLink, .submodule])
  func `a link or submodule that both sides change conflicts`(mode: FileMode) throws {
    let (one, two, three) = (try file("1", mode), try file("2", mode), try file("3", mode))
    #expect(try merge(["f": one], ["f": two], ["f": three]).conflicts == [GitPath("f")])
    #expect(try listing(merge(["f": one], ["f": one], ["f": three])) == ["f": three])
    #expect(try listing(merge(["f": one], ["f": two], ["f": two])) == ["f": two])
    #expect(try merge([:], ["f": two], ["f": file("3")]).conflicts == [GitPath("f")])
    // A file that became one on one side and was changed on the other.
    #expect(try merge(["f": file("1")], ["f": two], ["f": file("3")]).conflicts == [GitPath("f")])
  }

  @Test func `binary files do not merge`() throws {
    let merged = try merge(
      ["f": file("\0\n1\n2\n3\n4\n")], ["f": file("\0\none\n2\n3\n4\n")],
      ["f": file("\0\n1\n2\n3\nfour\n")])
    #expect(merged.conflicts == [GitPath("f")])
  }

  @Test func `a file and a folder of one name conflict`() throws {
    #expect(
      try merge([:], ["n": file("1\n")], ["n/x": file("1\n"), "n/y/z": file("2\n")]).conflicts
        == ["n", "n/x", "n/y/z"].map { GitPath($0) })
    // A folder that goes makes room for the file.
    #expect(
      try listing(
        merge(
          ["n/x": file("1\n"), "o": file("1\n")], ["n": file("2\n"), "o": file("1\n")],
          [
            "n/x": file("1\n"), "o": file("2\n"),
          ])) == ["n": file("2\n"), "o": file("2\n")])
    // Something new in it does not let it go.
    #expect(
      try merge(
        ["n/x": file("1\n")], ["n": file("2\n")],
        [
          "n/x": file("1\n"), "n/y": file("2\n"),
        ]
      ).conflicts == [GitPath("n"), GitPath("n/y")])
  }

  @Test func `what both sides added alike is taken, and what they added otherwise conflicts`()
    throws
  {
    #expect(try listing(merge([:], ["f": file("1\n")], ["f": file("1\n")])) == ["f": file("1\n")])
    #expect(try merge([:], ["f": file("1\n")], ["f": file("2\n")]).conflicts == [GitPath("f")])
    #expect(
      try merge([:], ["f": file("1\n")], ["f": file("1\n", .executable)]).conflicts
        == [GitPath("f")])
  }

  @Test func `a moved file is a deletion and an addition`() throws {
    let text = (0..<20).map { "line \($0)\n" }.joined()
    let merged = try merge(
      ["old": file(text)], ["new": file(text)], ["old": file(text + "more\n")])
    #expect(merged.conflicts == [GitPath("old")])
  }
}
