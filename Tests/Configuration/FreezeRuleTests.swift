import Configuration
import Domain
import Testing

/// The rules of `calendar.freezes`.
@Suite struct FreezeRuleTests {
  private static func told(_ freeze: String, before: String = "") throws -> Told {
    try Told(
      "version: 1\n\(before)calendar: { freezes: [\(freeze)] }\n"
        + "items: { item: { paths: [a], targets: [t] } }\n")
  }

  @Test func `a whole freeze`() throws {
    let told = try Self.told(
      "{ from: 2026-12-20, to: 2027-01-04, reason: year-end, items: [item, item@t], "
        + "targets: [t], onFreeze: skip, timezone: Europe/Berlin }")
    #expect(told.texts == [])
    #expect(
      told.configuration?.freezes == [
        Freeze(
          from: LocalDate(year: 2026, month: 12, day: 20),
          to: LocalDate(year: 2027, month: 1, day: 4), reason: "year-end",
          items: [Freeze.Selection(item: "item"), Freeze.Selection(item: "item", target: "t")],
          targets: ["t"], effect: .skip, timeZone: "Europe/Berlin")
      ])
  }

  @Test func `what it leaves out is for all, defers, and is in the file's zone`() throws {
    let told = try Self.told(
      "{ from: 2026-12-20, to: 2026-12-20, reason: one day }", before: "timezone: Asia/Tokyo\n")
    #expect(told.texts == [])
    let freeze = try #require(told.configuration?.freezes.first)
    #expect(freeze.items == nil && freeze.targets == nil)
    #expect(freeze.effect == .putOff && freeze.timeZone == "Asia/Tokyo")
  }

  @Test(arguments: [
    (
      "{ from: 2027-01-04, to: 2026-12-20, reason: r }",
      "2:47: error: expected the last day of the freeze, which is not before its first, 2027-01-04, "
        + "found 2026-12-20"
    ),
    (
      "{ from: 2026-12-20, to: 2026-12-21 }",
      "2:23: error: expected `reason`, why nothing is deployed on these days"
    ),
    ("{ to: 2026-12-21, reason: r }", "2:23: error: expected `from`, the first day of the freeze"),
    ("{ from: 2026-12-21, reason: r }", "2:23: error: expected `to`, the last day of the freeze"),
    (
      "{ from: 2026-02-29, to: 2026-12-21, reason: r }",
      "2:31: error: expected a date such as `2026-01-31`, found `2026-02-29`"
    ),
    (
      "{ from: 2026-12-20, to: 2026-12-21, reason: r, onFreeze: skipp }",
      "2:80: error: expected `defer` or `skip`, found `skipp`, did you mean `skip`?"
    ),
    (
      "{ from: 2026-12-20, to: 2026-12-21, reason: r, timezone: Europe/Berlni }",
      "2:80: error: expected the IANA name of a time zone, such as `Europe/Berlin`, "
        + "found `Europe/Berlni`, did you mean `Europe/Berlin`?"
    ),
    (
      "{ from: 2026-12-20, to: 2026-12-21, reason: r, item: [item] }",
      "2:70: error: unknown key `item`, did you mean `items`?"
    ),
    (
      "{ from: 2026-12-20, to: 2026-12-21, reason: r, items: [iten] }",
      "2:78: error: the item `iten` is not in this file, did you mean `item`?"
    ),
    (
      "{ from: 2026-12-20, to: 2026-12-21, reason: r, items: [iten@t] }",
      "2:78: error: the item `iten` is not in this file, did you mean `item@t`?"
    ),
    (
      "{ from: 2026-12-20, to: 2026-12-21, reason: r, items: [item@live] }",
      "2:78: error: the item `item` has no target `live`"
    ),
    (
      "{ from: 2026-12-20, to: 2026-12-21, reason: r, items: [item, item] }",
      "2:84: error: `item` is named twice, first in line 2"
    ),
    (
      "{ from: 2026-12-20, to: 2026-12-21, reason: r, items: [] }",
      "2:77: error: expected at least one item, found none; without the key the freeze is for all"
    ),
    (
      "{ from: 2026-12-20, to: 2026-12-21, reason: r, targets: [live] }",
      "2:80: error: no item has the target `live`"
    ),
    (
      "{ from: 2026-12-20, to: 2026-12-21, reason: r, targets: t }",
      "2:79: error: expected a list of targets, found `t`, did you mean `[t]`?"
    ),
    (
      "christmas",
      "2:23: error: expected a freeze such as "
        + "`{ from: 2026-12-20, to: 2027-01-04, reason: \"year-end\" }`, found `christmas`"
    ),
  ]) func `what is wrong with one`(_ freeze: String, _ expected: String) throws {
    let told = try Self.told(freeze)
    #expect(told.isRefused)
    #expect(told.texts == [expected])
  }

  @Test func `an item with an error is known by its name, and its targets are not judged`() throws {
    let told = try Told(
      """
      version: 1
      calendar:
        freezes:
          - { from: 2026-12-20, to: 2026-12-21, reason: r, items: [bad@elsewhere], targets: [x] }
      items:
        bad: { targets: [elsewhere] }
        good: { paths: [a], targets: [t] }
      """)
    #expect(!told.isRefused)
    #expect(told.configuration?.freezes.count == 1)
  }
}
