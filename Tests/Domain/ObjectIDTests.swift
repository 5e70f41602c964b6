import Domain
import Fixtures
import Testing

struct ObjectIDTests {
  @Test func `bytes and digits survive each other`() throws {
    try forEachSeed(2) { seed, generator in
      for _ in 0..<500 {
        let bytes = (0..<20).map { _ in UInt8.random(in: 0...255, using: &generator) }
        let id = try #require(ObjectID(bytes: bytes))
        #expect(id.bytes == bytes, "seed \(seed)")
        #expect(ObjectID(hex: id.hex) == id, "seed \(seed)")
        #expect(ObjectID(hex: id.hex.uppercased()) == id, "seed \(seed)")
        #expect(id.hex.count == 40 && id.hex.hasPrefix(id.short), "seed \(seed)")
      }
    }
  }

  @Test func `IDs sort like their digits`() throws {
    try forEachSeed(1) { seed, generator in
      let ids = (0..<200).compactMap { _ in
        ObjectID(bytes: (0..<20).map { _ in UInt8.random(in: 0...2, using: &generator) })
      }
      #expect(ids.sorted().map(\.hex) == ids.map(\.hex).sorted(), "seed \(seed)")
    }
  }

  @Test func `git names the same empty tree and empty blob`() throws {
    let repository = try FixtureRepository()
    #expect(try repository.git("hash-object", "-t", "tree", "--stdin") == ObjectID.emptyTree.hex)
    #expect(try repository.git("hash-object", "--stdin") == ObjectID.emptyBlob.hex)
    #expect(ObjectID.zero.hex == String(repeating: "0", count: 40))
  }

  @Test(arguments: [
    "", "4b825dc642cb6eb9a060e54bf8d69288fbee490", "4b825dc642cb6eb9a060e54bf8d69288fbee49041",
    "gb825dc642cb6eb9a060e54bf8d69288fbee4904", " b825dc642cb6eb9a060e54bf8d69288fbee4904",
    "４b825dc642cb6eb9a060e54bf8d69288fbee4904",
  ])
  func `anything but forty digits is no ID`(text: String) {
    #expect(ObjectID(hex: text) == nil)
  }

  @Test func `anything but twenty bytes is no ID`() {
    #expect(ObjectID(bytes: [UInt8](repeating: 1, count: 19)) == nil)
    #expect(ObjectID(bytes: [UInt8](repeating: 1, count: 32)) == nil)
  }
}
