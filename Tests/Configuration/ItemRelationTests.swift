import Configuration
import Domain
import Testing

/// What items say of each other.
@Suite struct ItemRelationTests {
  static func told(_ items: [String]) throws -> Told {
    let lines = items.map { "  \($0.replacing("{", with: "{ paths: [p], targets: [t], "))\n" }
    return try Told("version: 1\nitems:\n" + lines.joined())
  }

  @Test func `a circle breaks the items in it and no other`() throws {
    let told = try Self.told([
      "a: { after: [b] }", "b: { after: [c] }", "c: { after: [d, b] }", "d: { }",
    ])
    #expect(
      told.texts == [
        "4:43: error: `after` makes a circle of `b` and `c`",
        "5:46: error: `after` makes a circle of `b` and `c`",
      ])
    #expect(told.configuration?.items.map(\.name) == ["a", "d"])
    #expect(told.configuration?.broken.map(\.name) == ["b", "c"])
  }

  @Test func `a large circle is not listed whole`() throws {
    let told = try Self.told((0..<7).map { "i\($0): { after: [i\(($0 + 1) % 7)] }" })
    #expect(told.texts.count == 7)
    #expect(
      told.texts.first
        == "3:44: error: `after` makes a circle of `i0`, `i1`, `i2`, `i3`, `i4` and 2 more")
  }

  @Test func `an item can be after a broken one`() throws {
    let told = try Self.told(["a: { after: [b] }", "b: { prune: never }"])
    #expect(told.configuration?.items.map(\.name) == ["a"])
    #expect(told.configuration?.broken.map(\.name) == ["b"])
  }

  @Test func `a former name that two items claim breaks both`() throws {
    let told = try Self.told(["a: { was: old }", "b: { was: old }", "c: { was: older }"])
    #expect(
      told.texts == [
        "3:40: error: the former name `old` is claimed by `b` too",
        "4:40: error: the former name `old` is claimed by `a` too",
      ])
    #expect(told.configuration?.items.map(\.name) == ["c"])
  }

  @Test func `a long chain is no circle and takes no time`() throws {
    let count = 5000
    let told = try Self.told(
      (0..<count).map { $0 == 0 ? "i0: { }" : "i\($0): { after: [i\($0 - 1)] }" })
    #expect(told.texts == [])
    #expect(told.configuration?.items.count == count)
  }

  @Test func `the items in circles are those that can reach themselves, in random orders`() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = SplitMix(state: seed)
    for _ in 0..<100 {
      let count = Int.random(in: 1...9, using: &random)
      let edges = (0..<count).map { node in
        (0..<count).filter { $0 != node && Int.random(in: 0..<5, using: &random) == 0 }
      }
      let told = try Self.told(
        edges.indices.map { node in
          "i\(node): { after: [\(edges[node].map { "i\($0)" }.joined(separator: ", "))] }"
        })
      let expected = edges.indices.filter { start in
        var reached: Set<Int> = []
        var open = edges[start]
        while let node = open.popLast() {
          if reached.insert(node).inserted { open += edges[node] }
        }
        return reached.contains(start)
      }
      #expect(
        told.configuration?.broken.map(\.name) == expected.map { "i\($0)" }, "seed \(seed)")
    }
  }
}
