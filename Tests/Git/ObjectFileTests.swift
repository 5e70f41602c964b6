import Domain
import FoundationEssentials
import Testing

@testable import Git

/// Objects that are files of their own are read as git reads them; of any damage nothing is believed.
struct ObjectFileTests {
  private let sandbox: Sandbox
  private let path: String

  init() throws {
    sandbox = try Sandbox()
    path = try sandbox.makeRepository()
  }

  private func written(_ bytes: [UInt8]) throws -> ObjectID {
    let id = try sandbox.git(["hash-object", "-w", "--stdin"], input: bytes)
    return try #require(ObjectID(hex: String(decoding: id.prefix(40), as: UTF8.self)))
  }

  @Test func `blobs of any size are read without libgit2`() throws {
    let reader = try #require(ObjectFileReader(objects: path + "/.git/objects"))
    var generator = SeededGenerator(seed: 7)
    // Around the room that is guessed at first; some pack well, and some not at all.
    for size in [0, 1, 10, 4_000, 4_090, 4_096, 4_100, 16_384, 65_536, 3_000_000] {
      for packsWell in [true, false] {
        let bytes = (0..<size).map { _ in
          packsWell ? 0x61 : UInt8.random(in: 0...255, using: &generator)
        }
        let id = try written(bytes)
        let found = try #require(reader.object(id), "\(size)")
        #expect(found.kind == .blob && found.bytes == bytes, "\(size)")
      }
    }
    #expect(reader.object(.zero) == nil)
  }

  @Test func `a file with a changed byte, or cut anywhere, is refused`() throws {
    let content = Array("title: a\nactions: [one, two, three]\n".utf8)
    let id = try written(content)
    let hex = id.hex
    let file = "\(path)/.git/objects/\(hex.prefix(2))/\(hex.dropFirst(2))"
    let whole = Array(try #require(FileManager.default.contents(atPath: file)))
    try FileManager.default.removeItem(atPath: file)
    func check(_ bytes: [UInt8], _ comment: Comment) throws {
      try Data(bytes).write(to: URL(filePath: file))
      // Bits that a stream does not need may be other ones; its content may not.
      let read = try? Repository.open(path).blob(id)
      #expect(read == nil || read == content, comment)
    }
    for offset in whole.indices {
      var bytes = whole
      bytes[offset] ^= 0x10
      try check(bytes, "byte \(offset)")
      try check(Array(whole.prefix(offset)), "\(offset) bytes")
    }
    try check(whole + [0, 1, 2], "with more behind it")
    try check(whole, "as it was")
    #expect(try Repository.open(path).blob(id) == content)
  }

  @Test func `a whole object of another name is refused`() throws {
    let (id, other) = (try written([1, 2, 3]), try written([4, 5, 6]))
    func file(_ id: ObjectID) -> String {
      "\(path)/.git/objects/\(id.hex.prefix(2))/\(id.hex.dropFirst(2))"
    }
    try FileManager.default.removeItem(atPath: file(id))
    try FileManager.default.copyItem(atPath: file(other), toPath: file(id))
    #expect(throws: RepositoryError.self) { try Repository.open(path).blob(id) }
    #expect(try Repository.open(path).blob(other) == [4, 5, 6])
  }
}
