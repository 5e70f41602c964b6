import Domain
import Testing

@testable import Git

struct ByteCacheTests {
  private func tree(_ number: Int, bytes count: Int) -> ([UInt8], ObjectID) {
    let bytes = Array(repeating: UInt8(truncatingIfNeeded: number), count: count)
    return (bytes, Repository.blobID(of: bytes))
  }

  @Test func `it never holds more than its limit`() {
    var cache = ByteCache<ObjectID>(limitBytes: 1000)
    for number in 0..<200 {
      let (tree, id) = tree(number, bytes: 10 + number % 90)
      cache[id] = tree
      #expect(cache.bytes <= 1000)
      #expect(cache[id] == tree)
      #expect(cache.bytes <= 1000)
    }
    #expect(cache.bytes > 400)
  }

  @Test func `what is used stays`() {
    var cache = ByteCache<ObjectID>(limitBytes: 1000)
    let (first, id) = tree(255, bytes: 50)
    cache[id] = first
    for number in 0..<100 {
      let (tree, other) = tree(number, bytes: 50)
      cache[other] = tree
      #expect(cache[id] == first)
    }
    let (unused, gone) = tree(0, bytes: 50)
    #expect(unused.count == 50)
    #expect(cache[gone] == nil)
  }

  @Test func `a tree larger than half of it is not kept`() {
    var cache = ByteCache<ObjectID>(limitBytes: 100)
    let (large, id) = tree(1, bytes: 51)
    cache[id] = large
    #expect(cache[id] == nil)
    #expect(cache.bytes == 0)
  }
}
