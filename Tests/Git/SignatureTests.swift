import Domain
import Git
import Testing

struct SignatureTests {
  let sandbox: Sandbox
  let repository: Repository
  private let person = Git.Signature(
    person: Person(name: "Ada", email: "ada@example.com"), time: Timestamp(seconds: 1_700_000_000),
    offsetMinutes: -90)

  init() throws {
    sandbox = try Sandbox()
    repository = try Repository.open(try sandbox.makeRepository())
  }

  /// A commit that git signs with a new key.
  private func signedCommit(_ message: String) throws -> ObjectID {
    let key = sandbox.folder("key")
    try sandbox.git("-c", "alias.key=!ssh-keygen -q -t ed25519 -N '' -C '' -f \(key) #", "key")
    try sandbox.git("config", "gpg.format", "ssh")
    try sandbox.git("config", "user.signingkey", key)
    try sandbox.git("commit", "-q", "-S", "--allow-empty", "--cleanup=verbatim", "-m", message)
    return try sandbox.id("HEAD")
  }

  @Test(arguments: ["Message\n", "Message without newline", "Two\n\nparagraphs\n\n\n"])
  func `a commit that git signed is taken apart and put together again`(message: String) throws {
    try sandbox.commit("Parent")
    let commit = try signedCommit(message)
    let parts = try #require(try repository.signature(of: commit))
    let lines = String(decoding: parts.signature, as: UTF8.self)
    #expect(lines.hasPrefix("-----BEGIN SSH SIGNATURE-----\n"))
    #expect(lines.hasSuffix("\n-----END SSH SIGNATURE-----"))
    let known = try repository.commit(commit)
    #expect(
      try repository.commitContent(
        tree: known.tree, parents: known.parents, author: known.author, committer: known.committer,
        message: known.message) == parts.signedContent)
    for newlines in [[], [0x0a], [0x0a, 0x0a]] as [[UInt8]] {
      #expect(
        try repository.writeSignedCommit(
          content: parts.signedContent, signature: parts.signature + newlines) == commit)
    }
    let other = try repository.writeSignedCommit(
      content: parts.signedContent, signature: Array("one\n\ntwo\n".utf8))
    #expect(other != commit)
    let raw = String(decoding: try sandbox.git("cat-file", "commit", other.hex), as: UTF8.self)
    #expect(raw.contains("\ngpgsig one\n \n two\n"))
    #expect(raw.hasSuffix("\n\n" + known.message))
    #expect(try repository.signature(of: other)?.signature == Array("one\n\ntwo".utf8))
    try sandbox.git("fsck", "--strict")
  }

  @Test func `an unsigned commit has none, whatever its message says`() throws {
    let commit = try repository.createCommit(
      tree: .emptyTree, parents: [], author: person, committer: person,
      message: "Text\n\ngpgsig -----BEGIN SSH SIGNATURE-----\n")
    #expect(try repository.signature(of: commit) == nil)
  }

  @Test func `content without a signature is what an unsigned commit holds`() throws {
    let parent = try sandbox.commit("Parent")
    let content = try repository.commitContent(
      tree: .emptyTree, parents: [parent], author: person, committer: person, message: "é\n")
    let commit = try repository.createCommit(
      tree: .emptyTree, parents: [parent], author: person, committer: person, message: "é\n")
    #expect(try sandbox.git("cat-file", "commit", commit.hex) == content)
    #expect(String(decoding: content, as: UTF8.self).contains("1700000000 -0130\n"))
  }

  @Test func `what is no commit, no signature or not here is an error`() throws {
    let content = try repository.commitContent(
      tree: .emptyTree, parents: [], author: person, committer: person, message: "x")
    for signature in ["", "\n", "a\0b"] {
      #expect(throws: InvalidObjectError.self) {
        try repository.writeSignedCommit(content: content, signature: Array(signature.utf8))
      }
    }
    #expect(throws: GitError.self) {
      try repository.writeSignedCommit(content: Array("x".utf8), signature: Array("s".utf8))
    }
    let blob = try repository.writeBlob(Array("x".utf8))
    #expect(throws: RepositoryError.wrongKind(blob, expected: .commit, found: "blob")) {
      _ = try repository.signature(of: blob)
    }
    #expect(throws: RepositoryError.missingObject(.zero, kind: .commit, isShallow: false)) {
      _ = try repository.signature(of: .zero)
    }
  }
}
