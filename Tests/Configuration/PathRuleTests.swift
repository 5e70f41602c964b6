import Configuration
import Domain
import Testing

/// The rules of `paths` and `root`.
@Suite struct PathRuleTests {
  @Test(arguments: [
    ("\"\"", "the path `` is empty"),
    ("/etc", "the path `/etc` starts with `/`, expected one relative to the repository"),
    ("a/../b", "the path `a/../b` holds `..`"),
    ("..", "the path `..` holds `..`"),
    ("./a", "the path `./a` holds `.` as a folder"),
    ("a//b", "the path `a//b` holds `//`"),
    ("a//", "the path `a//` holds `//`"),
    (".git/hooks", "the path `.git/hooks` holds `.git`"),
    ("a/.GIT", "the path `a/.GIT` holds `.git`"),
    ("a\\", "the path `a\\` ends with a backslash"),
    ("\"a*\\\\\"", "the path `a*\\` ends with a backslash"),
    ("\"a\\nb\"", "the path `a\\u{a}b` holds a control character"),
    ("a/*/", "the path `a/*/` ends with `/`, which a pattern cannot, since it matches files"),
    ("a/*/..", "the path `a/*/..` holds `..`"),
    (
      "\":(glob)a\"",
      "the path `:(glob)a` starts with `:`, expected one without git's pathspec magic"
    ),
    (
      "\"managed:triggers\"",
      "the path `managed:triggers` is in the repository `managed`, which `repositories` does not name"
    ),
    ("~", "expected a path, found nothing"),
    ("{ a: b }", "expected a path, found a mapping"),
  ]) func `what is not a path of the repository`(_ path: String, _ message: String) throws {
    let told = try Told.item("paths: [b, \(path)]\ntargets: [t]")
    #expect(told.texts == ["4:16: error: \(message)"])
    #expect(told.configuration?.broken.map(\.name) == ["x"])
  }

  @Test(arguments: [
    (".", PathPattern.Kind.literal(.root)),
    ("data", .literal(GitPath("data"))),
    ("data/", .literal(GitPath("data"))),
    ("a/.gitignore", .literal(GitPath("a/.gitignore"))),
    ("a b/ü[1].yaml", .literal(GitPath("a b/ü[1].yaml"))),
    ("...", .literal(GitPath("..."))),
    ("a\\b", .literal(GitPath("a\\b"))),
    ("a/b:c", .literal(GitPath("a/b:c"))),
    ("data/*.yaml", .glob(Array("data/*.yaml".utf8))),
    ("**", .glob(Array("**".utf8))),
    ("a?", .glob(Array("a?".utf8))),
  ]) func `a path is literal unless it has a wildcard`(
    _ path: String, _ kind: PathPattern.Kind
  ) throws {
    let told = try Told.item("paths: ['\(path)']\ntargets: [t]")
    #expect(told.texts == [])
    #expect(told.configuration?.item(named: "x")?.paths == [PathPattern(kind: kind)])
  }

  @Test(arguments: [
    ("[]", "4:12: error: expected at least one path, found none"),
    ("", "4:11: error: expected at least one path, found none"),
    ("data", "4:12: error: expected a list of paths, found `data`, did you mean `[data]`?"),
    ("{ a: b }", "4:12: error: expected a list of paths, found a mapping"),
  ]) func `paths are a list with at least one`(_ paths: String, _ text: String) throws {
    #expect(try Told.item("paths: \(paths)\ntargets: [t]").texts == [text])
  }

  @Test func `a path that is there twice is a warning`() throws {
    let told = try Told.item("paths: [a, a/]\ntargets: [t]")
    #expect(told.texts == ["4:16: warning: the path `a/` is there twice"])
    #expect(told.configuration?.item(named: "x")?.paths.count == 1)
  }

  @Test(
    arguments: [
      ("[data/a, data]", "data", []),
      ("[data/a]", "data/", []),
      ("[\"data/**/*.yaml\"]", "data", []),
      ("[a]", ".", []),
      ("[data/a, other]", "data", ["4:21: error: the path `other` is not below the root `data`"]),
      ("[database]", "data", ["4:13: error: the path `database` is not below the root `data`"]),
      ("[\"dat*/x\"]", "data", ["4:13: error: the path `dat*/x` is not below the root `data`"]),
      ("[.]", "data", ["4:13: error: the path `.` is not below the root `data`"]),
      (
        "[data/a]", "/data",
        [
          "6:11: error: the path `/data` starts with `/`, expected one relative to "
            + "the repository"
        ]
      ),
      ("[data/a]", "data/..", ["6:11: error: the path `data/..` holds `..`"]),
      ("[data/a]", "\"dat*\"", ["6:11: error: expected a plain folder, found `dat*`"]),
      (
        "[data/a]", "\"managed:data\"",
        ["6:11: error: expected a plain folder, found `managed:data`"]
      ),
      ("[data/a]", "[data]", ["6:11: error: expected a folder, found a list"]),
      ("[data/a]", "\"\"", ["6:11: error: the path `` is empty"]),
    ] as [(String, String, [String])]) func `all paths of an item are below its root`(
      _ paths: String, _ root: String, _ texts: [String]
    ) throws
  {
    let told = try Told.item("paths: \(paths)\ntargets: [t]\nroot: \(root)")
    #expect(told.texts == texts)
    #expect(told.configuration?.broken.isEmpty == texts.isEmpty)
  }
}
