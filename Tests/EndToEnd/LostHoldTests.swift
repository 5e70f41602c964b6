import Fixtures
import Testing

/// A hold on a merge request that is in no repository any more.
struct LostHoldTests {
  let world: World
  let lost: String

  /// `!12` is held, and then the server's branch goes on without it and nobody keeps its objects.
  init() throws {
    world = try World(HelpDesk.adHoc, files: HelpDesk.files)
    world.now = "2026-11-20T00:00:00Z"
    try world.deploysync("apply")
    let base = try world.server.git("rev-parse", "main")
    lost = try world.merge(12, "Bad", ["data/triggers/a.yaml": "title: bad\n"])
    let held = try world.deploysync("hold", "triggers", "--only", "12", "--reason", "wait")
    guard held.status == 0 else { throw FixtureError(held.all) }
    try world.server.git("update-ref", "refs/heads/main", base)
    try world.clone.git("fetch", "-q", "origin", "+main:refs/remotes/origin/main")
    for repository in [world.server, world.clone] {
      try repository.git("reflog", "expire", "--expire=now", "--all")
      try repository.git("gc", "-q", "--prune=now")
    }
    guard try world.clone.runGit(["cat-file", "-e", lost]).status != 0 else {
      throw FixtureError("the entry is still here")
    }
  }

  @Test func `apply names the commit to release, and goes on once it is`() throws {
    try world.server.git(
      "update-ref", "refs/heads/main",
      try world.server.commitTree(
        "Better", changing: "data/triggers/a.yaml", to: "title: better\n"))
    let refused = try world.deploysync("apply")
    #expect(refused.status == 3, "\(refused.all)")
    let command = "deploysync release triggers@production --only \(lost.prefix(10))"
    #expect(refused.all.contains(command), "\(refused.all)")
    #expect(world.target()["triggers/a.yaml"] == "title: A\n")
    let released = try world.deploysync(
      "release", "triggers@production", "--only", String(lost.prefix(10)))
    #expect(released.status == 0, "\(released.all)")
    #expect(released.text.contains("released \(lost.prefix(10))"), "\(released.all)")
    let applied = try world.deploysync("apply")
    #expect(applied.status == 0, "\(applied.all)")
    #expect(world.target()["triggers/a.yaml"] == "title: better\n")
    #expect(try world.deploysync("ledger", "verify").status == 0)
  }

  @Test func `what is neither queued nor held is still refused`() throws {
    let result = try world.deploysync("release", "triggers", "--only", "0123456789")
    #expect(result.status == 64, "\(result.all)")
  }
}

extension FixtureRepository {
  /// A commit on top of `main` that changes one file, and is on no branch.
  fileprivate func commitTree(
    _ message: String, changing path: String, to text: String
  ) throws -> String {
    let blob = try git(["hash-object", "-w", "--stdin"], input: Array(text.utf8))
    let before = environment
    defer { environment = before }
    environment["GIT_INDEX_FILE"] = "\(self.path)/made-index"
    try git("read-tree", "main")
    try git("update-index", "--add", "--cacheinfo", "100644,\(blob),\(path)")
    return try git("commit-tree", git("write-tree"), "-p", "main", "-m", message)
  }
}
