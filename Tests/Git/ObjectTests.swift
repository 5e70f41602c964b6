import Domain
import Git
import Testing

struct ObjectTests {
  let sandbox: Sandbox
  let repository: Repository

  init() throws {
    sandbox = try Sandbox()
    repository = try Repository.open(try sandbox.makeRepository())
  }

  @Test(arguments: [0, 1, 1000, 1 << 20])
  func `a blob is what git stores`(count: Int) throws {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    let id = Repository.blobID(of: bytes)
    let hash = try sandbox.git(["hash-object", "--stdin"], input: bytes)
    #expect(String(decoding: hash, as: UTF8.self) == id.hex + "\n")
    #expect(!repository.contains(id))
    #expect(try repository.writeBlob(bytes) == id)
    #expect(repository.contains(id))
    #expect(try repository.blob(id) == bytes)
    #expect(try repository.blobSize(id) == count)
    #expect(try sandbox.git("cat-file", "blob", id.hex) == bytes)
  }

  @Test func `an object of another kind is named`() throws {
    let commit = try sandbox.commit("One")
    #expect(throws: RepositoryError.wrongKind(commit, expected: .blob, found: "commit")) {
      _ = try repository.blob(commit)
    }
    #expect(throws: RepositoryError.wrongKind(commit, expected: .blob, found: "commit")) {
      _ = try repository.blobSize(commit)
    }
    #expect(throws: RepositoryError.wrongKind(commit, expected: .tree, found: "commit")) {
      _ = try repository.tree(commit)
    }
    try sandbox.git("tag", "-a", "-m", "x", "v1")
    let tag = try #require(try repository.reference("refs/tags/v1"))
    #expect(throws: RepositoryError.wrongKind(tag, expected: .commit, found: "tag")) {
      _ = try repository.commit(tag)
    }
  }

  @Test func `all commits with a prefix are found, and nothing else`() throws {
    var parent = try sandbox.commit("Start")
    func blob(_ number: Int) -> ObjectID { Repository.blobID(of: Array("blob \(number)".utf8)) }
    // Enough objects that some share four digits.
    var commits: [ObjectID] = [parent]
    var stream = ""
    for number in 0..<900 {
      stream += "commit refs/heads/x\ncommitter A <a@example.com> \(number) +0000\ndata 0\n\n"
    }
    try sandbox.git(["fast-import", "--quiet"], input: Array(stream.utf8))
    commits += try sandbox.line("rev-list", "x").split(separator: "\n").compactMap {
      ObjectID(hex: $0)
    }
    parent = commits[1]
    // One that is no commit shares the digits of one that is.
    var number = 0
    while !commits.contains(where: { $0.hex.hasPrefix(blob(number).hex.prefix(4)) }) { number += 1 }
    _ = try repository.writeBlob(Array("blob \(number)".utf8))
    for isPacked in [false, true] {
      if isPacked { try sandbox.git("repack", "-q", "-a", "-d", "-k") }
      let again = try Repository.open(sandbox.folder("repo"))
      var shared = 0
      let groups = Dictionary(grouping: commits) { String($0.hex.prefix(4)) }
      for (prefix, group) in groups {
        let expected = group.sorted()
        shared += expected.count - 1
        #expect(try again.commits(startingWith: prefix) == expected)
      }
      #expect(shared > 0)
      #expect(try again.commits(startingWith: parent.hex) == [parent])
      #expect(try again.commits(startingWith: parent.hex.uppercased()) == [parent])
    }
    for text in ["", "abc", "zzzz", parent.hex + "0", "main", "HEAD", ":/x", "-abcd"] {
      #expect(try repository.commits(startingWith: text).isEmpty)
    }
    #expect(try repository.commits(startingWith: ObjectID.emptyBlob.hex).isEmpty)
  }
}
