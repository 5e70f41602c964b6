import Domain
import Git
import Testing

struct RawCommitTests {
  let sandbox: Sandbox
  let repository: Repository
  private let person = Git.Signature(
    person: Person(name: "Ada", email: "ada@example.com"), time: Timestamp(seconds: 1_700_000_000),
    offsetMinutes: -90)

  init() throws {
    sandbox = try Sandbox()
    repository = try Repository.open(try sandbox.makeRepository())
  }

  private func signed(_ message: String, signature: String, parents: [ObjectID]) throws -> ObjectID
  {
    let content = try repository.commitContent(
      tree: .emptyTree, parents: parents, author: person, committer: person, message: message)
    return try repository.writeSignedCommit(content: content, signature: Array(signature.utf8))
  }

  @Test(arguments: ["one", "one\ntwo", "one\n\ntwo\n three"])
  func `a signature is taken out as the library takes it`(_ signature: String) throws {
    let parent = try sandbox.commit("Parent")
    for message in ["Message\n", "Without newline", "Two\n\ngpgsig paragraphs\n", ""] {
      let commit = try signed(message, signature: signature, parents: [parent])
      let raw = try repository.rawCommit(commit)
      let expected = try #require(try repository.signature(of: commit))
      #expect(raw.signature?.signature == expected.signature)
      #expect(raw.signature?.signedContent == expected.signedContent)
      #expect(raw.id == commit)
      #expect(raw.parents == [parent])
      #expect(raw.commit == (try repository.commit(commit)))
    }
  }

  @Test func `an unsigned commit has none, whatever its message says`() throws {
    let commit = try repository.createCommit(
      tree: .emptyTree, parents: [], author: person, committer: person,
      message: "Text\n\ngpgsig one\n")
    #expect(try repository.rawCommit(commit).signature == nil)
  }

  @Test func `what is replaced is replaced, and all else is as it was`() throws {
    let (a, b) = (try sandbox.commit("A"), try sandbox.commit("B"))
    let commit = try signed("Message\n\nmore", signature: "one\ntwo", parents: [a, b])
    let raw = try repository.rawCommit(commit)
    let new = try #require(raw.replacing(tree: .emptyTree, parents: [b]))
    #expect(
      new.id
        == (try repository.createCommit(
          tree: .emptyTree, parents: [b], author: person, committer: person,
          message: "Message\n\nmore")))
    #expect(try repository.writeCommit(new) == new.id)
    #expect(raw.replacing(tree: .emptyTree, parents: [])?.parents == [])
  }

  @Test func `what is no commit is none`() {
    #expect(RawCommit([]) == nil)
    #expect(RawCommit(Array("tree 1\n".utf8)) == nil)
  }

  @Test func `blobs are replaced at every path and mode, and back again`() throws {
    let old = try repository.writeBlob(Array("old".utf8))
    let new = try repository.writeBlob(Array("new".utf8))
    func tree(_ blob: ObjectID) throws -> ObjectID {
      try repository.replacing(
        [
          GitPath("in/a"): FileVersion(mode: .regular, content: blob),
          GitPath("in/sub/b"): FileVersion(mode: .executable, content: blob),
          GitPath("in/sub/l"): FileVersion(mode: .symbolicLink, content: blob),
          GitPath("in/m"): FileVersion(mode: .submodule, content: old),
          GitPath("out/a"): FileVersion(mode: .regular, content: old),
          GitPath("top"): FileVersion(mode: .regular, content: old),
        ], in: .emptyTree)
    }
    let (before, after) = (try tree(old), try tree(new))
    let there = BlobSubstitution([old: new], in: repository, folders: ["in"], writing: true)
    #expect(try there.root(before) == after)
    let back = BlobSubstitution([new: old], in: repository, folders: ["in"], writing: false)
    #expect(try back.root(after) == before)
    let places = try BlobSearch([new], in: repository, folders: ["in"]).places(in: after)
    #expect(places.map(\.path.text).sorted() == ["in/a", "in/sub/b", "in/sub/l"])
  }
}
