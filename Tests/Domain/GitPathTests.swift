import Domain
import Testing

struct GitPathTests {
  @Test func `a path is below a folder only at a slash`() {
    let data = GitPath("data")
    #expect(GitPath("data").isOrIsBelow(data))
    #expect(GitPath("data/a").isOrIsBelow(data))
    #expect(!GitPath("data2").isOrIsBelow(data))
    #expect(!GitPath("dat").isOrIsBelow(data))
    #expect(data.isOrIsBelow(.root))
    #expect(!GitPath.root.isOrIsBelow(data))
  }

  @Test func `stripping a folder leaves what is below it`() {
    #expect(GitPath("data/a/b").relative(to: GitPath("data")) == GitPath("a/b"))
    #expect(GitPath("data/a/b").relative(to: .root) == GitPath("data/a/b"))
    #expect(GitPath("data").relative(to: GitPath("data")) == nil)
    #expect(GitPath("data2/a").relative(to: GitPath("data")) == nil)
  }

  @Test func `components are what stands between slashes`() {
    #expect(
      GitPath("a/b/c").components.map { String(decoding: $0, as: UTF8.self) } == ["a", "b", "c"])
    #expect(GitPath.root.components.isEmpty)
    #expect(GitPath("a/b/c").lastComponent == Array("c".utf8)[...])
    #expect(GitPath("c").lastComponent == Array("c".utf8)[...])
  }

  @Test func `appending joins with a slash except at the root`() {
    #expect(GitPath.root.appending(Array("a".utf8)) == GitPath("a"))
    #expect(GitPath("a").appending(Array("b".utf8)) == GitPath("a/b"))
  }

  @Test func `paths sort by their bytes`() {
    let sorted = ["a", "a-b", "a/b", "ab", "z", "ä"].map { GitPath($0) }
    #expect(sorted.shuffled().sorted() == sorted)
  }
}
