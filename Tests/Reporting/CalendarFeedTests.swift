import Domain
import Fixtures
import Foundation
import Scheduling
import Syncing
import Testing

@testable import Reporting

/// The calendar as a calendar program reads it.
struct CalendarFeedTests {
  private static let hostile =
    "year-end; \"quiet\", \\ and \u{1F384} " + String(repeating: "long ", count: 20)

  private func content() throws -> CalendarReport.Content {
    func time(_ text: String) throws -> Timestamp { try #require(Timestamp(iso8601: text)) }
    let freezes = [
      Freeze(
        from: LocalDate(year: 2026, month: 12, day: 20),
        to: LocalDate(year: 2027, month: 1, day: 4), reason: Self.hostile,
        targets: ["production"]),
      Freeze(
        from: LocalDate(year: 2028, month: 2, day: 28),
        to: LocalDate(year: 2028, month: 2, day: 29), reason: "leap", effect: .skip),
    ]
    let range = try time("2026-12-01T00:00:00Z")..<time("2028-04-01T00:00:00Z")
    let monthly = Schedule(
      name: "monthly", recurrence: .month(day: 1), at: TimeOfDay(hour: 0, minute: 0),
      timeZone: "UTC")
    let last = Schedule(
      name: "last, day", recurrence: .lastDayOfMonth, at: TimeOfDay(hour: 18, minute: 0),
      timeZone: "Europe/Berlin")
    let ids = ["production", "sandbox"].map { BindingID(item: "triggers", target: $0) }
    return CalendarReport.Content(
      range: range,
      dates: try CalendarDate.all(
        of: ids.map { ($0, monthly) } + [(BindingID(item: "macros", target: "production"), last)],
        freezes: freezes, in: range),
      freezes: try FreezeRules(freezes).spans,
      undated: [("ad-hoc", [BindingID(item: "theme", target: "production")])],
      missed: [CalendarReader.Missed(binding: ids[0], at: try time("2026-11-01T00:00:00Z"))])
  }

  private func feed() throws -> String {
    CalendarFeed(
      try content(), name: "helpdesk", now: Timestamp(seconds: 1_796_000_000),
      time: TimeText(timeZone: "UTC")
    ).text
  }

  @Test func `it has what RFC 5545 asks of it`() throws {
    let text = try feed()
    #expect(!text.replacing("\r\n", with: "").contains { $0 == "\r" || $0 == "\n" })
    let lines = CalendarTextTests.lines(text.replacing("\r\n ", with: ""))
    #expect(lines.first == "BEGIN:VCALENDAR" && lines.last == "END:VCALENDAR")
    for property in [
      "VERSION:2.0", "METHOD:PUBLISH", "PRODID:-//deploysync//deploysync//EN",
      "X-WR-CALNAME:Deployments of helpdesk", "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
    ] { #expect(lines.filter { $0 == property }.count == 1, "\(property)") }
    let events = lines.filter { $0 == "BEGIN:VEVENT" }.count
    for name in ["END:VEVENT", "UID:", "DTSTAMP:", "DTSTART", "SUMMARY:", "DESCRIPTION:"] {
      #expect(lines.filter { $0.hasPrefix(name) }.count == events, "\(name)")
    }
    let uids = lines.filter { $0.hasPrefix("UID:") }
    #expect(Set(uids).count == uids.count)
    // The end of days without a time is the day after the last.
    #expect(lines.contains("DTSTART;VALUE=DATE:20280228"))
    #expect(lines.contains("DTEND;VALUE=DATE:20280301"))
  }

  @Test func `an event keeps its ID from one day to the next`() throws {
    let later = CalendarFeed(
      try content(), name: "helpdesk", now: Timestamp(seconds: 1_796_500_000),
      time: TimeText(timeZone: "UTC")
    ).text
    func uids(_ text: String) -> [String] {
      CalendarTextTests.lines(text.replacing("\r\n ", with: "")).filter { $0.hasPrefix("UID:") }
    }
    #expect(try uids(later) == uids(feed()))
  }

  @Test func `a calendar program's parser reads each event as it was meant`() throws {
    let script = """
      import sys, json, icalendar
      calendar = icalendar.Calendar.from_ical(sys.stdin.buffer.read())
      events = []
      for event in calendar.walk('VEVENT'):
          events.append([str(event['SUMMARY']), event.decoded('DTSTART').isoformat(),
              event.decoded('DTEND').isoformat() if 'DTEND' in event else '',
              str(event.get('STATUS', '')), str(event['DESCRIPTION'])])
      json.dump(events, sys.stdout)
      """
    let folder = try TemporaryFolder()
    // Debian's packages are those of its own interpreter.
    let result = try Program.run(
      "/usr/bin/python3", ["-c", script], in: folder.path,
      environment: HermeticEnvironment.variables(home: folder.path), input: Array(feed().utf8),
      timeLimitSeconds: 60)
    #expect(result.status == 0, "is python3-icalendar installed? \(result.errorText)")
    let events = try JSONDecoder().decode([[String]].self, from: Data(result.output))
    let zone = "+00:00"
    func event(_ summary: String, _ start: String) throws -> [String] {
      try #require(events.first { $0[0] == summary && $0[1] == start }, "\(events)")
    }
    _ = try event("MISSED: triggers@production", "2026-11-01T00:00:00\(zone)")
    _ = try event(
      "Deployment monthly: triggers@production, triggers@sandbox", "2026-12-01T00:00:00\(zone)")
    let deferred = try event(
      "Deployment monthly: triggers@production", "2027-01-05T00:00:00\(zone)")
    #expect(deferred[4].contains("Cut-off: what is merged by 2027-01-01 00:00 UTC goes out."))
    #expect(deferred[4].contains("by the freeze \"\(Self.hostile)\""))
    _ = try event("Deployment monthly: triggers@sandbox", "2027-01-01T00:00:00\(zone)")
    let freeze = try event("Freeze: \(Self.hostile)", "2026-12-20")
    #expect(freeze[2] == "2027-01-05")
    let skipped = try event("Skipped last, day: macros@production", "2028-02-29T17:00:00\(zone)")
    #expect(skipped[3] == "CANCELLED")
    #expect(
      !events.contains { $0[0].hasPrefix("Deployment last") && $0[1].hasPrefix("2028-02-29") })
  }

  @Test func `without events it has a component all the same`() throws {
    var empty = try content()
    empty.dates = []
    empty.freezes = []
    empty.missed = []
    let lines = CalendarTextTests.lines(
      CalendarFeed(
        empty, name: "helpdesk", now: Timestamp(seconds: 1_796_000_000),
        time: TimeText(timeZone: "UTC")
      ).text)
    #expect(lines.contains("BEGIN:VTIMEZONE") && lines.contains("TZOFFSETTO:+0000"))
    #expect(try !feed().contains("VTIMEZONE"))
  }
}
