import Configuration
import Domain
import Foundation
import Testing

/// `kind: git` in `targets.yaml`.
@Suite struct BranchTargetTests {
  private func read(
    _ keys: String, name: String = "mirror"
  ) throws -> (target: TargetsFile.Target?, problems: [String]) {
    let file = try TargetsFile.read(
      Array("targets:\n  \(name): { kind: git, \(keys) }\n".utf8), file: "t")
    return (file.targets[name], file.broken[name]?.map(\.message) ?? [])
  }

  @Test func `a branch by its URL or path, and all that it can have`() throws {
    let short = try read("url: 'ssh://git@example.com/mirror.git', branch: live")
    #expect(short.problems == [])
    #expect(
      short.target?.kind
        == .git(.init(location: "ssh://git@example.com/mirror.git", branch: "live")))
    let scp = try read("url: 'git@example.com:mirror.git', branch: live")
    #expect(scp.target?.kind == .git(.init(location: "git@example.com:mirror.git", branch: "live")))
    let long = try read(
      "path: /srv/mirror.git, branch: team/live, folder: config/desk, "
        + "author: { name: Deployments, email: ops@example.com }, inactive: off, key: title, "
        + "compare: values, secrets: [pin]")
    #expect(long.problems == [])
    #expect(
      long.target
        == TargetsFile.Target(
          name: "mirror",
          kind: .git(
            .init(
              location: "/srv/mirror.git", branch: "team/live", folder: GitPath("config/desk"),
              authorName: "Deployments", authorEmail: "ops@example.com")),
          inactive: GitPath("off"), key: "title", comparison: .values, secrets: ["pin"]))
    let named = try read("path: /srv/m.git, branch: live, author: { name: Deployments }")
    #expect(
      named.target?.kind
        == .git(.init(location: "/srv/m.git", branch: "live", authorName: "Deployments")))
  }

  @Test(arguments: [
    ("branch: live", "expected `url` or `path` in the target `mirror`"),
    (
      "url: 'https://e.com/m.git', path: /srv/m.git, branch: live",
      "expected either `url` or `path` in the target `mirror`, found both"
    ),
    ("path: /srv/m.git", "expected `branch` in the target `mirror`"),
    (
      "path: m.git, branch: live",
      "expected an absolute path, such as `/srv/live`, found `m.git`"
    ),
    (
      "url: 'https://me:pw@e.com/m.git', branch: live",
      "the URL holds a password, expected one without: git asks its credential helper"
    ),
    (
      "path: /srv/m.git, branch: refs/heads/live",
      "expected a branch without `refs/heads/`, found `refs/heads/live`"
    ),
    (
      "path: /srv/m.git, branch: deploysync/ledger",
      "expected a branch that is not below `deploysync/`, found `deploysync/ledger`"
    ),
    (
      "path: /srv/m.git, branch: live, folder: /srv",
      "expected a folder of the branch, such as `config`, found `/srv`"
    ),
    ("path: /srv/m.git, branch: live, folder: a/.git", "the folder `a/.git` holds `.git`"),
    (
      "path: /srv/m.git, branch: live, author: { email: ops }",
      "expected the e-mail address of one person, such as `ops@example.com`, found `ops`"
    ),
    (
      "path: /srv/m.git, branch: live, author: { name: '<>' }",
      "expected a name such as `Deployments`, found `<>`"
    ),
    (
      "path: /srv/m.git, branch: live, author: { mail: a@b.c }",
      "unknown key `mail`"
    ),
    (
      "path: /srv/m.git, branch: live, credentials: { env: TOKEN }",
      "a `git` takes no `credentials`, expected git's own: its credential helpers, ssh keys"
    ),
    (
      "path: /srv/m.git, brunch: live, branch: live",
      "unknown key `brunch`"
    ),
  ]) func `what is wrong with one is told`(_ keys: String, _ problem: String) throws {
    let (target, problems) = try read(keys)
    #expect(target == nil)
    #expect(problems == [problem])
  }

  @Test func `the example of its page is read`() throws {
    let page = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../docs/git-targets.md").standardized
    let text = try String(contentsOf: page, encoding: .utf8)
    let example = try #require(
      text.components(separatedBy: "```yaml\n").dropFirst().first?
        .components(separatedBy: "```").first)
    let file = try TargetsFile.read(Array(example.utf8), file: "t")
    #expect(file.targets.keys.sorted() == ["mirror"] && file.broken.isEmpty)
  }

  @Test func `its name is one that a ref can have`() throws {
    let (target, problems) = try read("path: /srv/m.git, branch: live", name: "a~b")
    #expect(target == nil)
    #expect(
      problems == [
        "the target name `a~b` cannot be a part of a ref of git's, as that of a `git` must"
      ])
  }
}
