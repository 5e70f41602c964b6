import Domain
import Git
import Testing

struct TreeWritingTests {
  let sandbox: Sandbox
  let repository: Repository
  let blob: ObjectID

  init() throws {
    sandbox = try Sandbox()
    repository = try Repository.open(try sandbox.makeRepository())
    blob = try repository.writeBlob(Array("x\n".utf8))
  }

  @Test(arguments: ["", ".", "..", ".git", ".GIT", "a/b", "a\0b"])
  func `a name that git refuses is not written`(name: String) throws {
    let entry = TreeEntry(name: Array(name.utf8), mode: .regular, id: blob)
    #expect(throws: InvalidObjectError.name(GitPath(name))) {
      _ = try repository.writeTree([entry])
    }
  }

  @Test func `a name that comes twice is not written`() throws {
    let file = TreeEntry(name: Array("a".utf8), mode: .regular, id: blob)
    let folder = TreeEntry(name: Array("a".utf8), mode: .folder, id: .emptyTree)
    #expect(throws: InvalidObjectError.duplicate(GitPath("a"))) {
      _ = try repository.writeTree([file, folder])
    }
  }

  @Test func `a tree of something that is not here is not written`() throws {
    let absent = try #require(ObjectID(hex: String(repeating: "1", count: 40)))
    let entry = TreeEntry(name: Array("a".utf8), mode: .regular, id: absent)
    #expect(throws: RepositoryError.missingObject(absent, kind: .blob, isShallow: false)) {
      _ = try repository.writeTree([entry])
    }
    #expect(throws: RepositoryError.missingObject(absent, kind: .blob, isShallow: false)) {
      _ = try repository.replacing(
        [GitPath("x/y"): FileVersion(mode: .regular, content: absent)], in: .emptyTree)
    }
    let module = TreeEntry(name: Array("m".utf8), mode: .submodule, id: absent)
    let tree = try repository.writeTree([module])
    #expect(try sandbox.line("ls-tree", tree.hex) == "160000 commit \(absent.hex)\tm")
  }

  @Test func `folders sort as if their names ended in a slash`() throws {
    let below = try repository.writeTree([TreeEntry(name: [0x61], mode: .regular, id: blob)])
    let entries = ["foo", "foo.txt", "foo0"].map {
      TreeEntry(
        name: Array($0.utf8), mode: $0 == "foo" ? .folder : .regular, id: $0 == "foo" ? below : blob
      )
    }
    let tree = try repository.writeTree(entries)
    let lines = entries.reversed().map {
      "\($0.mode.text) \($0.mode == .folder ? "tree" : "blob") \($0.id.hex)\t"
        + String(decoding: $0.name, as: UTF8.self) + "\n"
    }
    let made = try sandbox.git(["mktree"], input: Array(lines.joined().utf8))
    #expect(String(decoding: made, as: UTF8.self) == tree.hex + "\n")
    try sandbox.git("fsck", "--strict")
  }

  @Test func `a filtered tree is stored when something that is written needs it`() throws {
    for name in ["a/b/keep", "a/b/drop", "other"] { try sandbox.write("x\n", to: name) }
    let head = try sandbox.commit("One")
    let whole = try repository.link(head).tree
    func filtered() throws -> ObjectID {
      try repository.filteredTree(whole) { path, _ in
        path == GitPath("a/b/keep") ? .all : GitPath("a/b/keep").isOrIsBelow(path) ? .some : .none
      }
    }
    let tree = try filtered()
    #expect(throws: Sandbox.Failure.self) { try sandbox.git("cat-file", "-e", tree.hex) }
    #expect(try repository.files(in: tree).map(\.path) == [GitPath("a/b/keep")])
    #expect(repository.contains(tree))
    let outer = try repository.writeTree([TreeEntry(name: [0x78], mode: .folder, id: tree)])
    #expect(try sandbox.listing(outer).keys.map(\.text) == ["x/a/b/keep"])
    #expect(try sandbox.listing(tree).keys.map(\.text) == ["a/b/keep"])
    #expect(try filtered() == tree)
  }

  @Test func `a commit of a filtered tree holds all of it`() throws {
    for name in ["a/b/keep", "a/drop"] { try sandbox.write("x\n", to: name) }
    let whole = try repository.link(try sandbox.commit("One")).tree
    let tree = try repository.filteredTree(whole) { path, mode in
      path == GitPath("a/drop") ? .none : mode == .folder ? .some : .all
    }
    let person = Signature(
      person: Person(name: "Ada", email: "ada@example.com"), time: Timestamp(seconds: 1))
    let commit = try repository.createCommit(
      tree: tree, parents: [], author: person, committer: person, message: "Two\n")
    #expect(try sandbox.line("ls-tree", "-r", "--name-only", commit.hex) == "a/b/keep")
    try repository.updateReference("refs/heads/two", from: nil, to: commit, message: "two")
    try sandbox.git("fsck", "--strict")
  }
}
