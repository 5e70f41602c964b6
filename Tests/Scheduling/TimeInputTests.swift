import Domain
import Scheduling
import Testing

struct TimeInputTests {
  @Test(arguments: [
    ("2026-12-01", "2026-11-30T23:00:00Z"),
    ("2026-12-01T09:30", "2026-12-01T08:30:00Z"),
    ("2026-12-01 09:30", "2026-12-01T08:30:00Z"),
    ("2026-12-01T09:30:15", "2026-12-01T08:30:15Z"),
    ("2026-12-01T09:30:00Z", "2026-12-01T09:30:00Z"),
    ("2026-12-01T09:30Z", "2026-12-01T09:30:00Z"),
    ("2026-12-01T09:30:00+05:30", "2026-12-01T04:00:00Z"),
    ("2026-12-01T09:30:00-0800", "2026-12-01T17:30:00Z"),
    ("2028-02-29", "2028-02-28T23:00:00Z"),
    ("2026-03-29T02:30", "2026-03-29T01:00:00Z"),
    ("2026-10-25T02:30", "2026-10-25T00:30:00Z"),
  ])
  func `a time is local unless it has an offset`(text: String, expected: String) throws {
    #expect(try TimeInput.parse(text, timeZone: "Europe/Berlin").description == expected)
  }

  @Test(arguments: [
    "", "today", "2026-12", "2026-12-1", "26-12-01", "2026-13-01", "2026-02-29", "2026-00-10",
    "2026-12-00", "0000-01-01", "2026-12-01T", "2026-12-01T9:30", "2026-12-01T24:00",
    "2026-12-01T09:60", "2026-12-01T09:30:60", "2026-12-01Z", "2026-12-01T09:30:00+1",
    "2026-12-01T09:30:00+01:60", "2026-12-01T09:30:00Z ", " 2026-12-01", "+026-12-01",
    "2026-12-01T09:30:00.5Z", "２０２６-12-01",
  ])
  func `any other text is a usage error that shows the forms`(text: String) {
    let error = #expect(throws: SchedulingError.self) {
      try TimeInput.parse(text, timeZone: "UTC")
    }
    #expect(error?.category == .usage)
    #expect(error?.hints.first?.contains("2026-12-01T09:30:00Z") == true)
  }

  @Test func `a day that does not exist is named`() {
    let error = #expect(throws: SchedulingError.self) {
      try TimeInput.parse("2026-02-30", timeZone: "UTC")
    }
    #expect(error?.message == "`2026-02-30` is not a time")
    #expect(error?.causes == ["there is no day 2026-02-30"])
  }

  @Test func `control characters of the text do not reach the message`() {
    let error = #expect(throws: SchedulingError.self) {
      try TimeInput.parse("\u{1B}[31m\u{202E}x", timeZone: "UTC")
    }
    #expect(error?.message == "`\u{FFFD}[31m\u{FFFD}x` is not a time")
  }

  @Test func `a zone is asked for only where it matters`() throws {
    #expect(throws: Never.self) {
      try TimeInput.parse("2026-12-01T09:30:00Z", timeZone: "Nowhere/AtAll")
    }
    #expect(throws: SchedulingError.self) {
      try TimeInput.parse("2026-12-01", timeZone: "Nowhere/AtAll")
    }
  }

  @Test(arguments: [
    ("2026-12-01T00:00:00Z", "UTC", "2026-12-01 00:00 UTC"),
    ("2026-11-30T23:00:59Z", "Europe/Berlin", "2026-12-01 00:00 Europe/Berlin"),
    ("2026-06-30T22:05:00Z", "Europe/Berlin", "2026-07-01 00:05 Europe/Berlin"),
    ("1969-12-31T23:59:59Z", "UTC", "1969-12-31 23:59 UTC"),
    ("2026-01-01T03:29:00Z", "America/St_Johns", "2025-12-31 23:59 America/St_Johns"),
  ])
  func `an instant is shown on the clock of its zone`(
    instant: String, zone: String, expected: String
  ) throws {
    let parsed = try TimeInput.parse(instant, timeZone: "UTC")
    #expect(try LocalTimeFormat(timeZone: zone).text(parsed) == expected)
  }
}
