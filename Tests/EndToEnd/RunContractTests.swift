import Fixtures
import Foundation
import Testing

/// `apply` and `history` with `--format json`, key by key.
struct RunContractTests {
  let world: World
  let begin: String
  let later: String

  init() throws {
    world = try World(HelpDesk.triggers, files: HelpDesk.files, targets: ["production", "sandbox"])
    begin = try world.server.git("rev-parse", "main")
    later = try world.merge(
      1, "Add B", ["data/triggers/b.yaml": "title: B\n"], at: "2026-12-01T00:00:01Z")
    world.now = "2026-12-01T00:05:00Z"
  }

  @Test func `apply prints the run's record`() throws {
    let result = try world.deploysync("apply", "--format", "json")
    #expect(result.status == 0, "\(result.all)")
    let record = try result.json
    for key in ["schema", "run", "startedAt", "finishedAt", "by", "reason", "bindings"] {
      #expect(record.keys.contains(key), "\(key)")
    }
    #expect(record["schema"] == 1)
    #expect(record["by"] == "Fixture Author <author@example.com>")
    #expect(record["reason"] == "apply")
    #expect(record["startedAt"].text?.hasPrefix("2026-12-01T00:05:0") == true)
    #expect(record["run"].text?.hasPrefix("20261201T00050") == true)

    let production = record.binding("triggers@production")
    #expect(
      production.keys == [
        "excluded", "from", "item", "objects", "occurrence", "outcome", "target", "to", "why",
      ])
    #expect(production["outcome"] == "applied")
    #expect(production["occurrence"] == "2026-12-01T00:00:00Z")
    #expect(production["from"] == .null)
    #expect(production["to"] == .text(begin))
    #expect(production["excluded"] == 1)
    #expect(production["objects"].list.count == 1)
    let object = production["objects"][0]
    #expect(Set(["action", "error", "outcome", "path"]).isSubset(of: object.keys))
    #expect(object["path"] == "data/triggers/a.yaml")
    #expect(object["action"] == "create")
    #expect(object["outcome"] == "done")
    #expect(object["error"] == .null)

    let sandbox = record.binding("triggers@sandbox")
    #expect(sandbox["occurrence"] == .null)
    #expect(sandbox["to"] == .text(later))
    #expect(sandbox["excluded"] == 0)
  }

  @Test func `the record is the one that the ledger keeps and history shows`() throws {
    let record = try world.deploysync("apply", "--format", "json").json
    let run = try #require(record["run"].text)
    let history = try world.deploysync("history", "--format", "json").json
    #expect(history.keys == ["next", "redactions", "runs", "schema"])
    #expect(history["next"] == .null && history["redactions"].list.isEmpty)
    #expect(history["runs"].list == [record])
    let stored = try world.clone.gitBytes(
      "show", "\(World.ledger):runs/2026/12/\(run).json")
    #expect(try JSONDecoder().decode(Answer.self, from: Data(stored)) == record)
  }

  @Test func `a run with nothing to do tells so for each binding, and is no run of history`() throws
  {
    try world.deploysync("apply")
    let ledger = try world.ledger()
    let record = try world.deploysync("apply", "--format", "json").json
    #expect(record["bindings"].list.map { $0["outcome"] } == ["notDue", "unchanged"])
    #expect(record["bindings"].list.allSatisfy { $0["why"].text?.isEmpty == false })
    #expect(record["bindings"].list.allSatisfy { $0["objects"] == [] })
    #expect(try world.ledger() == ledger)
    #expect(try world.deploysync("history", "--format", "json").json["runs"].list.count == 1)
  }

  @Test func `update, delete, rename and leaveBehind are told as such`() throws {
    try world.push(
      "Prune",
      [
        "deploysync.yaml": .text(
          HelpDesk.triggers.replacing("ad-hoc }", with: "ad-hoc, prune: delete }"))
      ])
    try world.deploysync("apply")
    try world.merge(
      2, "Change",
      [
        "data/triggers/a.yaml": nil, "data/triggers/b.yaml": "title: new\n",
        "data/triggers/c.yaml": "title: C\n",
      ])
    let first = try world.deploysync("apply", "--format", "json").json.binding("triggers@sandbox")
    #expect(
      first["objects"].list.map { $0["action"] } == ["delete", "update", "create"]
        || Set(first["objects"].list.map(\.description)).count == 3, "\(first)")
    #expect(world.target("sandbox").keys.sorted() == ["triggers/b.yaml", "triggers/c.yaml"])

    try world.merge(
      3, "Rename",
      ["data/triggers/c.yaml": nil, "data/triggers/d.yaml": "title: C\n"])
    let second = try world.deploysync("apply", "--format", "json").json
      .binding("triggers@sandbox")["objects"]
    #expect(second.list.map { $0["action"] } == ["rename"], "\(second)")
    #expect(second[0]["path"] == "data/triggers/d.yaml")
    #expect(world.target("sandbox").keys.sorted() == ["triggers/b.yaml", "triggers/d.yaml"])
  }

  @Test func `what prune never leaves is in the run, in queued and in status`() throws {
    try world.deploysync("apply")
    try world.merge(2, "Remove A", ["data/triggers/a.yaml": nil])
    let record = try world.deploysync("apply", "--format", "json").json
    let objects = record.binding("triggers@sandbox")["objects"]
    #expect(objects.list.map { $0["action"] } == ["leaveBehind"], "\(objects)")
    #expect(world.target("sandbox")["triggers/a.yaml"] == "title: A\n")
    let queued = try world.deploysync("queued", "--format", "json").json
    #expect(queued.binding("triggers@sandbox")["leftBehind"] == ["data/triggers/a.yaml"])
    #expect(queued.binding("triggers@sandbox")["changes"] == [])
    let status = try world.deploysync("status", "--format", "json").json
    #expect(status.binding("triggers@sandbox")["leftBehind"] == ["data/triggers/a.yaml"])
    #expect(status.binding("triggers@sandbox")["state"] == "upToDate")
  }

  @Test func `history is newest first, also within a second, and --limit shortens it`() throws {
    world.now = nil
    for number in 2...5 {
      try world.merge(number, "Change", ["data/triggers/b.yaml": .text("title: \(number)\n")])
      try world.deploysync("apply", "triggers@sandbox")
    }
    let runs = try world.deploysync("history", "--format", "json").json["runs"].list
    let commits = try world.clone.git(
      "log", "--first-parent", "--format=%H", "-4", "origin/main"
    ).split(separator: "\n").map(String.init)
    #expect(runs.map { $0["bindings"][0]["to"].text } == commits)
    let two = try world.deploysync("history", "--limit", "2", "--format", "json").json["runs"]
    #expect(two.list == Array(runs.prefix(2)))
  }
}
