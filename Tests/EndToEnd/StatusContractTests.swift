import Fixtures
import Foundation
import Testing

/// `status`, `plan`, `calendar`, `baseline`, `check` and `ledger verify` with `--format json`.
struct StatusContractTests {
  let world: World
  let begin: String

  init() throws {
    world = try World(HelpDesk.triggers, files: HelpDesk.files, targets: ["production", "sandbox"])
    begin = try world.server.git("rev-parse", "main")
    world.now = "2026-12-01T00:05:00Z"
  }

  private func answer(_ arguments: String..., status: Int32 = 0) throws -> Answer {
    let result = try world.start(arguments + ["--format", "json"]).wait()
    #expect(result.status == status, "\(result.all)")
    let answer = try result.json
    #expect(answer["schema"] == 1)
    return answer
  }

  @Test func `status tells how each binding stands`() throws {
    let before = try answer("status").binding("triggers@production")
    #expect(before["state"] == "due")
    #expect(before["deployed"] == .null)
    let run = try answer("apply")["run"]
    try world.merge(
      1, "Add B", ["data/triggers/b.yaml": "title: B\n"], at: "2026-12-01T00:06:00Z")
    try world.clone.git("fetch", "-q")
    let status = try answer("status")
    #expect(status.keys == ["bindings", "schema"])
    let production = status.binding("triggers@production")
    #expect(
      Set([
        "item", "target", "state", "deployment", "deployed", "queued", "changes", "next", "missed",
        "leftBehind", "failure",
      ]).isSubset(of: production.keys))
    #expect(production["state"] == "queued")
    #expect(production["queued"] == 1)
    #expect(production["changes"] == 1)
    #expect(production["next"] == "2027-01-01T00:00:00Z")
    #expect(production["missed"] == .null)
    #expect(production["failure"] == .null)
    let deployed = production["deployed"]
    #expect(deployed["commit"] == .text(begin))
    #expect(deployed["by"] == "Fixture Author <author@example.com>")
    #expect(deployed["run"] == run)
    #expect(deployed["proven"] == true)
    #expect(status.binding("triggers@sandbox")["state"] == "due")
  }

  @Test func `a plan tells objects and decisions, and writes nothing`() throws {
    let plan = try answer("plan")
    #expect(plan.keys == ["bindings", "head", "schema"])
    #expect(plan["head"] == .text(begin))
    let production = plan.binding("triggers@production")
    #expect(production["decision"] == "deploy")
    #expect(production["occurrence"] == "2026-12-01T00:00:00Z")
    #expect(production["to"] == .text(begin))
    #expect(production["objects"][0]["path"] == "data/triggers/a.yaml")
    #expect(production["objects"][0]["action"] == "create")
    #expect(production["drift"] == [])
    #expect(world.target() == [:] && world.target("sandbox") == [:])
    #expect(try world.ledger() == nil)
    #expect(try answer("apply", "--dry-run") == plan)
    #expect(world.target() == [:] && world.target("sandbox") == [:])
    #expect(try world.ledger() == nil)
  }

  @Test func `the calendar tells dates with their bindings`() throws {
    let calendar = try answer("calendar", "--from", "2027-01-01", "--months", "2")
    #expect(Set(["dates", "missed", "schema"]).isSubset(of: calendar.keys))
    #expect(
      calendar["dates"].list.map { $0["at"] } == ["2027-01-01T00:00:00Z", "2027-02-01T00:00:00Z"])
    #expect(calendar["dates"][0]["schedule"] == "monthly")
    #expect(calendar["dates"][0]["bindings"] == ["triggers@production"])
    #expect(calendar["missed"] == [])
  }

  @Test func `a baseline tells what differs and records what is equal`() throws {
    try world.merge(
      1, "Add B", ["data/triggers/b.yaml": "title: B\n"], at: "2026-12-01T00:06:00Z")
    try world.folder.write("title: A\n", to: "targets/production/triggers/a.yaml")
    try world.folder.write("title: by hand\n", to: "targets/production/triggers/b.yaml")
    let head = try world.server.git("rev-parse", "main")
    let baseline = try answer("baseline", "triggers@production", "--at", "main")
    let binding = baseline.binding("triggers@production")
    #expect(binding["commit"] == .text(head))
    #expect(binding["recorded"] == 1)
    #expect(binding["proven"] == true)
    #expect(binding["differences"].list.map { $0["path"] } == ["data/triggers/b.yaml"])
    #expect(world.target()["triggers/b.yaml"] == "title: by hand\n")
  }

  @Test func `an unproven baseline says so ever after`() throws {
    let baseline = try answer("baseline", "triggers@production", "--at", "main", "--unproven")
    #expect(baseline.binding("triggers")["proven"] == false)
    #expect(try answer("queued").binding("triggers@production")["deployed"]["proven"] == false)
    #expect(try answer("status").binding("triggers@production")["deployed"]["proven"] == false)
    #expect(try world.deploysync("queued").text.contains("not proven"))
    #expect(world.target() == [:])
  }

  @Test func `check tells every problem with its place`() throws {
    try world.clone.write(
      "version: 1\nitems:\n  triggers:\n    pathes: [data/triggers]\n    targets: [production]\n",
      to: "deploysync.yaml")
    let check = try answer("check", status: 78)
    #expect(check.keys == ["problems", "schema"])
    let problem = try #require(check["problems"].list.first { $0["line"] == 4 }, "\(check)")
    #expect(
      problem.keys == ["column", "file", "item", "line", "message", "severity", "suggestion"])
    #expect(problem["severity"] == "error")
    #expect(problem["file"] == "deploysync.yaml")
    #expect(problem["column"] == 5)
    #expect(problem["item"] == "triggers")
    #expect(problem["suggestion"].text?.contains("paths") == true, "\(problem)")
  }

  @Test func `ledger verify counts commits and runs`() throws {
    #expect(try answer("ledger", "verify")["tip"] == .null)
    try world.deploysync("apply")
    let verify = try answer("ledger", "verify")
    #expect(verify["ref"] == "refs/heads/deploysync/ledger")
    #expect(verify["tip"] == .text(try #require(try world.ledger())))
    #expect(verify["commits"] == 2)
    #expect(verify["runs"] == 1)
    #expect(verify["findings"] == [])
  }
}
