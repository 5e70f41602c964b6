import Fixtures
import Foundation
import Testing

/// A branch that was force-pushed: refused until somebody says what the target has.
struct RewrittenHistoryTests {
  let world: World
  let deployed: String

  init() throws {
    world = try World(HelpDesk.adHoc, files: HelpDesk.files)
    deployed = try world.server.git("rev-parse", "main")
    world.now = "2026-11-20T00:00:00Z"
    try world.deploysync("apply")
    world.history.commit(
      "Begin again", parents: [],
      snapshot: [
        "deploysync.yaml": .text(HelpDesk.adHoc), "data/triggers/a.yaml": "title: A\n",
        "data/triggers/z.yaml": "title: Z\n",
      ])
    try world.history.write(to: world.server)
  }

  @Test func `apply refuses and names the way on`() throws {
    let ledger = try world.ledger()
    let result = try world.deploysync("apply")
    #expect(result.status == 3, "\(result.all)")
    #expect(result.text.contains("rewritten"), "\(result.all)")
    #expect(result.text.contains("deploysync baseline triggers@production --at COMMIT"))
    #expect(world.target().count == 1)
    #expect(try world.ledger() == ledger)
  }

  @Test func `the changes stay exact while the deployed commit is still here`() throws {
    let queued = try world.deploysync("queued", "--fetch", "--format", "json").json
    let binding = queued.binding("triggers")
    #expect(binding["rewritten"] == true)
    #expect(binding["changes"].list.map { $0["path"] } == ["data/triggers/z.yaml"])
    let text = try world.deploysync("queued").text
    #expect(text.contains("history was rewritten: "), "\(text)")
  }

  @Test func `where the deployed commit is gone, entries are null with the reason`() throws {
    try world.clone.git("fetch", "-q")
    try world.clone.git("reset", "-q", "--hard", "origin/main")
    try world.clone.git("reflog", "expire", "--expire=now", "--all")
    try world.clone.git("gc", "-q", "--prune=now")
    try #require(try world.clone.runGit(["cat-file", "-e", deployed]).status != 0)
    let queued = try world.deploysync("queued", "--format", "json").json
    let binding = queued.binding("triggers")
    #expect(binding["rewritten"] == true)
    #expect(binding.keys.contains("entries") && binding["entries"] == .null)
    #expect(binding["why"].text?.isEmpty == false)
    #expect(binding["changes"].list.map { $0["path"] } == ["data/triggers/z.yaml"])
    #expect(try world.deploysync("apply").status == 3)
    #expect(try world.deploysync("ledger", "verify").status == 0)
    let baseline = try world.deploysync("baseline", "triggers@production", "--at", "main")
    #expect(baseline.status == 0, "\(baseline.all)")
    #expect(try world.deploysync("apply").status == 0)
    #expect(world.target().count == 2)
  }

  @Test func `a baseline names the new place, and the next run goes on`() throws {
    let first = try world.deploysync("baseline", "triggers@production", "--at", "main")
    #expect(first.status == 0, "\(first.all)")
    #expect(first.text.contains("data/triggers/z.yaml"), "\(first.all)")
    let result = try world.deploysync("apply")
    #expect(result.status == 0, "\(result.all)")
    #expect(world.target() == ["triggers/a.yaml": "title: A\n", "triggers/z.yaml": "title: Z\n"])
    #expect(try world.deploysync("ledger", "verify").status == 0)
  }

  @Test func `a baseline at a commit that is not on the branch is refused`() throws {
    let ledger = try world.ledger()
    let result = try world.deploysync("baseline", "triggers@production", "--at", deployed)
    #expect(result.status != 0, "\(result.all)")
    #expect(try world.ledger() == ledger)
  }
}
