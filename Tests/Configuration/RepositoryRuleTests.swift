import Configuration
import Domain
import Testing

/// `repositories` in both files, and paths of other repositories.
struct RepositoryRuleTests {
  private func item(_ lines: String, repositories: String = "[managed]") throws -> Told {
    let indented = lines.split(separator: "\n").map { "    \($0)\n" }.joined()
    return try Told("version: 1\nrepositories: \(repositories)\nitems:\n  x:\n\(indented)")
  }

  @Test func `an item takes content from a repository that the file names`() throws {
    let told = try item("paths: [data/a, 'managed:triggers', 'managed:**/*.yaml']\ntargets: [t]")
    #expect(told.texts == [])
    let configuration = try #require(told.configuration)
    #expect(configuration.repositories == ["managed"])
    let item = try #require(configuration.items.first)
    #expect(item.paths.map(\.repository) == ["control", "managed", "managed"])
    #expect(item.paths[1].kind == .literal(GitPath("triggers")))
    #expect(item.otherRepositories == ["managed"])
  }

  @Test(arguments: [
    (
      "managd:a",
      "the path `managd:a` is in the repository `managd`, which `repositories` does not name, "
        + "did you mean `managed`?"
    ),
    (
      "managed:/a", "the path `managed:/a` starts with `/`, expected one relative to the repository"
    ),
    ("managed:", "the path `managed:` is empty"),
    ("managed:../a", "the path `managed:../a` holds `..`"),
  ]) func `a path of another repository that cannot be one disables its item`(
    _ path: String, _ message: String
  ) throws {
    let told = try item("paths: ['\(path)']\ntargets: [t]")
    #expect(told.texts == ["5:13: error: \(message)"])
    #expect(told.configuration?.broken.map(\.name) == ["x"])
  }

  @Test(arguments: [
    ("[control]", "the name `control` is that of this repository, expected another one"),
    ("[a, a]", "the repository `a` is named twice, first in line 2"),
    ("['a:b']", "the repository name `a:b` cannot be a part of a ref of git's"),
    ("[a..b]", "the repository name `a..b` cannot be a part of a ref of git's"),
    ("['a/b']", "the repository name `a/b` holds `/`"),
    ("[x.lock]", "the repository name `x.lock` cannot be a part of a ref of git's"),
  ]) func `names that cannot be one are refused`(_ names: String, _ message: String) throws {
    let told = try item("paths: [a]\ntargets: [t]", repositories: names)
    #expect(told.isRefused)
    #expect(told.texts.count == 1 && told.texts[0].hasSuffix("error: \(message)"))
  }

  @Test func `the root need not hold the paths of another repository`() throws {
    #expect(
      try item("paths: [data/a, 'managed:triggers']\nroot: data\ntargets: [t]").texts == [])
    #expect(
      try item("paths: [other/a, 'managed:data/b']\nroot: data\ntargets: [t]").texts
        == ["5:13: error: the path `other/a` is not below the root `data`"])
  }

  @Test func `the targets file says where they are`() throws {
    let file = try TargetsFile.read(
      Array(
        """
        targets: {}
        repositories:
          web: { url: "https://git.example.com/content.git", branch: live }
          ssh: { url: "git@git.example.com:support/content.git" }
          disk: { path: /srv/content.git }
        """.utf8), file: "t")
    #expect(
      file.repositories == [
        "web": .init(location: "https://git.example.com/content.git", branch: "live"),
        "ssh": .init(location: "git@git.example.com:support/content.git"),
        "disk": .init(location: "/srv/content.git"),
      ])
  }

  @Test(arguments: [
    ("{ url: \"https://ops:secret@example.com/a.git\" }", "the URL holds a password"),
    ("{ url: --upload-pack=x:y }", "expected the URL of a repository"),
    ("{ url: here }", "expected the URL of a repository"),
    ("{ path: relative }", "expected an absolute path"),
    ("{ branch: main }", "expected `url` or `path` in the repository `x`"),
    ("{ url: \"a:b\", path: /a }", "expected either `url` or `path`"),
    ("{ path: /a, branch: refs/heads/main }", "expected a branch without `refs/heads/`"),
    ("{ path: /a, depth: 1 }", "unknown key `depth`"),
  ]) func `a place that cannot be one refuses the targets file`(
    _ place: String, _ message: String
  ) throws {
    let error = try #require(throws: ConfigurationError.self) {
      try TargetsFile.read(
        Array("targets: {}\nrepositories: { x: \(place) }".utf8), file: "t")
    }
    #expect(error.problems.count == 1 && error.problems[0].message.hasPrefix(message))
    #expect(!error.causes.joined().contains("secret"))
  }

  @Test(
    arguments: [
      ("{}", .asked, 120), ("{ fetch: auto }", .auto, 120), ("{ timeout: 90s }", .asked, 90),
      ("{ fetch: auto, timeout: 1d }", .auto, 86_400),
    ] as [(String, TargetsFile.Fetching, Int64)])
  func `how git is used can be said`(
    _ git: String, _ fetching: TargetsFile.Fetching, _ seconds: Int64
  ) throws {
    let file = try TargetsFile.read(Array("targets: {}\ngit: \(git)\n".utf8), file: "t")
    #expect(file.fetching == fetching && file.gitTimeoutSeconds == seconds)
  }

  @Test(arguments: [
    ("{ timeout: 0s }", "expected a time from `1s` to `1d`"),
    ("{ timeout: 25h }", "expected a time from `1s` to `1d`"),
    ("{ timeout: 120 }", "expected a number with `s`, `m`, `h` or `d`"),
    ("{ timeout: [2m] }", "expected a number with `s`, `m`, `h` or `d`"),
    ("{ fetch: always }", "expected"),
    ("{ limit: 2m }", "unknown key `limit`"),
    ("auto", "expected a mapping such as `{ fetch: auto }`"),
  ]) func `what cannot be said of git refuses the targets file`(
    _ git: String, _ message: String
  ) throws {
    let error = try #require(throws: ConfigurationError.self) {
      try TargetsFile.read(Array("targets: {}\ngit: \(git)\n".utf8), file: "t")
    }
    #expect(error.problems.count == 1 && error.problems[0].message.hasPrefix(message))
  }
}
