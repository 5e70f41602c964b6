import Domain
import Fixtures
import Testing

@testable import Targets

@Suite struct NameCollisionTests {
  private func refusals(_ writing: [String], all: [String]) throws -> [String: String] {
    let result = try Refusals.of(
      writing: writing.map { desired($0, "x") }, all: all.map { GitPath($0) })
    return Dictionary(uniqueKeysWithValues: result.map { ($0.text, $1) })
  }

  @Test func `names that differ only by case are refused where they are written`() throws {
    #expect(
      try refusals(["data/a.yaml", "b"], all: ["data/a.yaml", "data/A.yaml", "b"]) == [
        "data/a.yaml": "its name and data/A.yaml are the same on systems that ignore case"
      ])
    #expect(
      try refusals(["Ä", "ä"], all: []) == [
        "Ä": "its name and ä are the same on systems that ignore case",
        "ä": "its name and Ä are the same on systems that ignore case",
      ])
    #expect(try refusals(["a/x"], all: ["A/X"]).count == 1)
  }

  @Test func `one letter in two spellings of Unicode is one name`() throws {
    let one = "caf\u{e9}"
    let two = "cafe\u{301}"
    let answer = try Refusals.of(writing: [desired(one, "x")], all: [GitPath(two)])
    #expect(answer.keys.map(\.bytes) == [Array(one.utf8)])
  }

  @Test func `a file and a folder of one name are refused, in any case`() throws {
    #expect(
      try refusals(["a"], all: ["a/b"]) == [
        "a": "it cannot be a file, because a/b is below a folder of that name"
      ])
    #expect(
      try refusals(["A/b/c"], all: ["a"]) == [
        "A/b/c": "it cannot be in a folder A, because a is a file"
      ])
    #expect(try refusals(["a/b/c", "a/b"], all: []).count == 2)
  }

  @Test func `an object does not collide with itself or its neighbours`() throws {
    #expect(try refusals(["a/b", "a/c", "ab", "a-b"], all: ["a/b", "a/b", "a/d", "abc"]) == [:])
    #expect(try refusals(["A/x", "a/y"], all: []) == [:])
  }

  @Test func `the answer is that of comparing every pair`() throws {
    let names = ["a", "A", "b", "a/a", "A/b", "b/a", "a/a/a", "B/A/b", "c", "\u{e9}", "E\u{301}"]
    try forEachSeed(200) { seed, random in
      let all = names.filter { _ in random.chance(50) }
      let writing = names.filter { _ in random.chance(30) }
      let found = try refusals(writing, all: all)
      for path in writing {
        let collides = (all + writing).contains { other in
          guard Array(other.utf8) != Array(path.utf8) else { return false }
          let (one, two) = (path.lowercased(), other.lowercased())
          return one == two || one.hasPrefix(two + "/") || two.hasPrefix(one + "/")
        }
        #expect((found[path] != nil) == collides, "seed \(seed): \(path) in \(all)")
      }
    }
  }
}
