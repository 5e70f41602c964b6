import Fixtures
import Foundation
import Testing

/// Other schedules, zones, and changes of a schedule.
struct ScheduleTests {
  private func configuration(
    _ schedule: String, zone: String = "UTC", deployment: String = "standard, schedule: own"
  ) -> String {
    """
    version: 1
    timezone: \(zone)
    calendar:
      schedules:
        own: { \(schedule) }
    items:
      triggers:
        paths: [data/triggers]
        targets:
          production: { deployment: \(deployment) }

    """
  }

  /// The schedule, and two times a minute apart around its first date after 2026-11-10.
  static let dates: [(schedule: String, zone: String, before: String, after: String)] = [
    (
      "every: week, on: [tuesday], at: \"09:30\", timezone: America/Los_Angeles", "UTC",
      "2026-11-10T17:29:30Z", "2026-11-10T17:30:00Z"
    ),
    ("every: day, at: \"06:00\"", "Europe/Berlin", "2026-11-11T04:59:30Z", "2026-11-11T05:00:00Z"),
    (
      "every: month, interval: 3, on: 1, starting: 2026-01-01, at: \"00:00\"", "UTC",
      "2026-12-31T23:59:30Z", "2027-01-01T00:00:00Z"
    ),
    (
      "every: month, on: last, at: \"23:00\"", "UTC", "2026-11-30T22:59:30Z", "2026-11-30T23:00:00Z"
    ),
    ("every: month, on: 31, at: \"00:00\"", "UTC", "2026-11-29T23:59:30Z", "2026-11-30T00:00:00Z"),
  ]

  @Test(arguments: dates)
  func `a date comes when its schedule says so`(
    schedule: String, zone: String, before: String, after: String
  ) throws {
    let world = try World(configuration(schedule, zone: zone), files: HelpDesk.files)
    #expect(try world.deploysync("apply", at: before).status == 0)
    #expect(world.target() == [:])
    let queued = try world.deploysync("queued", "--format", "json", at: before).json
    #expect(queued.binding("triggers")["next"] == .text(after))
    #expect(try world.deploysync("apply", at: after).status == 0)
    #expect(world.target().count == 1)
  }

  @Test func `a zone keeps its local hour over a clock change`() throws {
    let world = try World(
      configuration("every: week, on: [sunday], at: \"02:30\"", zone: "Europe/Berlin"),
      files: HelpDesk.files, at: "2026-10-01T10:00:00Z")
    let calendar = try world.deploysync(
      "calendar", "--from", "2027-03-20", "--months", "1", "--format", "json",
      at: "2026-10-01T11:00:00Z"
    ).json
    // On 2027-03-28 there is no 02:30: the first instant after the gap is 03:00, 01:00 in UTC.
    #expect(
      calendar["dates"].list.prefix(3).map { $0["at"] } == [
        "2027-03-21T01:30:00Z", "2027-03-28T01:00:00Z", "2027-04-04T00:30:00Z",
      ])
    // On 2026-10-25 02:30 comes twice; the first one counts, and it counts once.
    #expect(try world.deploysync("apply", at: "2026-10-25T00:30:00Z").status == 0)
    #expect(world.target().count == 1)
    try world.merge(1, "Add B", ["data/triggers/b.yaml": "title: B\n"], at: "2026-10-25T01:00:00Z")
    let again = try world.deploysync("apply", at: "2026-10-25T01:30:00Z")
    #expect(again.text.contains("the date 2026-10-25 02:30 Europe/Berlin is done"), "\(again.all)")
    #expect(world.target().count == 1)
  }

  @Test func `a schedule that is changed to an earlier day of the month does not come twice`()
    throws
  {
    let world = try World(
      configuration("every: month, on: 5, at: \"00:00\""), files: HelpDesk.files)
    try world.deploysync("apply", at: "2026-12-05T00:01:00Z")
    #expect(world.target().count == 1)
    try world.push(
      "Change the day",
      [
        "deploysync.yaml": .text(configuration("every: month, on: 1, at: \"00:00\"")),
        "data/triggers/b.yaml": "title: B\n",
      ], at: "2026-12-06T10:00:00Z")
    let result = try world.deploysync("apply", at: "2026-12-06T10:05:00Z")
    #expect(result.text.contains("the date 2026-12-05 00:00 UTC is done"), "\(result.all)")
    #expect(world.target().count == 1)
  }

  @Test func `a schedule that is changed to a later day still does what is past`() throws {
    let world = try World(
      configuration("every: month, on: 1, at: \"00:00\""), files: HelpDesk.files)
    try world.push(
      "Change the day",
      ["deploysync.yaml": .text(configuration("every: month, on: 15, at: \"00:00\""))],
      at: "2026-12-01T08:00:00Z")
    let first = try world.deploysync("apply", at: "2026-12-01T09:00:00Z")
    #expect(first.text.contains("for the date 2026-12-01 00:00 UTC"), "\(first.all)")
    try world.push("Add B", ["data/triggers/b.yaml": "title: B\n"], at: "2026-12-10T08:00:00Z")
    let second = try world.deploysync("apply", at: "2026-12-15T00:00:00Z")
    #expect(second.text.contains("for the date 2026-12-15 00:00 UTC"), "\(second.all)")
    #expect(world.target().count == 2)
  }

  @Test func `a binding that was added after the 1st is not due before the next`() throws {
    let world = try World("version: 1\nitems: {}\n", files: HelpDesk.files)
    try world.push(
      "Add the item", ["deploysync.yaml": .text(HelpDesk.standard)], at: "2026-12-01T00:00:30Z")
    let early = try world.deploysync("apply", at: "2026-12-01T00:01:00Z")
    #expect(early.status == 0)
    #expect(early.text.contains("no date has passed since it is configured"), "\(early.all)")
    #expect(world.target() == [:])
    try world.deploysync("apply", at: "2027-01-01T00:01:00Z")
    #expect(world.target().count == 1)
  }

  @Test func `a baseline restarts the calendar`() throws {
    let world = try World(HelpDesk.standard, files: HelpDesk.files)
    let result = try world.deploysync(
      "baseline", "triggers@production", "--at", "main", "--unproven", at: "2026-12-10T00:00:00Z")
    #expect(result.status == 0, "\(result.all)")
    let apply = try world.deploysync("apply", at: "2026-12-10T00:01:00Z")
    #expect(apply.status == 0, "\(apply.all)")
    #expect(world.target() == [:])
  }

  @Test func `a binding that turns ad-hoc goes out at once, and standard again waits`() throws {
    let world = try World(
      configuration("every: month, on: 1, at: \"00:00\""), files: HelpDesk.files)
    try world.push(
      "At once",
      [
        "deploysync.yaml": .text(
          configuration("every: month, on: 1, at: \"00:00\"", deployment: "ad-hoc"))
      ], at: "2026-11-12T00:00:00Z")
    try world.deploysync("apply", at: "2026-11-12T00:01:00Z")
    #expect(world.target().count == 1)
    try world.push(
      "On its date",
      [
        "deploysync.yaml": .text(configuration("every: month, on: 1, at: \"00:00\"")),
        "data/triggers/b.yaml": "title: B\n",
      ], at: "2026-11-13T00:00:00Z")
    try world.deploysync("apply", at: "2026-11-13T00:01:00Z")
    #expect(world.target().count == 1)
    try world.deploysync("apply", at: "2026-12-01T00:00:00Z")
    #expect(world.target().count == 2)
  }
}
