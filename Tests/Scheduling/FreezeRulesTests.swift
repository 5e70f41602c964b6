import Domain
import Testing

@testable import Scheduling

/// What freezes do to occurrences, case by case.
struct FreezeRulesTests {
  static func day(_ text: String) throws -> LocalDate {
    let parts = text.split(separator: "-").compactMap { Int($0) }
    try #require(parts.count == 3)
    return LocalDate(year: parts[0], month: parts[1], day: parts[2])
  }

  static func freeze(
    _ from: String, _ to: String, _ effect: Freeze.Effect = .putOff, zone: String = "UTC",
    items: [Freeze.Selection]? = nil, targets: [String]? = nil
  ) throws -> Freeze {
    Freeze(
      from: try day(from), to: try day(to), reason: "\(from)", items: items, targets: targets,
      effect: effect, timeZone: zone)
  }

  static func time(_ text: String) throws -> Timestamp {
    try #require(Timestamp(iso8601: text))
  }

  private let binding = BindingID(item: "triggers", target: "production")

  private func instant(_ occurrence: String, _ freezes: Freeze...) throws -> String? {
    try FreezeRules(freezes, for: binding).instant(of: Self.time(occurrence))?.iso8601
  }

  @Test(arguments: [
    ("2026-12-19T23:59:59Z", "2026-12-19T23:59:59Z"),
    ("2026-12-20T00:00:00Z", "2027-01-05T00:00:00Z"),
    ("2027-01-01T00:00:00Z", "2027-01-05T00:00:00Z"),
    ("2027-01-04T23:59:59Z", "2027-01-05T00:00:00Z"),
    ("2027-01-05T00:00:00Z", "2027-01-05T00:00:00Z"),
  ]) func `both days are inside, and the end is the next midnight`(
    _ occurrence: String, _ expected: String
  ) throws {
    #expect(try instant(occurrence, Self.freeze("2026-12-20", "2027-01-04")) == expected)
  }

  @Test func `the days are those of the zone, on its clock changes too`() throws {
    let berlin = try Self.freeze("2026-10-25", "2026-10-25", zone: "Europe/Berlin")
    #expect(try instant("2026-10-24T21:59:59Z", berlin) == "2026-10-24T21:59:59Z")
    #expect(try instant("2026-10-24T22:00:00Z", berlin) == "2026-10-25T23:00:00Z")
    #expect(try instant("2026-10-25T22:59:59Z", berlin) == "2026-10-25T23:00:00Z")
    // The clock of Beirut goes from 23:59 to 01:00.
    let beirut = try Self.freeze("2026-03-29", "2026-03-29", zone: "Asia/Beirut")
    #expect(try instant("2026-03-28T22:00:00Z", beirut) == "2026-03-29T21:00:00Z")
    #expect(try instant("2026-03-28T21:59:59Z", beirut) == "2026-03-28T21:59:59Z")
    // Samoa had no 30 December 2011.
    let apia = try FreezeRules([Self.freeze("2011-12-30", "2011-12-30", zone: "Pacific/Apia")])
    #expect(apia.spans == [])
  }

  @Test func `overlapping, nested and adjoining freezes defer to the end of the last`() throws {
    let first = try Self.freeze("2026-12-20", "2026-12-27")
    let overlapping = try Self.freeze("2026-12-24", "2027-01-04")
    let nested = try Self.freeze("2026-12-25", "2026-12-26")
    let adjoining = try Self.freeze("2027-01-05", "2027-01-06")
    let apart = try Self.freeze("2027-01-08", "2027-01-09")
    let end = try instant("2026-12-21T00:00:00Z", apart, adjoining, nested, overlapping, first)
    #expect(end == "2027-01-07T00:00:00Z")
    let rules = try FreezeRules([apart, adjoining, nested, overlapping, first])
    let stretch = try rules.stretch(at: Self.time("2026-12-21T00:00:00Z"))
    // One that changes nothing is not named.
    #expect(stretch?.freezes == [first, overlapping, adjoining])
  }

  @Test func `zones overlap as their instants do`() throws {
    // Auckland's day ends 19 hours before that of Los Angeles begins to end.
    let auckland = try Self.freeze("2026-07-01", "2026-07-01", zone: "Pacific/Auckland")
    let angeles = try Self.freeze("2026-07-01", "2026-07-01", zone: "America/Los_Angeles")
    #expect(try instant("2026-06-30T12:00:00Z", auckland, angeles) == "2026-07-02T07:00:00Z")
  }

