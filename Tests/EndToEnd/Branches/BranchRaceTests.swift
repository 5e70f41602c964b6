import Fixtures
import Foundation
import Testing

/// A branch that others push to as well, and a server that says no.
struct BranchRaceTests {
  /// A mirror with a first deployment, and a change of one object that is merged.
  private func changed() throws -> Mirror {
    let mirror = try Mirror()
    try mirror.push("Begin", ["README": "1\n"])
    let first = try mirror.apply()
    guard first.status == 0 else { throw FixtureError(first.all) }
    try mirror.merge(["data/triggers/a.yaml": "title: AA\n"])
    return mirror
  }

  /// Expects that the next run brings what is merged, and that then there is nothing to do.
  private func expectOrder(_ mirror: Mirror, commits: Int) throws {
    let next = try mirror.apply()
    #expect(next.status == 0, "\(next.all)")
    #expect(try mirror.texts()["triggers/a.yaml"] == "title: AA")
    #expect(try mirror.subjects().count == commits)
    let ledger = try mirror.world.ledger()
    #expect(try mirror.apply().status == 0)
    #expect(try mirror.world.ledger() == ledger)
    #expect(try mirror.subjects().count == commits)
    #expect(try mirror.world.deploysync("ledger", "verify").status == 0)
    #expect(try mirror.flaws() == "")
  }

