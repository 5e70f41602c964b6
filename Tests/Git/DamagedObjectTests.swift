import Domain
import FoundationEssentials
import Git
import Testing

/// Objects that a power cut left damaged, and that are to be stored again.
struct DamagedObjectTests {
  let sandbox: Sandbox
  let path: String

  init() throws {
    sandbox = try Sandbox()
    path = try sandbox.makeRepository()
  }

  /// Cuts a loose object short, as after a power cut on a disk that lied about syncing.
  private func cut(_ id: ObjectID) throws {
    let file = path + "/.git/objects/\(id.hex.prefix(2))/\(id.hex.dropFirst(2))"
    let bytes = try #require(FileManager.default.contents(atPath: file))
    try FileManager.default.removeItem(atPath: file)
    try bytes.prefix(bytes.count / 2).write(to: URL(filePath: file))
  }

  private func expectSound() throws {
    #expect(try sandbox.line("fsck", "--full", "--no-dangling") == "")
  }

  @Test func `a blob that was cut short is written anew`() throws {
    let id = try Repository.open(path).writeBlob(Array("some text\n".utf8))
    try cut(id)
    let repository = try Repository.open(path)
    #expect(throws: RepositoryError.self) { try repository.blob(id) }
    #expect(try repository.writeBlob(Array("some text\n".utf8)) == id)
    #expect(try Repository.open(path).blob(id) == Array("some text\n".utf8))
    try expectSound()
  }

  @Test func `trees that were cut short are written anew, at any depth`() throws {
    let first = try Repository.open(path)
    let content = try first.writeBlob(Array("some text\n".utf8))
    let changes = [GitPath("a/b/c"): FileVersion(mode: .regular, content: content)]
    let tree = try first.replacing(changes, in: .emptyTree)
    let inner = try #require(try first.entry(at: GitPath("a/b"), in: tree)).id
    for id in [inner, tree] {
      try cut(id)
      #expect(try Repository.open(path).replacing(changes, in: .emptyTree) == tree)
      #expect(try Repository.open(path).files(in: tree).count == 1)
      try expectSound()
    }
  }

  @Test func `a commit that was cut short is written anew`() throws {
    let repository = try Repository.open(path)
    let empty = FileVersion(mode: .regular, content: try repository.writeBlob([]))
    let tree = try repository.replacing([GitPath("a"): empty], in: .emptyTree)
    let person = Signature(
      person: Person(name: "Olga", email: "olga@example.com"), time: Timestamp(seconds: 1),
      offsetMinutes: 0)
    func write() throws -> ObjectID {
      try Repository.open(path).createCommit(
        tree: tree, parents: [], author: person, committer: person, message: "One\n")
    }
    let id = try write()
    try cut(id)
    #expect(try write() == id)
    #expect(try Repository.open(path).commit(id).tree == tree)
    try expectSound()
  }
}
