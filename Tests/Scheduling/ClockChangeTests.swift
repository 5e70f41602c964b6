import Domain
import Testing

@testable import Scheduling

/// Local times that a clock skips or shows twice.
struct ClockChangeTests {
  private func instants(
    _ zone: String, _ day: String, days: Int64 = 1, at hour: Int, _ minute: Int
  ) throws -> [String] {
    var schedule = ZoneTests.schedule(.day, at: hour, minute)
    schedule.timeZone = zone
    let start = try TimeInput.parse(day, timeZone: zone)
    return try Occurrences(schedule).all(in: start..<(start + days * 86_400)).map(\.description)
  }

  @Test func `a time in the gap means the first instant after it`() throws {
    #expect(try instants("Europe/Berlin", "2026-03-29", at: 2, 0) == ["2026-03-29T01:00:00Z"])
    #expect(try instants("Europe/Berlin", "2026-03-29", at: 2, 59) == ["2026-03-29T01:00:00Z"])
    #expect(try instants("Europe/Berlin", "2026-03-29", at: 3, 0) == ["2026-03-29T01:00:00Z"])
    #expect(try instants("Europe/Berlin", "2026-03-29", at: 3, 1) == ["2026-03-29T01:01:00Z"])
  }

  @Test func `a time that exists twice means its first passing, once`() throws {
    #expect(try instants("Europe/Berlin", "2026-10-25", at: 2, 30) == ["2026-10-25T00:30:00Z"])
    #expect(try instants("Europe/Berlin", "2026-10-25", at: 3, 0) == ["2026-10-25T02:00:00Z"])
  }

  @Test func `gaps of half an hour and of two hours count alike`() throws {
    #expect(
      try instants("Australia/Lord_Howe", "2026-10-04", at: 2, 15) == ["2026-10-03T15:30:00Z"])
    #expect(try instants("Antarctica/Troll", "2026-03-29", at: 2, 30) == ["2026-03-29T01:00:00Z"])
    #expect(try instants("Pacific/Chatham", "2026-09-27", at: 3, 0) == ["2026-09-26T14:00:00Z"])
  }

  @Test func `midnight in a gap is the first instant of the day`() throws {
    let midnights = try instants("Africa/Cairo", "2026-04-24", days: 2, at: 0, 0)
    #expect(
      midnights == ["2026-04-23T22:00:00Z", "2026-04-24T21:00:00Z", "2026-04-25T21:00:00Z"])
    #expect(
      try TimeInput.parse("2026-04-24", timeZone: "Africa/Cairo").description
        == "2026-04-23T22:00:00Z")
  }

  @Test func `a day that the clock skipped as a whole counts once, with the next`() throws {
    // Samoa had no 30 December 2011.
    #expect(
      try instants("Pacific/Apia", "2011-12-29", days: 3, at: 0, 0)
        == ["2011-12-29T10:00:00Z", "2011-12-30T10:00:00Z", "2011-12-31T10:00:00Z"])
  }

  @Test func `the time after the second passing asks for the next day`() throws {
    var schedule = ZoneTests.schedule(.day, at: 2, 30)
    schedule.timeZone = "Europe/Berlin"
    let occurrences = try Occurrences(schedule)
    let second = try TimeInput.parse("2026-10-25T01:30:00Z", timeZone: "UTC")
    #expect(occurrences.last(notAfter: second) == second + -3600)
    #expect(occurrences.last(notAfter: second + -1800) == second + -3600)
    #expect(occurrences.first(after: second + -1800) == second + 86_400)
  }

  @Test func `a day that the clock went back from has begun already`() throws {
    // On 7 November 2010 at 00:01 Newfoundland's clocks went back to 23:01 of the 6th.
    var schedule = ZoneTests.schedule(.day, at: 0, 0)
    schedule.timeZone = "America/St_Johns"
    let occurrences = try Occurrences(schedule)
    let midnight = try TimeInput.parse("2010-11-07T02:30Z", timeZone: "UTC")
    let evening = midnight + 1800
    #expect(try LocalClock(schedule.timeZone).day(at: evening).description == "2010-11-06")
    #expect(occurrences.last(notAfter: evening) == midnight)
    #expect(occurrences.first(after: evening) == midnight + 25 * 3600)
    #expect(occurrences.all(in: evening..<(evening + 86_400 * 2)).count == 1)
    #expect(occurrences.all(in: midnight..<evening) == [midnight])
  }

  @Test(arguments: ["UTC", "Etc/UTC", "GMT", "Etc/Zulu"])
  func `UTC by any of its names has no offset`(name: String) throws {
    let clock = try LocalClock(name)
    #expect(clock.offset(at: Timestamp(seconds: 1_780_000_000)) == 0)
    let time = clock.instant(
      of: LocalDate(year: 2026, month: 12, day: 1), at: TimeOfDay(hour: 9, minute: 30))
    #expect(time.description == "2026-12-01T09:30:00Z")
  }

  @Test(arguments: ["", "PST", "GMT+2", "+02:00", "Mars/Olympus", "Europe/berlin", "../etc/passwd"])
  func `what is no IANA name is a configuration error`(name: String) {
    var schedule = ZoneTests.schedule(.day, at: 0, 0)
    schedule.timeZone = name
    let error = #expect(throws: SchedulingError.self) { try Occurrences(schedule) }
    #expect(error?.category == .configuration)
  }

  @Test func `an unknown zone suggests the nearest one`() {
    let error = #expect(throws: SchedulingError.self) { try LocalClock("Europe/Berln") }
    #expect(error?.hints == ["did you mean `Europe/Berlin`?"])
    let lower = #expect(throws: SchedulingError.self) { try LocalClock("utc") }
    #expect(lower?.hints == ["did you mean `UTC`?"])
  }
}
