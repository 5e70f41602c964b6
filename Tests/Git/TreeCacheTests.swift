import Domain
import Testing

@testable import Git

struct TreeCacheTests {
  private func tree(_ number: Int, bytes count: Int) -> (RawTree, ObjectID) {
    let bytes = Array(repeating: UInt8(truncatingIfNeeded: number), count: count)
    return (RawTree(bytes: bytes), Repository.blobID(of: bytes))
  }

  @Test func `it never holds more than its limit`() {
    var cache = TreeCache(limitBytes: 1000)
    for number in 0..<200 {
      let (tree, id) = tree(number, bytes: 10 + number % 90)
      cache.insert(tree, id)
      #expect(cache.bytes <= 1000)
      #expect(cache.tree(id) == tree)
      #expect(cache.bytes <= 1000)
    }
    #expect(cache.bytes > 400)
  }

  @Test func `what is used stays`() {
    var cache = TreeCache(limitBytes: 1000)
    let (first, id) = tree(255, bytes: 50)
    cache.insert(first, id)
    for number in 0..<100 {
      let (tree, other) = tree(number, bytes: 50)
      cache.insert(tree, other)
      #expect(cache.tree(id) == first)
    }
    let (unused, gone) = tree(0, bytes: 50)
    #expect(unused.bytes.count == 50)
    #expect(cache.tree(gone) == nil)
  }

  @Test func `a tree larger than half of it is not kept`() {
    var cache = TreeCache(limitBytes: 100)
    let (large, id) = tree(1, bytes: 51)
    cache.insert(large, id)
    #expect(cache.tree(id) == nil)
    #expect(cache.bytes == 0)
  }
}
