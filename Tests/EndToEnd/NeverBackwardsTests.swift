import Fixtures
import Foundation
import Testing

/// No run ever takes a target back to an older commit.
struct NeverBackwardsTests {
  private func at(_ text: String) -> FixtureFile { .text("title: \(text)\n") }

  @Test func `a server that went back does not take the target with it`() throws {
    let world = try World(HelpDesk.adHoc, files: HelpDesk.files)
    world.now = "2026-11-20T00:00:00Z"
    let older = try world.merge(1, "Older", ["data/triggers/a.yaml": at("older")])
    let newer = try world.merge(2, "Newer", ["data/triggers/a.yaml": at("newer")])
    try world.deploysync("apply")
    let ledger = try world.ledger()
    try world.server.git("update-ref", "refs/heads/main", older)
    let stale = try world.deploysync("apply")
    #expect(stale.status == 3, "\(stale.all)")
    #expect(stale.text.contains(newer.prefix(10)), "\(stale.all)")
    #expect(world.target() == ["triggers/a.yaml": "title: newer\n"])
    #expect(try world.ledger() == ledger)
    try world.server.git("update-ref", "refs/heads/main", newer)
    #expect(try world.deploysync("apply").status == 0)
    #expect(try world.ledger() == ledger)
  }

  @Test func `post-receive of an older push after a newer one does not go back`() throws {
    let world = try World(HelpDesk.adHoc, files: HelpDesk.files)
    world.now = "2026-11-20T00:00:00Z"
    let first = try world.server.git("rev-parse", "main")
    let older = try world.merge(1, "Older", ["data/triggers/a.yaml": at("older")])
    try world.merge(2, "Newer", ["data/triggers/a.yaml": at("newer")])
    try world.deploysync("hook", "run", "post-receive", "--apply", in: world.server.path)
    try world.deploysync("apply", in: world.server.path)
    let line = Array("\(first) \(older) refs/heads/main\n".utf8)
    let late = try Program.run(
      BuiltBinary.path, ["hook", "run", "post-receive", "--apply"], in: world.server.path,
      environment: try world.environment(), input: line)
    #expect(late.status == 0, "\(late.all)")
    #expect(world.target() == ["triggers/a.yaml": "title: newer\n"])
  }

  @Test func `a late run after a baseline at head does not go back`() throws {
    let world = try World(HelpDesk.standard, files: HelpDesk.files)
    world.now = "2026-12-02T00:00:00Z"
    let head = try world.merge(
      1, "After the date", ["data/triggers/a.yaml": at("new")], at: "2026-12-01T10:00:00Z")
    try world.folder.write("title: new\n", to: "targets/production/triggers/a.yaml")
    let baseline = try world.deploysync("baseline", "triggers@production", "--at", "main")
    #expect(baseline.status == 0, "\(baseline.all)")
    let ledger = try world.ledger()
    for arguments in [["apply"], ["apply", "--late"]] {
      let result = try world.start(arguments).wait()
      #expect(result.status == 0, "\(result.all)")
      #expect(world.target() == ["triggers/a.yaml": "title: new\n"])
      #expect(try world.ledger() == ledger)
    }
    let status = try world.deploysync("status", "--format", "json").json.binding("triggers")
    #expect(status["deployed"]["commit"] == .text(head))
  }

  @Test func `a foxtrot merge does not take back what was deployed`() throws {
    let world = try World(HelpDesk.adHoc, files: HelpDesk.files)
    world.now = "2026-11-20T00:00:00Z"
    let base = try #require(world.history.tip())
    let deployed = world.history.commit("Deployed", changes: ["data/triggers/b.yaml": at("B")])
    try world.history.write(to: world.server)
    try world.deploysync("apply")
    // Somebody pulls main into a topic branch and pushes that as main: the first parent changes.
    let topic = world.history.commit(
      "Topic", on: nil, parents: [base], changes: ["data/triggers/c.yaml": at("C")])
    world.history.commit(
      "Merge branch 'main' into topic", parents: [topic, deployed],
      changes: ["data/triggers/b.yaml": at("B")])
    let ids = try world.history.write(to: world.server)
    let queued = try world.deploysync("queued", "--fetch", "--format", "json").json
    let git = try world.clone.git(
      "log", "--first-parent", "-m", "--format=%H", "\(ids[deployed] ?? "")..origin/main", "--",
      "data/triggers")
    #expect(
      queued.binding("triggers")["entries"].list.map { $0["commit"].text }
        == git.split(separator: "\n").map(String.init))
    let result = try world.deploysync("apply")
    #expect(result.status == 0, "\(result.all)")
    #expect(
      world.target() == [
        "triggers/a.yaml": "title: A\n", "triggers/b.yaml": "title: B\n",
        "triggers/c.yaml": "title: C\n",
      ])
  }

  @Test func `a foxtrot merge before the date does not take back a standard binding`() throws {
    let world = try World(HelpDesk.standard, files: HelpDesk.files)
    let base = try #require(world.history.tip())
    let deployed = world.history.commit(
      "Deployed", changes: ["data/triggers/b.yaml": at("B")],
      at: try seconds("2026-11-28T00:00:00Z"))
    try world.history.write(to: world.server)
    try world.deploysync("apply", at: "2026-12-01T00:05:00Z")
    #expect(world.target().count == 2)
    // On the new first-parent line the newest commit before January lacks what is deployed.
    let topic = world.history.commit(
      "Topic", on: nil, parents: [base], changes: ["data/triggers/c.yaml": at("C")],
      at: try seconds("2026-12-20T00:00:00Z"))
    world.history.commit(
      "Merge branch 'main' into topic", parents: [topic, deployed],
      changes: ["data/triggers/b.yaml": at("B")], at: try seconds("2027-01-01T00:00:10Z"))
    try world.history.write(to: world.server)
    let result = try world.deploysync("apply", at: "2027-01-01T00:05:00Z")
    #expect(result.status == 0, "\(result.all)")
    #expect(result.text.contains("a run never goes back"), "\(result.all)")
    #expect(world.target().count == 2)
    try world.deploysync("apply", at: "2027-02-01T00:05:00Z")
    #expect(world.target().count == 3)
  }

  @Test func `a change and its revert are never half deployed`() throws {
    let world = try World(HelpDesk.standard, files: HelpDesk.files)
    try world.deploysync("apply", at: "2026-12-01T00:05:00Z")
    try world.merge(1, "Try it", ["data/triggers/a.yaml": at("try")], at: "2026-12-30T00:00:00Z")
    try world.merge(2, "Revert it", ["data/triggers/a.yaml": at("A")], at: "2027-01-01T00:01:00Z")
    let result = try world.deploysync("apply", at: "2027-01-01T00:05:00Z")
    #expect(result.status == 0, "\(result.all)")
    #expect(world.target() == ["triggers/a.yaml": "title: A\n"])
    #expect(try world.deploysync("ledger", "verify").status == 0)
  }
}