  @Test func `a commit of others on other files is built on`() throws {
    let mirror = try changed()
    let move = try mirror.othersPush(["README": "2\n", "more": "m\n"])
    let result = try mirror.apply(aroundPush: "if once move; then \(move); fi")
    #expect(result.status == 0, "\(result.all)")
    #expect(
      try mirror.texts() == [
        "README": "2", "more": "m", "triggers/a.yaml": "title: AA", "triggers/b.yaml": "title: B",
      ])
    #expect(try mirror.subjects().count == 4)
    #expect(try mirror.repository.git("rev-list", "--merges", "live") == "")
    try expectOrder(mirror, commits: 4)
  }

  @Test func `a push that lands while the server takes ours is built on`() throws {
    let mirror = try changed()
    let move = try mirror.othersPush(["README": "2\n"]).replacing("\"$git\"", with: "git")
    try mirror.hook("update", "mkdir \"$(dirname \"$0\")/../once\" 2>/dev/null && \(move); exit 0")
    let result = try mirror.apply()
    #expect(result.status == 0, "\(result.all)")
    #expect(try mirror.texts()["README"] == "2")
    try expectOrder(mirror, commits: 4)
  }

  @Test func `a commit of others on our object is a conflict that is named`() throws {
    let mirror = try changed()
    let move = try mirror.othersPush(["triggers/a.yaml": "title: theirs\n"])
    let result = try mirror.apply(aroundPush: "if once move; then \(move); fi")
    #expect(result.status == 1, "\(result.all)")
    #expect(
      result.all.contains("nothing was pushed: triggers/a.yaml changed since it was planned"),
      "\(result.all)")
    #expect(try mirror.texts()["triggers/a.yaml"] == "title: theirs")
    let drift = try mirror.apply()
    #expect(drift.status == 3, "\(drift.all)")
    #expect(try mirror.apply("--overwrite-drift").status == 0)
    try expectOrder(mirror, commits: 4)
  }

  @Test func `a file of others in the place of a folder is a conflict`() throws {
    let mirror = try changed()
    try mirror.merge(["data/triggers/new/c.yaml": "title: C\n"])
    let move = try mirror.othersPush(["triggers/new": "a file\n"])
    let result = try mirror.apply(aroundPush: "if once move; then \(move); fi")
    #expect(result.status == 1, "\(result.all)")
    #expect(
      result.all.contains("triggers/new/c.yaml changed since it was planned"), "\(result.all)")
    #expect(result.all.contains("triggers/new is no folder"), "\(result.all)")
    #expect(try mirror.texts()["triggers/new"] == "a file")
    #expect(try mirror.texts()["triggers/a.yaml"] == "title: A")
  }

  @Test func `others who push all the time end it after some tries`() throws {
    let mirror = try changed()
    let git = "GIT_COMMITTER_NAME=x GIT_COMMITTER_EMAIL=x GIT_AUTHOR_NAME=x GIT_AUTHOR_EMAIL=x "
    let repository = mirror.repository.path
    let result = try mirror.apply(
      aroundPush: """
        "$git" -C \(repository) update-ref refs/heads/live $(\(git) \
        "$git" -C \(repository) commit-tree -p live -m again 'live^{tree}')
        """)
    #expect(result.status == 1, "\(result.all)")
    #expect(result.all.contains("others push to live all the time"), "\(result.all)")
    #expect(try mirror.texts()["triggers/a.yaml"] == "title: A")
    try expectOrder(mirror, commits: 13)
  }

  @Test func `a hook that refuses the push is told in its words, and nothing is recorded`() throws {
    let mirror = try changed()
    let tip = try mirror.tip()
    try mirror.hook(
      "pre-receive",
      "echo x >>\"$(dirname \"$0\")/../tries\"; printf 'live is \\033[31mprotected\\n' >&2; exit 1")
    let result = try mirror.apply()
    #expect(result.status == 1, "\(result.all)")
    let words =
      "the repository did not take the commit: live is [31mprotected [remote rejected] "
      + "(pre-receive hook declined)"
    #expect(result.all.contains(words), "\(result.all)")
    #expect(!result.all.contains("\u{1b}"))
    #expect(mirror.world.folder.text(of: "mirror.git/tries") == "x\n")
    #expect(try mirror.tip() == tip)
    let queued = try mirror.world.deploysync("queued", "--format", "json").json
    #expect(queued.binding("triggers")["changes"].list.count == 1)
    try mirror.hook("pre-receive", nil)
    try expectOrder(mirror, commits: 3)
  }

  @Test func `a protected branch is never forced`() throws {
    let mirror = try changed()
    try mirror.repository.git("config", "receive.denyNonFastForwards", "true")
    try mirror.repository.git("config", "receive.denyDeletes", "true")
    try expectOrder(mirror, commits: 3)
  }

  @Test func `an answer that is lost is found out`() throws {
    let mirror = try changed()
    let result = try mirror.apply(
      aroundPush:
        "\"$git\" \"$@\" >/dev/null 2>&1; echo 'fatal: the remote end hung up' >&2; exit 128")
    #expect(result.status == 0, "\(result.all)")
    #expect(try mirror.subjects().count == 3)
    try expectOrder(mirror, commits: 3)
  }

  @Test func `a push that did not arrive is made again`() throws {
    let mirror = try changed()
    let result = try mirror.apply(
      aroundPush: "if once lost; then echo 'fatal: the remote end hung up' >&2; exit 128; fi")
    #expect(result.status == 0, "\(result.all)")
    try expectOrder(mirror, commits: 3)
  }

  @Test func `where it cannot be found out, the next run does`() throws {
    let mirror = try changed()
    // The push is done, and after it the repository cannot be reached.
    let gone = mirror.world.folder.path("gone.git")
    let result = try mirror.apply(
      aroundPush: "\"$git\" \"$@\" >/dev/null 2>&1; mv \(mirror.repository.path) \(gone); exit 128")
    #expect(result.status == 1, "\(result.all)")
    #expect(result.all.contains("it is not known whether the repository took the commit"))
    let record = try mirror.world.deploysync("queued", "--format", "json").json
    #expect(record.binding("triggers")["changes"].list.count == 1)
    try FileManager.default.moveItem(atPath: gone, toPath: mirror.repository.path)
    try expectOrder(mirror, commits: 3)
  }

  @Test func `a branch that was rewritten or deleted is drift, by what it holds`() throws {
    let mirror = try changed()
    #expect(try mirror.apply().status == 0)
    let good = try #require(try mirror.tip())
    try mirror.force(try mirror.repository.git("rev-parse", "live~1"))
    let drift = try mirror.world.deploysync("drift", "--exit-code", "--format", "json")
    #expect(drift.status == 2, "\(drift.all)")
    #expect(drift.text.contains("triggers/a.yaml"), "\(drift.all)")
    #expect(!drift.text.contains("triggers/b.yaml"), "\(drift.all)")
    try mirror.repository.git("update-ref", "-d", "refs/heads/live")
    let gone = try mirror.world.deploysync("drift", "--exit-code", "--format", "json")
    #expect(gone.status == 2, "\(gone.all)")
    #expect(gone.text.contains("triggers/b.yaml"), "\(gone.all)")
    try mirror.force(good)
    #expect(try mirror.world.deploysync("drift", "--exit-code").status == 0)
  }
}
