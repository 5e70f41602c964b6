import Fixtures
import Foundation
import Testing

/// `queued --format json`, key by key: what people script against.
struct QueuedContractTests {
  let world: World
  let begin: String
  let merge: String
  let side: String

  init() throws {
    world = try World(HelpDesk.triggers, files: HelpDesk.files, targets: ["production", "sandbox"])
    begin = try world.server.git("rev-parse", "main")
    try world.deploysync("apply", at: "2026-12-01T00:05:00Z")
    merge = try world.merge(
      12, "Add B", ["data/triggers/b.yaml": "title: B\n", "data/triggers/a.yaml": nil],
      at: "2026-12-02T10:00:00Z")
    side = try world.server.git("rev-parse", "main^2")
    world.now = "2026-12-03T00:00:00Z"
    try world.clone.git("fetch", "-q")
  }

  private func queued(_ arguments: String...) throws -> Answer {
    let result = try world.start(["queued", "--format", "json"] + arguments).wait()
    #expect(result.status == 0, "\(result.all)")
    return try result.json
  }

  @Test func `head and schema are at the top`() throws {
    let answer = try queued()
    #expect(answer.keys == ["bindings", "head", "schema"])
    #expect(answer["schema"] == 1)
    #expect(answer["head"].keys == ["commit", "ref"])
    #expect(answer["head"]["commit"] == .text(merge))
    #expect(answer["head"]["ref"] == "refs/remotes/origin/main")
    #expect(
      answer["bindings"].list.map { $0["target"] } == ["production", "sandbox"])
  }

  @Test func `a binding has all its keys`() throws {
    let production = try queued().binding("triggers@production")
    let promised = [
      "changes", "deployed", "deployment", "entries", "item", "leftBehind", "next", "rewritten",
      "schedule", "target",
    ]
    #expect(Set(promised).isSubset(of: production.keys))
    #expect(production["item"] == "triggers")
    #expect(production["deployment"] == "standard")
    #expect(production["schedule"] == "monthly")
    #expect(production["next"] == "2027-01-01T00:00:00Z")
    #expect(production["rewritten"] == false)
    #expect(production["leftBehind"] == [])

    let sandbox = try queued().binding("triggers@sandbox")
    #expect(sandbox["deployment"] == "ad-hoc")
    #expect(sandbox.keys.contains("schedule") && sandbox["schedule"] == .null)
    #expect(sandbox.keys.contains("next") && sandbox["next"] == .null)
  }

  @Test func `deployed tells commit, time, run and proof`() throws {
    let deployed = try queued().binding("triggers@production")["deployed"]
    #expect(deployed.keys == ["at", "commit", "commits", "proven", "run"])
    #expect(deployed["commit"] == .text(begin))
    #expect(deployed["commits"] == .object(["control": .text(begin)]))
    #expect(deployed["proven"] == true)
    #expect(deployed["at"].text?.hasPrefix("2026-12-01T00:05:0") == true)
    let history = try world.deploysync("history", "--format", "json").json
    #expect(deployed["run"] == history["runs"][0]["run"])
  }

  @Test func `an entry is the merge request`() throws {
    let entries = try queued().binding("triggers@production")["entries"].list
    #expect(entries.count == 1)
    let entry = try #require(entries.first)
    #expect(
      entry.keys == [
        "author", "commit", "committedAt", "mergeRequest", "repository", "status", "subject",
      ])
    #expect(entry["commit"] == .text(merge))
    #expect(entry["repository"] == "control")
    #expect(entry["subject"] == "Merge branch 'change-12' into 'main'")
    #expect(entry["author"].keys == ["email", "name"])
    #expect(entry["author"]["name"] == "Fixture Author")
    #expect(entry["author"]["email"] == "author@example.com")
    #expect(entry["committedAt"] == "2026-12-02T10:00:00Z")
    #expect(entry["mergeRequest"] == "support/config!12")
    #expect(entry["status"] == "queued")
  }

  @Test func `--commits adds what the entry brought in`() throws {
    let entry = try queued("--commits").binding("triggers@production")["entries"][0]
    #expect(entry["commits"] == [.text(side)])
  }

  @Test func `changes are by path, with kind and where a rename came from`() throws {
    let changes = try queued().binding("triggers@production")["changes"]
    #expect(
      changes.list.map(\.keys)
        == Array(
          repeating: ["from", "kind", "path", "repository"], count: 2))
    #expect(changes.list.map { $0["path"] } == ["data/triggers/a.yaml", "data/triggers/b.yaml"])
    #expect(changes.list.map { $0["kind"] } == ["deleted", "added"])
    #expect(changes.list.map { $0["repository"] } == ["control", "control"])
    #expect(changes.list.map { $0["from"] } == [.null, .null])

    try world.merge(
      13, "Rename B",
      [
        "data/triggers/b.yaml": nil, "data/triggers/c.yaml": "title: B\n",
        "data/triggers/a.yaml": "title: A\n",
      ])
    try world.deploysync("apply", "triggers@sandbox")
    try world.merge(
      14, "Rename C",
      [
        "data/triggers/c.yaml": nil, "data/triggers/d.yaml": "title: B\n",
        "data/triggers/a.yaml": .executable("title: A\n"),
      ])
    let sandbox = try queued("--fetch", "triggers@sandbox").binding("triggers")["changes"]
    #expect(sandbox.list.map { $0["kind"] } == ["modified", "renamed"])
    #expect(sandbox[1]["from"] == "data/triggers/c.yaml")
    #expect(sandbox[1]["path"] == "data/triggers/d.yaml")
  }

  @Test func `what was never deployed has null for it, and its whole history`() throws {
    try world.push(
      "Add an item",
      [
        "deploysync.yaml": .text(HelpDesk.triggers.replacing("sandbox", with: "other"))
      ])
    let other = try queued("--fetch").binding("triggers@other")
    #expect(other.keys.contains("deployed") && other["deployed"] == .null)
    #expect(other["entries"].list.map { $0["commit"] } == [.text(merge), .text(begin)])
    let text = try world.deploysync("queued", "triggers@other")
    #expect(text.text == "triggers@other  ad-hoc\n  never deployed: 2 entries, 1 file\n")
  }
}
