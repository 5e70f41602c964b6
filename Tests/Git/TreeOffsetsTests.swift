import Domain
import Testing

@testable import Git

/// A large tree is searched by halves, and says the same as when it is read from its start.
struct TreeOffsetsTests {
  private static func entry(_ name: [UInt8], isFolder: Bool, _ number: Int) -> [UInt8] {
    let id = [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 20)
    return Array((isFolder ? "40000 " : "100644 ").utf8) + name + [0] + id
  }

  /// Names that are each other's starts, with bytes around the slash and the zero that end them.
  private static func name(using generator: inout SeededGenerator) -> [UInt8] {
    let bytes: [UInt8] = [1, 0x2d, 0x2e, 0x30, 0x61, 0x62, 0xff]
    return (0..<Int.random(in: 1...4, using: &generator)).map { _ in
      bytes.randomElement(using: &generator) ?? 1
    }
  }

  @Test(arguments: 0..<40)
  func `each name is found as from the start on`(number: UInt64) throws {
    var generator = SeededGenerator(seed: number)
    var folders: [[UInt8]: Bool] = [:]
    for _ in 0..<Int.random(in: 0...200, using: &generator) {
      folders[Self.name(using: &generator)] = Bool.random(using: &generator)
    }
    let sorted = folders.sorted { a, b in
      (a.key + (a.value ? [0x2f] : [])).lexicographicallyPrecedes(b.key + (b.value ? [0x2f] : []))
    }
    let tree = RawTree(
      bytes: sorted.enumerated().flatMap {
        Self.entry($0.element.key, isFolder: $0.element.value, $0.offset)
      })
    let offsets = try #require(TreeOffsets(tree), "seed \(number)")
    var found = 0
    for name in Array(folders.keys) + (0..<100).map({ _ in Self.name(using: &generator) }) {
      let expected = try tree.entry(named: name[...])
      #expect(try offsets.entry(named: name[...], in: tree) == expected, "seed \(number) \(name)")
      if expected != nil { found += 1 }
    }
    #expect(found >= folders.count)
  }

  @Test func `a tree in another order, or with broken entries, is not searched by halves`() {
    let (a, b) = (Self.entry([0x61], isFolder: false, 1), Self.entry([0x62], isFolder: false, 2))
    #expect(TreeOffsets(RawTree(bytes: a + b)) != nil)
    #expect(TreeOffsets(RawTree(bytes: b + a)) == nil)
    #expect(TreeOffsets(RawTree(bytes: a + a)) == nil)
    #expect(TreeOffsets(RawTree(bytes: a + b.dropLast())) == nil)
  }

  @Test func `a repository finds all of a large folder, however often it looks`() throws {
    let sandbox = try Sandbox()
    let path = try sandbox.makeRepository()
    var stream = "commit refs/heads/main\ncommitter A <a@example.com> 1700000000 +0000\ndata 1\nx\n"
    for number in 0..<300 {
      stream += "M 100644 inline data/file \(number)\ndata 2\n\(number % 7)\n\n"
    }
    try sandbox.git(["fast-import", "--quiet"], input: Array(stream.utf8))
    let repository = try Repository.open(path)
    let head = try #require(ObjectID(hex: sandbox.line("rev-parse", "main")))
    let tree = try repository.link(head).tree
    for round in 0..<3 {
      for number in 0..<300 {
        let file = "data/file \(number)"
        let id = number < 7 ? try ObjectID(hex: sandbox.line("rev-parse", "main:\(file)")) : nil
        let entry = try repository.entry(at: GitPath(file), in: tree)
        #expect(entry != nil && (id == nil || entry?.id == id), "\(file), round \(round)")
      }
      #expect(try repository.entry(at: GitPath("data/file 300"), in: tree) == nil)
    }
  }
}
