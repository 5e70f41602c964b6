import Configuration
import Domain
import Testing

/// The rules of `calendar.schedules`.
@Suite struct ScheduleRuleTests {
  static func told(_ schedule: String) throws -> Told {
    try Told.file("calendar: { schedules: { s: \(schedule) } }")
  }

  @Test(arguments: [
    ("{ every: day }", Schedule.Recurrence.day),
    ("{ every: month, on: 31 }", .month(day: 31)),
    ("{ every: month, \"on\": \"7\" }", .month(day: 7)),
    ("{ every: month, on: last }", .lastDayOfMonth),
    ("{ every: week, on: [monday, sunday] }", .week(days: [.monday, .sunday])),
    ("{ every: week, on: saturday }", .week(days: [.saturday])),
  ]) func `the forms`(_ schedule: String, _ recurrence: Schedule.Recurrence) throws {
    let told = try Self.told(schedule)
    #expect(told.texts == [])
    #expect(told.configuration?.schedules["s"]?.recurrence == recurrence)
  }

  @Test(arguments: [
    ("00:00", 0, 0), ("09:30", 9, 30), ("\"23:59\"", 23, 59), ("'7:05'", 7, 5), ("1:20", 1, 20),
  ]) func `a time is a time, quoted or not`(_ text: String, _ hour: Int, _ minute: Int) throws {
    let told = try Self.told("{ every: day, at: \(text) }")
    #expect(told.configuration?.schedules["s"]?.at == TimeOfDay(hour: hour, minute: minute))
  }

  @Test(arguments: ["2026-01-31", "2028-02-29", "2000-02-29", "\"2026-12-01\""])
  func `a date is a date, quoted or not`(_ text: String) throws {
    let told = try Self.told("{ every: day, starting: \(text) }")
    let expected = text.filter { $0 != "\"" }
    #expect(told.configuration?.schedules["s"]?.starting?.description == expected)
  }

  @Test(arguments: [
    "2026-02-29", "1900-02-29", "2100-02-29", "2026-04-31", "2026-13-01", "2026-00-01",
    "2026-01-00", "2026-1-1", "26-01-01", "2026-01-01T00:00:00Z", "1.1.2026", "+026-01-01",
  ]) func `a day that no calendar has is not a date`(_ text: String) throws {
    #expect(
      try Self.told("{ every: day, starting: \(text) }").texts == [
        "2:53: error: expected a date such as `2026-01-31`, found `\(text)`"
      ])
  }

  @Test(arguments: ["24:00", "12:60", "9", "930", "09:30:00", "9:5", "-1:30", "09.30", "٠٩:٣٠"])
  func `a time that no clock shows is not a time`(_ text: String) throws {
    #expect(
      try Self.told("{ every: day, at: \(text) }").texts == [
        "2:47: error: expected a time such as `09:30`, found `\(text)`"
      ])
  }

  @Test(arguments: [
    (
      "daily",
      "2:29: error: expected a schedule such as `{ every: day, at: \"06:00\" }`, "
        + "found `daily`"
    ),
    ("{ at: 00:00 }", "2:26: error: expected `every` with `month`, `week` or `day`"),
    ("{ every: moon }", "2:38: error: expected `month`, `week` or `day`, found `moon`"),
    (
      "{ every: months, on: 1 }",
      "2:38: error: expected `month`, `week` or `day`, found `months`, "
        + "did you mean `month`?"
    ),
    ("{ every: [day] }", "2:38: error: expected `month`, `week` or `day`, found a list"),
    ("{ every: day, on: 1 }", "2:43: error: `on` does not go with `every: day`"),
    ("{ every: month }", "2:26: error: expected `on` with a day from `1` to `31` or `last`"),
    (
      "{ every: month, on: 0 }",
      "2:49: error: expected a day from `1` to `31` or `last`, found `0`"
    ),
    (
      "{ every: month, on: 32 }",
      "2:49: error: expected a day from `1` to `31` or `last`, found `32`"
    ),
    (
      "{ every: month, on: [1] }",
      "2:49: error: expected a day from `1` to `31` or `last`, found a list"
    ),
    ("{ every: week }", "2:26: error: expected `on` with a list of weekdays"),
    ("{ every: week, on: [] }", "2:48: error: expected at least one weekday, found none"),
    (
      "{ every: week, on: [tusday] }",
      "2:49: error: expected `monday`, `tuesday`, `wednesday`, "
        + "`thursday`, `friday`, `saturday` or `sunday`, found `tusday`, did you mean `tuesday`?"
    ),
    (
      "{ every: week, on: Friday }",
      "2:48: error: expected `monday`, `tuesday`, `wednesday`, "
        + "`thursday`, `friday`, `saturday` or `sunday`, found `Friday`, did you mean `friday`?"
    ),
    (
      "{ every: day, interval: 0 }",
      "2:53: error: expected a number from 1 to 1000, found `0`"
    ),
    (
      "{ every: day, interval: 2 }",
      "2:43: error: expected `starting`, the day that an interval of 2 is counted from"
    ),
    (
      "{ every: day, timezone: PST }",
      "2:53: error: expected the IANA name of a time zone, such as "
        + "`Europe/Berlin`, found `PST`"
    ),
    (
      "{ every: day, hour: 3 }",
      "2:43: error: unknown key `hour`, expected `every`, `interval`, "
        + "`on`, `starting`, `at` or `timezone`"
    ),
  ]) func `what is not a schedule`(_ schedule: String, _ text: String) throws {
    let told = try Self.told(schedule)
    #expect(told.isRefused)
    #expect(told.texts == [text])
  }

  @Test func `a schedule with an error is not called unknown where it is used`() throws {
    let told = try Told(
      """
      version: 1
      calendar: { schedules: { s: { every: day, at: noon } } }
      items: { x: { paths: [a], targets: { live: { schedule: s } } } }
      """)
    #expect(
      told.texts == ["2:47: error: expected a time such as `09:30`, found `noon`"])
  }
}
