import Fixtures
import Foundation
import Testing

/// A standard binding around the first of the month, with the program's clock set.
struct FirstOfTheMonthTests {
  let world: World
  let november: String
  let december: String

  init() throws {
    world = try World(HelpDesk.standard, files: HelpDesk.files)
    november = try world.merge(
      1, "Add B", ["data/triggers/b.yaml": "title: B\n"], at: "2026-11-30T23:59:59Z")
    december = try world.merge(
      2, "Add C", ["data/triggers/c.yaml": "title: C\n"], at: "2026-12-01T00:00:01Z")
    world.now = "2026-12-01T00:05:00Z"
  }

  @Test func `what was merged before midnight is deployed, and what was merged after is not`()
    throws
  {
    let result = try world.deploysync("apply")
    #expect(result.status == 0, "\(result.all)")
    #expect(world.target() == ["triggers/a.yaml": "title: A\n", "triggers/b.yaml": "title: B\n"])
    let queued = try world.deploysync("queued", "--format", "json").json.binding("triggers")
    #expect(queued["deployed"]["commit"] == .text(november))
    #expect(queued["entries"].list.map { $0["commit"] } == [.text(december)])
  }

  @Test func `a commit in the second of the date itself goes out`() throws {
    let exact = try world.push(
      "Add D", ["data/triggers/d.yaml": "title: D\n"], at: "2027-01-01T00:00:00Z")
    try world.deploysync("apply", at: "2027-01-01T00:00:00Z")
    let status = try world.deploysync("status", "--format", "json", at: "2027-01-01T00:00:01Z")
    #expect(try status.json.binding("triggers")["deployed"]["commit"] == .text(exact))
  }

  @Test func `before its date nothing is due, and the reason is printed`() throws {
    let result = try world.deploysync("apply", at: "2026-11-30T23:59:30Z")
    #expect(result.status == 0)
    #expect(
      result.text == """
        triggers@production  not due
          no date has passed since it is configured
          3 entries wait in the queue for the next date, 2026-12-01 00:00 UTC

        """)
    #expect(world.target() == [:])
    #expect(try world.ledger() == nil)
  }

  @Test func `run twice, the second time nothing is due and nothing is written`() throws {
    try world.deploysync("apply")
    let ledger = try world.ledger()
    let again = try world.deploysync("apply", at: "2026-12-01T00:06:00Z")
    #expect(again.status == 0)
    #expect(
      again.text == """
        triggers@production  not due
          the date 2026-12-01 00:00 UTC is done
          1 entry waits in the queue for the next date, 2027-01-01 00:00 UTC

        """)
    #expect(try world.ledger() == ledger)
  }

  @Test func `a named binding that is not due is refused`() throws {
    try world.deploysync("apply")
    for name in ["triggers", "triggers@production"] {
      let again = try world.deploysync("apply", name, at: "2026-12-01T00:06:00Z")
      #expect(again.status == 3, "\(again.all)")
      #expect(again.text.contains("the date 2026-12-01 00:00 UTC is done"))
    }
  }

  @Test func `commits near the cut-off are named`() throws {
    let result = try world.deploysync("apply")
    let short = { (id: String) in String(id.prefix(10)) }
    #expect(
      result.text.contains(
        "\(short(november)) was committed within a day of the cut-off and is included"))
    #expect(
      result.text.contains(
        "\(short(december)) was committed within a day of the cut-off and is not included"))
  }

  @Test func `a job that did not run on the 1st catches up on the 3rd, as of the 1st`() throws {
    let result = try world.deploysync("apply", at: "2026-12-03T23:00:00Z")
    #expect(result.status == 0, "\(result.all)")
    #expect(
      result.text.contains("applied \(november.prefix(10)) for the date 2026-12-01 00:00 UTC"))
    #expect(world.target().keys.sorted() == ["triggers/a.yaml", "triggers/b.yaml"])
  }

  @Test func `on the 5th it is missed: refused, reported, and deployed with --late`() throws {
    world.now = "2026-12-05T00:00:00Z"
    let result = try world.deploysync("apply")
    #expect(result.status == 3)
    #expect(
      result.text == """
        triggers@production  refused
          the date 2026-12-01 00:00 UTC was missed: it could run until 2026-12-04 00:00 UTC
          3 entries wait in the queue for --late, or for the next date, 2027-01-01 00:00 UTC, which supersedes it
          Hint: deploysync apply triggers@production --late

        """)
    #expect(world.target() == [:])

    let status = try world.deploysync("status", "--exit-code")
    #expect(status.status == 1)
    #expect(status.text.contains("MISSED"), "\(status.all)")
    #expect(try world.deploysync("status").status == 0)
    let calendar = try world.deploysync("calendar", "--format", "json").json
    #expect(calendar["missed"][0]["at"] == "2026-12-01T00:00:00Z")

    let late = try world.deploysync("apply", "triggers@production", "--late")
    #expect(late.status == 0, "\(late.all)")
    #expect(world.target().keys.sorted() == ["triggers/a.yaml", "triggers/b.yaml"])
    #expect(try world.deploysync("status", "--exit-code").status == 0)
    #expect(try world.deploysync("apply", "--late").text.contains("is done"))
  }

  @Test func `a missed date is superseded by the next`() throws {
    let result = try world.deploysync("apply", at: "2027-01-01T00:10:00Z")
    #expect(result.status == 0, "\(result.all)")
    #expect(result.text.contains("for the date 2027-01-01 00:00 UTC"))
    #expect(world.target().count == 3)
  }

  @Test func `a date that brings nothing new is done once and never missed`() throws {
    try world.deploysync("apply")
    try world.deploysync("apply", at: "2027-01-01T00:10:00Z")
    let ledger = try world.ledger()
    // Nothing was merged for February.
    let late = try world.deploysync("apply", at: "2027-02-20T00:10:00Z")
    #expect(late.status == 0, "\(late.all)")
    #expect(try world.ledger() == ledger)
    let status = try world.deploysync("status", "--exit-code", at: "2027-03-20T00:10:00Z")
    #expect(status.status == 0, "\(status.all)")
  }
}