  @Test func `a freeze that skips counts for the occurrence itself alone`() throws {
    let skip = try Self.freeze("2026-12-24", "2026-12-26", .skip)
    #expect(try instant("2026-12-25T00:00:00Z", skip) == nil)
    #expect(try instant("2026-12-27T00:00:00Z", skip) == "2026-12-27T00:00:00Z")
    let before = try Self.freeze("2026-12-20", "2026-12-23")
    #expect(
      try instant("2026-12-21T00:00:00Z", before, skip) == "2026-12-27T00:00:00Z",
      "an occurrence that only comes to it on its way is deferred on")
    let around = try Self.freeze("2026-12-20", "2027-01-04")
    #expect(try instant("2026-12-25T00:00:00Z", around, skip) == nil, "skipping wins")
  }

  @Test(
    arguments: [
      (nil, nil, true), ([Freeze.Selection(item: "triggers")], nil, true),
      ([Freeze.Selection(item: "macros")], nil, false),
      ([Freeze.Selection(item: "triggers", target: "production")], nil, true),
      ([Freeze.Selection(item: "triggers", target: "sandbox")], nil, false),
      (nil, ["production"], true), (nil, ["sandbox"], false),
      ([Freeze.Selection(item: "triggers")], ["sandbox"], false),
      (
        [Freeze.Selection(item: "macros"), Freeze.Selection(item: "triggers")],
        ["sandbox", "production"], true
      ),
    ] as [([Freeze.Selection]?, [String]?, Bool)]) func `it covers the items on the targets`(
      _ items: [Freeze.Selection]?, _ targets: [String]?, _ isCovered: Bool
    ) throws
  {
    let freeze = try Self.freeze("2026-12-20", "2027-01-04", items: items, targets: targets)
    #expect(freeze.covers(binding) == isCovered)
    #expect(try FreezeRules([freeze], for: binding).spans.isEmpty != isCovered)
    #expect(try FreezeRules([freeze]).covering(binding).spans.isEmpty != isCovered)
  }

  @Test func `the next date is that of the freeze's end, and says from when`() throws {
    let monthly = ZoneTests.schedule(.month(day: 1), at: 0, 0)
    func next(_ now: String, _ freezes: Freeze...) throws -> NextDate? {
      try Due.next(monthly, after: Self.time(now), freezes: FreezeRules(freezes))
    }
    let defers = try Self.freeze("2026-12-20", "2027-01-04")
    let deferred = NextDate(
      at: try Self.time("2027-01-05T00:00:00Z"),
      deferredFrom: try Self.time("2027-01-01T00:00:00Z"), freezes: [defers])
    #expect(try next("2026-12-02T00:00:00Z", defers) == deferred)
    #expect(try next("2026-12-25T00:00:00Z", defers) == deferred)
    let skips = try Self.freeze("2026-12-20", "2027-02-04", .skip)
    #expect(try next("2026-12-02T00:00:00Z", skips)?.at.iso8601 == "2027-03-01T00:00:00Z")
    let toTheDate = try Self.freeze("2026-11-30", "2026-12-31")
    let onTime = try next("2026-11-20T00:00:00Z", toTheDate)
    #expect(onTime?.at.iso8601 == "2027-01-01T00:00:00Z")
    #expect(onTime?.deferredFrom == nil, "the occurrence of that very instant supersedes it")
    let endless = try Self.freeze("2026-12-20", "9999-12-31", .skip)
    #expect(try next("2026-12-02T00:00:00Z", endless) == nil)
  }

  @Test func `the late period is counted from the end`() throws {
    let occurrence = try Self.time("2027-01-01T00:00:00Z")
    let end = try Self.time("2027-01-05T00:00:00Z")
    func standing(_ now: Timestamp) -> Standing {
      Due.standing(
        latest: occurrence, recordedOccurrence: nil, isContained: false, changesNothing: false,
        from: end, late: 3600, now: now, next: nil)
    }
    #expect(standing(end + 3600) == .due(occurrence, next: nil))
    #expect(standing(end + 3601) == .missed(occurrence, since: end + 3600, next: nil))
  }
}
