import Fixtures
import Foundation
import Testing

/// Hooks that come to a lock, a limit, a freeze or a second repository. They never fail a pull.
struct GuardedHookTests {
  let server: ContentServer
  var world: World { server.world }

  init() throws {
    server = try ContentServer()
    try server.installHooks("--apply")
    let result = try world.deploysync("apply")
    guard result.status == 0 else { throw FixtureError(result.all) }
  }

  private func pull() throws -> ProgramResult {
    let result = try world.clone.runGit(["pull", "-q"])
    guard result.status == 0 else { throw FixtureError(result.all) }
    return result
  }

  private func change(_ number: Int, _ text: String) throws {
    try world.merge(number, "Change A", ["data/triggers/a.yaml": .text(text)])
  }

  @Test func `a pull brings what was merged in both repositories`() throws {
    try server.merge(2, "Greet", ["texts/hello.txt": "Good morning\n"])
    try change(3, "title: B\n")
    #expect(try pull().all.contains("done  update  managed:/texts/hello.txt"))
    #expect(
      world.target() == ["triggers/a.yaml": "title: B\n", "texts/hello.txt": "Good morning\n"])
  }

  @Test func `a pull on a locked binding deploys nothing and says whose lock it is`() throws {
    try world.deploysync("lock", "triggers", "--reason", "the vendor migrates")
    let ledger = try world.ledger()
    try change(3, "title: B\n")
    let said = try pull().all
    #expect(said.contains("triggers@production  refused"), "\(said)")
    #expect(said.contains("the vendor migrates"), "\(said)")
    #expect(said.contains("deploysync unlock triggers@production"), "\(said)")
    #expect(world.target()["triggers/a.yaml"] == "title: A\n")
    #expect(try world.ledger() == ledger)
    try world.deploysync("unlock", "triggers")
    try change(4, "title: C\n")
    _ = try pull()
    #expect(world.target()["triggers/a.yaml"] == "title: C\n")
  }

  @Test func `a pull over a limit deploys nothing and names the limit`() throws {
    try world.push(
      "Limit",
      [
        "deploysync.yaml": .text(
          ContentServer.configuration(binding: "deployment: ad-hoc, limits: { changes: 0 }"))
      ])
    try change(3, "title: B\n")
    let said = try pull().all
    #expect(said.contains("it is over the limit `changes`: 1, allowed 0"), "\(said)")
    #expect(said.contains("--limit-override"), "\(said)")
    #expect(world.target()["triggers/a.yaml"] == "title: A\n")
  }

  @Test func `a pull in a freeze deploys nothing and says until when`() throws {
    try world.push(
      "Freeze",
      [
        "deploysync.yaml": .text(
          ContentServer.configuration(
            binding: "deployment: ad-hoc",
            "calendar: { freezes: [ { from: 2026-11-15, to: 2026-11-30, reason: stocktaking } ] }"))
      ])
    try change(3, "title: B\n")
    let said = try pull().all
    #expect(said.contains("triggers@production  frozen"), "\(said)")
    #expect(said.contains("stocktaking"), "\(said)")
    #expect(world.target()["triggers/a.yaml"] == "title: A\n")
    // Nothing waits: nothing is said.
    world.now = "2026-12-01T00:05:00Z"
    world.clone.environment = try world.environment()
    try world.deploysync("apply")
    #expect(world.target()["triggers/a.yaml"] == "title: B\n")
    world.clone.environment = try world.environment(at: "2026-11-20T00:00:00Z")
    try world.push("Write", ["README.md": "words\n"])
    #expect(try pull().all == "status 0\n")
  }

  @Test func `a pull where the second repository is not known says so`() throws {
    try server.serve(knowsContent: false)
    try change(3, "title: B\n")
    let said = try pull().all
    #expect(said.contains("the item triggers takes content from the repository managed"), "\(said)")
    #expect(world.target()["triggers/a.yaml"] == "title: A\n")
  }

  @Test func `a pull where the second repository cannot be fetched deploys nothing`() throws {
    try FileManager.default.moveItem(
      atPath: server.content.path, toPath: world.folder.path("gone.git"))
    try change(3, "title: B\n")
    let said = try pull().all
    #expect(said.contains("the repository managed could not be fetched"), "\(said)")
    #expect(world.target()["triggers/a.yaml"] == "title: A\n")
  }

  @Test func `a push to the server brings both, and comes to a lock there`() throws {
    try world.clone.git("config", "core.hooksPath", "/dev/null")
    try server.installHooks(in: world.server.path, "--apply")
    // The server's repository has a ledger of its own, which takes over what is there.
    try world.deploysync("apply", in: world.server.path)
    try server.merge(2, "Greet", ["texts/hello.txt": "Good morning\n"])
    try world.clone.commit("Change A", files: ["data/triggers/a.yaml": "title: B\n"])
    let pushed = try world.clone.runGit(["push", "-q", "origin", "main"])
    #expect(pushed.status == 0, "\(pushed.all)")
    #expect(
      world.target() == ["triggers/a.yaml": "title: B\n", "texts/hello.txt": "Good morning\n"])
    let locked = try world.deploysync(
      "lock", "triggers", "--reason", "the vendor migrates", in: world.server.path)
    #expect(locked.status == 0, "\(locked.all)")
    try world.clone.commit("Change A", files: ["data/triggers/a.yaml": "title: C\n"])
    let again = try world.clone.runGit(["push", "-q", "origin", "main"])
    #expect(again.status == 0, "\(again.all)")
    #expect(again.all.contains("the vendor migrates"), "\(again.all)")
    #expect(world.target()["triggers/a.yaml"] == "title: B\n")
  }
}
