import Domain
import FoundationEssentials
import Git
import Testing

/// What a merge reads and writes besides the three trees.
struct MergeIsolationTests {
  let sandbox: Sandbox
  let repository: Repository

  init() throws {
    sandbox = try Sandbox()
    repository = try Repository.open(try sandbox.makeRepository())
  }

  private func tree(_ text: String) throws -> ObjectID {
    let blob = try repository.writeBlob(Array(text.utf8))
    return try repository.replacing(
      [GitPath("f"): FileVersion(mode: .regular, content: blob)], in: .emptyTree)
  }

  @Test func `a side that equals another needs nothing to be read`() throws {
    // Trees that are not here cannot be read.
    let ids = try ["1", "2"].map {
      try #require(ObjectID(hex: String(repeating: $0, count: 40)))
    }
    let (a, b) = (ids[0], ids[1])
    for (ancestor, ours, theirs) in [(a, a, b), (a, b, a), (a, b, b), (b, b, b)] {
      #expect(
        try repository.mergeTrees(ancestor: ancestor, ours: ours, theirs: theirs)
          == TreeMerge(tree: b, conflicts: []))
    }
    #expect(throws: RepositoryError.self) {
      try repository.mergeTrees(ancestor: a, ours: b, theirs: .emptyTree)
    }
  }

  @Test func `filtered trees merge, and what results is stored`() throws {
    for name in ["a/keep", "a/drop", "b/keep"] { try sandbox.write("1\n2\n3\n", to: name) }
    var commits = [try sandbox.commit("One")]
    try sandbox.write("one\n2\n3\n", to: "a/keep")
    commits.append(try sandbox.commit("Two"))
    try sandbox.git("checkout", "-q", "-b", "other", "HEAD~")
    try sandbox.write("1\n2\nthree\n", to: "b/keep")
    try sandbox.write("dropped\n", to: "a/drop")
    commits.append(try sandbox.commit("Three"))
    let trees = try commits.map { commit in
      try repository.filteredTree(repository.link(commit).tree) { path, mode in
        path.text.hasSuffix("drop") ? .none : mode == .folder ? .some : .all
      }
    }
    let merged = try repository.mergeTrees(
      ancestor: trees[0], ours: trees[1], theirs: trees[2])
    let tree = try #require(merged.tree)
    #expect(
      try sandbox.listing(tree).mapValues(\.content) == [
        GitPath("a/keep"): Repository.blobID(of: Array("one\n2\n3\n".utf8)),
        GitPath("b/keep"): Repository.blobID(of: Array("1\n2\nthree\n".utf8)),
      ])
    // One that was only built is stored where it is the answer.
    let built = try repository.filteredTree(repository.link(commits[0]).tree) { path, _ in
      path.isOrIsBelow(GitPath("b")) ? .all : .none
    }
    #expect(
      try repository.mergeTrees(ancestor: .emptyTree, ours: .emptyTree, theirs: built).tree
        == built)
    #expect(try sandbox.listing(built).count == 1)
  }

  @Test func `the empty tree is a side and a result`() throws {
    let one = try tree("1\n")
    let two = try tree("2\n")
    #expect(
      try repository.mergeTrees(ancestor: one, ours: .emptyTree, theirs: two).conflicts
        == [GitPath("f")])
    let merged = try repository.mergeTrees(ancestor: one, ours: .emptyTree, theirs: one)
    #expect(merged.tree == .emptyTree)
    #expect(try sandbox.line("cat-file", "-t", ObjectID.emptyTree.hex) == "tree")
    let folder = TreeEntry(name: [0x78], mode: .folder, id: one)
    let other = TreeEntry(name: [0x79], mode: .folder, id: two)
    // Each side empties one of two folders.
    let both = try repository.writeTree([folder, other])
    let result = try repository.mergeTrees(
      ancestor: both, ours: repository.writeTree([folder]),
      theirs: repository.writeTree([other]))
    #expect(result == TreeMerge(tree: .emptyTree, conflicts: []))
  }

  @Test func `work tree, index and references stay, and attributes have no say`() throws {
    try sandbox.write("1\n", to: "f")
    // In git, `union` keeps both sides of a conflict.
    try sandbox.write("* merge=union\n", to: ".gitattributes")
    try sandbox.commit("One")
    try sandbox.write("changed\n", to: "f")
    let before = try state()
    let result = try repository.mergeTrees(
      ancestor: tree("1\n"), ours: tree("2\n"), theirs: tree("3\n"))
    #expect(result.conflicts == [GitPath("f")])
    let clean = try repository.mergeTrees(
      ancestor: tree("1\n2\n3\n"), ours: tree("1\n2\n3\n4\n"), theirs: tree("0\n1\n2\n3\n"))
    #expect(clean.tree == (try tree("0\n1\n2\n3\n4\n")))
    #expect(try state() == before)
  }

  private func state() throws -> [String] {
    try [
      sandbox.line("status", "--porcelain=v2"), sandbox.line("for-each-ref"),
      sandbox.line("ls-files", "-s"), sandbox.line("rev-parse", "HEAD"),
      FileManager.default.contentsOfDirectory(atPath: sandbox.folder("repo/.git")).sorted()
        .joined(separator: " "),
    ]
  }

  @Test func `a damaged file is an error and not merged`() throws {
    let sides = try ["1\n2\n3\n", "one\n2\n3\n", "1\n2\nthree\n"].map { try tree($0) }
    let bad = Repository.blobID(of: Array("one\n2\n3\n".utf8))
    let good = Repository.blobID(of: Array("1\n2\n3\n".utf8))
    func path(_ id: ObjectID) -> String {
      sandbox.folder("repo/.git/objects/\(id.hex.prefix(2))/\(id.hex.dropFirst(2))")
    }
    let other = try #require(FileManager.default.contents(atPath: path(good)))
    try FileManager.default.removeItem(atPath: path(bad))
    try other.write(to: URL(filePath: path(bad)))
    let fresh = try Repository.open(sandbox.folder("repo"))
    #expect {
      try fresh.mergeTrees(ancestor: sides[0], ours: sides[1], theirs: sides[2])
    } throws: { error in
      if case RepositoryError.corruptedObject(bad, kind: .blob, reason: _) = error { return true }
      return false
    }
  }
}
