import Fixtures
import Testing

/// A freeze over New Year, with the program's clock set forward through it.
struct YearEndTests {
  private let world: World

  private static let configuration = """
    version: 1
    timezone: Europe/Berlin
    calendar:
      freezes:
        - { from: 2026-12-20, to: 2027-01-04, reason: "year-end" }
        - { from: 2027-01-05, to: 2027-01-05, reason: "audit", targets: [sandbox], onFreeze: skip }
    items:
      triggers:
        paths: [data/triggers]
        root: data
        targets:
          production: { deployment: standard }
          sandbox: { deployment: ad-hoc }

    """

  init() throws {
    world = try World(
      Self.configuration, files: HelpDesk.files, targets: ["production", "sandbox"])
    try world.deploysync("apply", at: "2026-12-01T00:00:00Z")
    try world.merge(1, "Add B", ["data/triggers/b.yaml": "title: B\n"], at: "2026-12-22T10:00:00Z")
    try world.merge(2, "Add C", ["data/triggers/c.yaml": "title: C\n"], at: "2027-01-02T10:00:00Z")
  }

  @Test func `nothing goes out before its end, and then what was merged by the date`() throws {
    #expect(world.target().count == 1)
    for time in ["2026-12-31T23:30:00Z", "2027-01-01T06:00:00Z", "2027-01-04T22:50:00Z"] {
      let result = try world.deploysync("apply", at: time)
      #expect(result.status == 0, "\(result.all)")
      #expect(result.text.contains("triggers@production  frozen"), "\(result.all)")
      #expect(
        result.text.contains(
          "nothing is deployed until 2027-01-05 00:00 Europe/Berlin: "
            + "the freeze \"year-end\", 2026-12-20 to 2027-01-04 Europe/Berlin"), "\(result.all)")
      #expect(world.target().count == 1)
      #expect(world.target("sandbox").count == 1, "ad-hoc bindings wait too")
      #expect(try world.deploysync("apply", "triggers@production", at: time).status == 3)
      #expect(try world.deploysync("apply", "triggers", "--late", at: time).status == 3)
      #expect(try world.deploysync("status", "--exit-code", at: time).status == 0)
    }
    let after = try world.deploysync("apply", at: "2027-01-04T23:00:00Z")
    #expect(after.status == 0, "\(after.all)")
    #expect(world.target().keys.sorted() == ["triggers/a.yaml", "triggers/b.yaml"])
    #expect(after.text.contains("for the date 2027-01-01 00:00 Europe/Berlin"), "\(after.all)")
    #expect(world.target("sandbox").count == 1, "the next freeze adjoins")
    try world.deploysync("apply", at: "2027-01-05T23:00:00Z")
    #expect(world.target("sandbox").count == 3)
    #expect(try world.deploysync("ledger", "verify").status == 0)
  }

  @Test func `it is missed when three days after the end nobody ran it`() throws {
    let status = try world.deploysync(
      "status", "--exit-code", "--fetch", at: "2027-01-07T23:00:01Z")
    #expect(status.status == 1, "\(status.all)")
    #expect(status.text.contains("MISSED: the date 2027-01-01 00:00 Europe/Berlin"))
    let apply = try world.deploysync("apply", at: "2027-01-07T23:00:01Z")
    #expect(apply.status == 3)
    #expect(
      apply.text.contains("wait in the queue for --late, or for the next date"), "\(apply.all)")
  }

  @Test func `the views tell when it goes out, and why then`() throws {
    let text =
      "2027-01-05 00:00 Europe/Berlin, deferred from 2027-01-01 00:00 Europe/Berlin "
      + "by the freeze \"year-end\""
    for command in ["queued", "status"] {
      let result = try world.deploysync(command, "--fetch", at: "2026-12-23T00:00:00Z")
      #expect(result.text.contains("next date \(text)"), "\(result.all)")
      let binding = try world.deploysync(command, "--format", "json", at: "2026-12-23T00:00:00Z")
        .json.binding("triggers")
      #expect(binding["next"] == "2027-01-04T23:00:00Z")
      #expect(binding["deferred"]["from"] == "2026-12-31T23:00:00Z")
      #expect(binding["deferred"]["by"].list.map { $0["reason"] } == ["year-end"])
    }
    let plan = try world.deploysync("plan", "triggers@production", at: "2026-12-23T00:00:00Z")
    #expect(plan.text.contains("triggers@production  frozen, next date") == false)
    #expect(plan.text.contains("not due, next date \(text)"), "\(plan.all)")
    let frozen = try world.deploysync("plan", "triggers@production", at: "2027-01-02T11:00:00Z")
    #expect(frozen.text.contains("triggers@production  frozen, next date \(text)"), "\(frozen.all)")
  }
}
