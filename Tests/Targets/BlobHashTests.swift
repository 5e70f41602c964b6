import Domain
import Fixtures
import Foundation
import Testing

@testable import Targets

@Suite struct BlobHashTests {
  @Test func `content is named as git names it, at every length around a block`() throws {
    let scratch = try Scratch()
    let lengths = Array(0...140) + [255, 256, 1000, 65_535, 65_536, 300_001]
    var random = SeededGenerator(seed: Seeds.standardBase)
    var contents: [[UInt8]] = []
    for (index, length) in lengths.enumerated() {
      let bytes = (0..<length).map { _ in UInt8.random(in: .min ... .max, using: &random) }
      contents.append(bytes)
      try Data(bytes).write(to: URL(fileURLWithPath: "\(scratch.root)/f\(index)"))
    }
    let names = lengths.indices.map { "f\($0)" }
    let git = try run(
      ["git", "hash-object", "--no-filters"] + names, in: scratch.root
    ).output.split(separator: "\n").map(String.init)
    #expect(git.count == lengths.count)
    #expect(git == contents.map { BlobHash.id(of: $0).hex })

    let read = try scratch.reader.read(names.map { GitPath($0) })
    for (index, name) in names.enumerated() {
      let id = try #require(ObjectID(hex: git[index]))
      #expect(read[GitPath(name)] == .object(LiveObject(mode: .regular, content: id)))
    }
  }

  @Test func `pieces of any size give the hash of the whole`() throws {
    try forEachSeed(200) { seed, random in
      let bytes = (0..<Int.random(in: 0...400, using: &random)).map { _ in
        UInt8.random(in: .min ... .max, using: &random)
      }
      var pieces = BlobHash(length: bytes.count)
      var rest = bytes[...]
      while !rest.isEmpty {
        let piece = Array(rest.prefix(Int.random(in: 0...150, using: &random)))
        piece.withUnsafeBytes { pieces.update($0) }
        rest = rest.dropFirst(piece.count)
      }
      #expect(pieces.finish() == BlobHash.id(of: bytes), "seed \(seed)")
    }
  }

  @Test func `the empty blob has the ID that is the same everywhere`() {
    #expect(BlobHash.id(of: []) == .emptyBlob)
  }
}
