import Domain
import Testing

struct PathPatternTests {
  private func matches(_ pattern: String, _ path: String) -> Bool {
    PathPattern(pattern).matches(GitPath(path))
  }

  @Test func `a star stays within a folder and two stars cross folders`() {
    #expect(matches("data/*.yaml", "data/a.yaml"))
    #expect(!matches("data/*.yaml", "data/sub/b.yaml"))
    #expect(matches("data/**/*.yaml", "data/a.yaml"))
    #expect(matches("data/**/*.yaml", "data/sub/deep/b.yaml"))
    #expect(matches("data/**", "data/sub/b"))
    #expect(!matches("data/**", "data"))
    #expect(matches("**/b", "b"))
    #expect(!matches("**/b", "ab"))
  }

  @Test func `a pattern that fits a folder does not take its files along`() {
    #expect(!matches("data/*", "data/sub/b.yaml"))
    #expect(!matches("d?ta", "data/a.yaml"))
  }

  @Test func `a folder that is literally named like the pattern is the pattern's`() {
    #expect(matches("data/a*", "data/a*/b.yaml"))
    #expect(!matches("data/a*", "data/ab/b.yaml"))
  }

  @Test func `stars right behind the literal beginning count as if they opened a folder`() {
    // git compares the literal beginning by itself and matches the rest as a pattern of its own
    // (git_fnmatch in git's dir.c).
    #expect(matches("a**/b", "ab"))
    #expect(matches("a**/b", "ax/y/b"))
    #expect(!matches("?a**/b", "xax/y/b"))
  }

  @Test func `brackets alone do not make a pattern`() {
    #expect(PathPattern("data/[ab]").kind == .literal(GitPath("data/[ab]")))
    #expect(matches("[ab]*", "a.yaml"))
    #expect(!matches("[ab]*", "c.yaml"))
  }

  @Test func `the first byte of a range is in the set whichever way the range goes`() {
    #expect(matches("**[c-a]", "xc"))
    #expect(!matches("**[c-a]", "xb"))
    #expect(matches("[a-[[:space:]b]/**", "a/x"))
    #expect(matches("[a-[[:space:]b]/**", "b/x"))
    #expect(!matches("[a-[[:space:]b]/**", "c/x"))
  }

  @Test func `stars before an escaped slash cross folders, and keep that slash`() {
    #expect(matches("a/**\\/b", "a/x/y/b"))
    #expect(!matches("a/**\\/b", "a/b"))
  }

  @Test func `a plain path is a file or a whole folder and never a prefix of a name`() {
    #expect(matches("data", "data"))
    #expect(matches("data/", "data/sub/a.yaml"))
    #expect(!matches("data", "data2/a.yaml"))
    #expect(!matches("data/a", "data"))
    #expect(matches(".", "any/thing"))
  }

  @Test func `the literal prefix is the folder that everything is in`() {
    let prefixes = [
      "data/triggers": "data/triggers", "data/*.yaml": "data", "data/**/a": "data", "*": "",
      "data/sub/a?": "data/sub", "[ab]*/c": "", "data/x*y/z": "data", ".": "", "a\\b/c*": "",
    ]
    for (pattern, prefix) in prefixes {
      #expect(PathPattern(pattern).literalPrefix == GitPath(prefix), "\(pattern)")
    }
  }

  @Test func `everything that a pattern matches is in or below its literal prefix`() {
    for pattern in ["a/b*", "a/**", "a/b/?", "a/b*/c", "**"].map({ PathPattern($0) }) {
      for path in ["a", "a/b", "a/bc", "a/b/c", "a/b/c/d", "a/b*/x", "b/a"].map({ GitPath($0) })
      where pattern.matches(path) {
        #expect(path.isOrIsBelow(pattern.literalPrefix), "\(pattern) \(path)")
      }
    }
  }

  @Test func `it is shown as it was written`() {
    #expect(PathPattern("data/").description == "data")
    #expect(PathPattern(".").description == ".")
    #expect(PathPattern("data/*.yaml").description == "data/*.yaml")
    #expect(PathPattern("x/\u{1B}*").description == "\"x/\\033*\"")
    #expect(PathPattern("data", repository: "managed").description == "managed:data")
  }
}
