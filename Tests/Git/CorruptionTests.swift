import Domain
import FoundationEssentials
import Git
import Testing

struct CorruptionTests {
  let sandbox: Sandbox
  let path: String

  init() throws {
    sandbox = try Sandbox()
    path = try sandbox.makeRepository()
  }

  private func file(of id: ObjectID) -> String {
    path + "/.git/objects/\(id.hex.prefix(2))/\(id.hex.dropFirst(2))"
  }

  private func replace(_ id: ObjectID, by data: Data) throws {
    try FileManager.default.removeItem(atPath: file(of: id))
    try data.write(to: URL(filePath: file(of: id)))
  }

  private func expectCorrupted(
    _ id: ObjectID, _ kind: ObjectKind, _ read: (Repository) throws -> Void
  ) throws {
    let repository = try Repository.open(path)
    do {
      try read(repository)
      Issue.record("it was read")
    } catch let error as RepositoryError {
      guard case .corruptedObject(id, kind, let reason) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(!reason.isEmpty)
      #expect(error.hints == ["see what else is damaged: `git fsck --full`"])
      #expect(error.category == .unreadable)
    }
  }

  @Test(arguments: ["", "garbage", "x\u{9c}"])
  func `a loose object that cannot be unpacked is corrupted`(content: String) throws {
    try sandbox.write("text\n", to: "a")
    try sandbox.commit("One")
    let blob = try sandbox.id("HEAD:a")
    try replace(blob, by: Data(content.utf8))
    try expectCorrupted(blob, .blob) { _ = try $0.blob(blob) }
  }

  @Test func `an object with another one's content is corrupted, unless hashes are not verified`()
    throws
  {
    try sandbox.write("one\n", to: "a")
    try sandbox.write("two\n", to: "b")
    try sandbox.commit("One")
    let one = try sandbox.id("HEAD:a")
    let two = try sandbox.id("HEAD:b")
    let other = try #require(FileManager.default.contents(atPath: file(of: two)))
    try replace(one, by: other)
    try expectCorrupted(one, .blob) { _ = try $0.blob(one) }
    let careless = try Repository.open(path, verifyingHashes: false)
    #expect(try careless.blob(one) == Array("two\n".utf8))
  }

  @Test func `a packed object with a flipped bit is corrupted`() throws {
    let text = (0..<200).map { "line \($0 &* 7919)\n" }.joined()
    try sandbox.write(text, to: "a")
    try sandbox.commit("One")
    let blob = try sandbox.id("HEAD:a")
    try sandbox.git("repack", "-q", "-a", "-d")
    let folder = path + "/.git/objects/pack"
    let pack = try #require(
      FileManager.default.contentsOfDirectory(atPath: folder).first { $0.hasSuffix(".pack") })
    let file = folder + "/" + pack
    var data = try #require(FileManager.default.contents(atPath: file))
    let offset = try sandbox.line("verify-pack", "-v", file).split(separator: "\n")
      .first { $0.hasPrefix(blob.hex) }?.split(separator: " ").last.flatMap { Int($0) }
    data[try #require(offset) + 100] ^= 0x10
    try FileManager.default.removeItem(atPath: file)
    try data.write(to: URL(filePath: file))
    try expectCorrupted(blob, .blob) { _ = try $0.blob(blob) }
  }

  @Test(arguments: [
    "100644 a", "100644 a\0short", "999999 a\0aaaaaaaaaaaaaaaaaaaa", " a\0aaaaaaaaaaaaaaaaaaaa",
    "100644 \0aaaaaaaaaaaaaaaaaaaa", "100644 a/b\0aaaaaaaaaaaaaaaaaaaa",
    "000000 a\0aaaaaaaaaaaaaaaaaaaa", "77777777777100644 a\0aaaaaaaaaaaaaaaaaaaa", "x",
  ])
  func `a tree that git would not write is corrupted`(bytes: String) throws {
    let id = try sandbox.git(
      ["hash-object", "-t", "tree", "--literally", "-w", "--stdin"], input: Array(bytes.utf8))
    let tree = try #require(ObjectID(hex: String(decoding: id.prefix(40), as: UTF8.self)))
    try expectCorrupted(tree, .tree) { _ = try $0.tree(tree) }
    try expectCorrupted(tree, .tree) {
      try $0.compareTrees(nil, tree, enter: { _ in true }, visit: { _ in })
    }
    try expectCorrupted(tree, .tree) {
      try $0.compareTrees(tree, nil, enter: { _ in true }, visit: { _ in })
    }
  }

  @Test(arguments: ["", "tree 12\n", "parent x\n", "tree \(ObjectID.emptyTree.hex)\nparent 1\n\n"])
  func `a commit without tree or with half a parent is corrupted`(text: String) throws {
    let id = try sandbox.git(
      ["hash-object", "-t", "commit", "--literally", "-w", "--stdin"], input: Array(text.utf8))
    let commit = try #require(ObjectID(hex: String(decoding: id.prefix(40), as: UTF8.self)))
    try expectCorrupted(commit, .commit) { _ = try $0.link(commit) }
    try expectCorrupted(commit, .commit) { _ = try $0.commit(commit) }
  }

  @Test func `folders nested too deep end the reading and not the process`() throws {
    var tree = ObjectID.emptyTree
    let repository = try Repository.open(path)
    tree = try repository.writeTree([
      TreeEntry(name: [0x61], mode: .regular, id: try repository.writeBlob([]))
    ])
    for _ in 0..<1100 {
      tree = try repository.writeTree([TreeEntry(name: [0x61], mode: .folder, id: tree)])
    }
    func expectTooDeep(_ body: () throws -> Void) {
      #expect { try body() } throws: {
        guard case RepositoryError.tooDeep(_, limit: 1024) = $0 else { return false }
        return true
      }
    }
    expectTooDeep { _ = try repository.files(in: tree) }
    expectTooDeep { _ = try repository.filteredTree(tree) { _, _ in .some } }
    expectTooDeep {
      try repository.compareTrees(nil, tree, enter: { _ in true }, visit: { _ in })
    }
  }
}
