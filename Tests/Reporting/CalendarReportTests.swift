import Domain
import Scheduling
import Syncing
import Testing

@testable import Reporting

/// What `calendar` says for people.
struct CalendarReportTests {
  private func report(_ freezes: [Freeze]) throws -> String {
    let start = try #require(Timestamp(iso8601: "2026-12-15T00:00:00Z"))
    let end = try #require(Timestamp(iso8601: "2027-02-15T00:00:00Z"))
    let monthly = Schedule(
      name: "monthly", recurrence: .month(day: 1), at: TimeOfDay(hour: 0, minute: 0),
      timeZone: "UTC")
    let weekly = Schedule(
      name: "weekly", recurrence: .week(days: [.tuesday]), at: TimeOfDay(hour: 9, minute: 30),
      timeZone: "UTC")
    let bindings = [
      (id: BindingID(item: "triggers", target: "production"), schedule: monthly),
      (id: BindingID(item: "macros", target: "production"), schedule: weekly),
    ]
    let content = CalendarReport.Content(
      range: start..<end,
      dates: try CalendarDate.all(of: bindings, freezes: freezes, in: start..<end),
      freezes: try FreezeRules(freezes).spans,
      undated: [("ad-hoc", [BindingID(item: "theme", target: "sandbox")])],
      missed: [CalendarReader.Missed(binding: bindings[0].id, at: start)])
    return TextRenderer(isColored: false).render(
      CalendarReport(content, time: TimeText(timeZone: "UTC")).document)
  }

  @Test func `dates, freezes, bindings without dates, and first of all what was missed`() throws {
    let yearEnd = Freeze(
      from: LocalDate(year: 2026, month: 12, day: 20), to: LocalDate(year: 2027, month: 1, day: 4),
      reason: "year-end")
    let audit = Freeze(
      from: LocalDate(year: 2027, month: 2, day: 1), to: LocalDate(year: 2027, month: 2, day: 2),
      reason: "audit", items: [Freeze.Selection(item: "triggers")], effect: .skip)
    let text = try report([yearEnd, audit])
    let lines = text.split(separator: "\n").map { String($0.drop { $0 == " " }) }
    #expect(
      lines.first == "MISSED: triggers@production on 2026-12-15 00:00 UTC; to deploy it now: "
        + "deploysync apply triggers@production --late")
    func line(_ start: String) -> String? {
      lines.first { $0.hasPrefix(start) }?.split(separator: " ").joined(separator: " ")
    }
    #expect(
      line("2027-01-05 00:00 UTC  monthly")
        == "2027-01-05 00:00 UTC monthly triggers@production "
        + "deferred from 2027-01-01 00:00 UTC by the freeze \"year-end\"")
    #expect(
      line("2027-01-05 00:00 UTC  weekly")
        == "2027-01-05 00:00 UTC weekly macros@production "
        + "deferred from 2026-12-29 09:30 UTC by the freeze \"year-end\", supersedes 1 earlier date"
    )
    #expect(line("2027-01-05 09:30") == "2027-01-05 09:30 UTC weekly macros@production")
    #expect(
      line("2027-02-01 00:00")
        == "2027-02-01 00:00 UTC monthly triggers@production skipped by the freeze \"audit\"")
    #expect(
      line("2026-12-20 to")
        == "2026-12-20 to 2027-01-04 UTC year-end all bindings dates inside wait for its end")
    #expect(
      line("2027-02-01 to")
        == "2027-02-01 to 2027-02-02 UTC audit triggers dates inside are skipped")
    #expect(line("ad-hoc") == "ad-hoc as soon as it is merged theme@sandbox")
  }
}
