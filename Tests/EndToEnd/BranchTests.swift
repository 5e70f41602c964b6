import Fixtures
import Foundation
import Testing

/// Which commits count as merged.
struct BranchTests {
  let world: World

  init() throws {
    world = try World(HelpDesk.adHoc, files: HelpDesk.files)
    world.now = "2026-11-20T00:00:00Z"
  }

  private func head(_ arguments: String..., in path: String? = nil) throws -> Answer {
    let result = try world.start(["queued", "--format", "json"] + arguments, in: path).wait()
    #expect(result.status == 0, "\(result.all)")
    return try result.json["head"]
  }

  @Test func `a local commit that the remote does not have is never deployed`() throws {
    try world.clone.commit("Mine", files: ["data/triggers/mine.yaml": "title: mine\n"])
    let result = try world.deploysync("apply")
    #expect(result.status == 0, "\(result.all)")
    #expect(world.target() == ["triggers/a.yaml": "title: A\n"])
    #expect(try head()["ref"] == "refs/remotes/origin/main")
  }

  @Test func `apply fetches what was merged since`() throws {
    try world.merge(1, "Add B", ["data/triggers/b.yaml": "title: B\n"])
    try world.deploysync("apply")
    #expect(world.target().count == 2)
  }

  @Test func `two remotes and none named is an error with the setting that helps`() throws {
    try world.clone.git("remote", "add", "fork", world.server.path)
    for command in ["queued", "apply"] {
      let result = try world.deploysync(command)
      #expect(result.status == 4, "\(result.all)")
      #expect(
        result.errorText.contains("there are several remotes (fork, origin)"), "\(result.all)")
      #expect(result.errorText.contains("git config deploysync.remote"), "\(result.all)")
    }
    #expect(world.target() == [:])
    try world.clone.git("config", "deploysync.remote", "origin")
    #expect(try world.deploysync("apply").status == 0)
  }

  @Test func `a remote that is configured and not there is an error`() throws {
    try world.clone.git("config", "deploysync.remote", "upstream")
    let result = try world.deploysync("apply")
    #expect(result.status == 4, "\(result.all)")
    #expect(result.errorText.contains("origin"), "\(result.all)")
  }

  @Test func `a tag named like the branch does not win`() throws {
    let merged = try world.server.git("rev-parse", "refs/heads/main")
    try world.clone.commit("Mine", files: ["data/triggers/mine.yaml": "title: mine\n"])
    for tag in ["main", "origin/main", "refs/remotes/origin/main"] {
      try world.clone.git("tag", tag)
    }
    #expect(try head()["commit"] == .text(merged))
    #expect(try head("--head", "main")["commit"] == .text(merged))
    try world.deploysync("apply")
    #expect(world.target() == ["triggers/a.yaml": "title: A\n"])
  }

  @Test func `the remote's own HEAD says which branch, whatever is checked out`() throws {
    try world.clone.git("switch", "-q", "-c", "topic")
    try world.clone.git("switch", "-q", "--detach")
    #expect(try head()["ref"] == "refs/remotes/origin/main")
  }

  @Test func `a clone that does not know the remote's HEAD asks the remote`() throws {
    try world.clone.git("remote", "set-head", "origin", "--delete")
    try world.clone.git("switch", "-q", "-c", "topic")
    #expect(try head()["ref"] == "refs/remotes/origin/main")
    let offline = try world.deploysync("queued", "--offline")
    #expect(offline.status == 4, "\(offline.all)")
    #expect(offline.errorText.contains("git remote set-head origin --auto"), "\(offline.all)")
  }

  @Test func `a checkout as CI makes it, detached and without branches, works`() throws {
    let path = world.folder.path("build")
    try world.clone.git("init", "-q", "-b", "nothing", path)
    let git = { (arguments: [String]) in _ = try world.clone.git(["-C", path] + arguments) }
    try git(["remote", "add", "origin", "file://\(world.server.path)"])
    try git(["fetch", "-q", "origin", "+refs/heads/main:refs/remotes/origin/main"])
    try git(["checkout", "-q", "--detach", "origin/main"])
    #expect(try head("--fetch", in: path)["ref"] == "refs/remotes/origin/main")
    #expect(try world.deploysync("apply", in: path).status == 0)
    #expect(world.target().count == 1)
  }

  @Test func `branch in the file must agree with the branch in use`() throws {
    try world.push("Name it", ["deploysync.yaml": .text(HelpDesk.adHoc + "branch: live\n")])
    let result = try world.deploysync("apply")
    #expect(result.status == 78, "\(result.all)")
    #expect(
      result.errorText.contains(
        "deploysync.yaml says `branch: live`, and the branch in use is main"))
    #expect(world.target() == [:])
  }

  @Test func `deploysync.branch names another branch, with --head one can look at any`() throws {
    let live = world.history.commit(
      "Live", on: "live", parents: world.history.tip().map { [$0] },
      changes: ["data/triggers/live.yaml": "title: live\n"])
    let id = try #require(try world.history.write(to: world.server)[live])
    try world.clone.git("fetch", "-q")
    #expect(try head("--head", "live")["commit"] == .text(id))
    #expect(try head("--head", "live")["ref"] == .null)
    #expect(try head("--head", String(id.prefix(7)))["commit"] == .text(id))
    try world.clone.git("config", "deploysync.branch", "live")
    #expect(try head()["ref"] == "refs/remotes/origin/live")
    #expect(try head()["commit"] == .text(id))
  }

  @Test func `--head with what names nothing is wrong usage`() throws {
    for name in ["nothing", "123456", "HEAD~1", ":/Begin", "@{u}", "-x", "main^{tree}", "../x"] {
      let result = try world.deploysync("queued", "--head=\(name)")
      #expect(result.status == 64, "\(name): \(result.all)")
      #expect(result.text.isEmpty)
    }
  }
}
