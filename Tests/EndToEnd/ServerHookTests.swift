import Fixtures
import Foundation
import Testing

/// `post-receive` in a server's bare repository, fired by a push.
struct ServerHookTests {
  let world: World

  init() throws {
    world = try World(HelpDesk.adHoc, files: HelpDesk.files)
    let now = try world.environment(at: "2026-11-20T12:00:00Z")
    world.clone.environment = now
  }

  private func install(_ arguments: String...) throws {
    let result = try world.start(["hook", "install"] + arguments, in: world.server.path).wait()
    try #require(result.status == 0, "\(result.all)")
  }

  private func push(_ refspec: String = "main") throws -> ProgramResult {
    try world.clone.runGit(["push", "-q", "origin", refspec])
  }

  @Test func `a push brings an ad-hoc change to the target`() throws {
    try install("--apply")
    let commit = try world.clone.commit("Add B", files: ["data/triggers/b.yaml": "title: B\n"])
    let result = try push()
    #expect(result.status == 0, "\(result.all)")
    #expect(world.target() == ["triggers/a.yaml": "title: A\n", "triggers/b.yaml": "title: B\n"])
    let history = try world.deploysync(
      "history", "--format", "json", in: world.server.path
    ).json
    #expect(history["runs"][0]["reason"] == "hook post-receive")
    #expect(history["runs"][0]["bindings"][0]["to"] == .text(commit))
  }

  @Test func `a push of another branch does nothing`() throws {
    try install("--apply")
    try world.clone.git("switch", "-q", "-c", "topic")
    try world.clone.commit("Add B", files: ["data/triggers/b.yaml": "title: B\n"])
    let result = try push("topic")
    #expect(result.all == "status 0\n")
    #expect(world.target() == [:])
    #expect(try world.ledger() == nil)
  }

  @Test func `without --apply the one who pushes sees what is queued`() throws {
    try world.deploysync("apply", in: world.server.path)
    try install()
    try world.clone.commit("Add B", files: ["data/triggers/b.yaml": "title: B\n"])
    let result = try push()
    #expect(result.status == 0)
    let lines = result.errorText.split(separator: "\n").map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    #expect(
      lines == [
        "remote: deploysync: triggers@production: 1 entry queued, 1 change",
        "remote: deploysync: see them with: deploysync queued",
      ])
    #expect(world.target().keys.sorted() == ["triggers/a.yaml"])
  }

  @Test func `a push of several branches and a tag deploys once`() throws {
    try install("--apply")
    try world.clone.commit("Add B", files: ["data/triggers/b.yaml": "title: B\n"])
    try world.clone.git("branch", "other")
    try world.clone.git("tag", "v1")
    try world.clone.git("push", "-q", "origin", "main", "other", "v1")
    #expect(world.target()["triggers/b.yaml"] == "title: B\n")
    let history = try world.deploysync(
      "history", "--format", "json", in: world.server.path
    ).json
    #expect(history["runs"].list.count == 1)
  }

  @Test func `a push to a tag named like the branch deploys nothing of it`() throws {
    try install("--apply")
    try world.clone.git("switch", "-q", "-c", "topic")
    try world.clone.commit("Add B", files: ["data/triggers/b.yaml": "title: B\n"])
    try world.clone.git("tag", "main")
    try world.clone.git("push", "-q", "origin", "refs/tags/main")
    #expect(world.target() == [:])
    try world.deploysync("apply", in: world.server.path)
    #expect(world.target().keys.sorted() == ["triggers/a.yaml"])
  }

  @Test func `a configuration that is broken by a push is told to the one who pushes`() throws {
    try install("--apply")
    try world.clone.commit("Break", files: ["deploysync.yaml": "version: 1\nitems: [\n"])
    let result = try push()
    #expect(result.status == 0)
    #expect(result.errorText.contains("deploysync.yaml:"), "\(result.all)")
    #expect(world.target() == [:])
  }
}
