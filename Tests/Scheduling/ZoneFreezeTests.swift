import Domain
import Foundation
import Testing

@testable import Scheduling

/// Freezes in real zones against `zoneinfo`: no date is lost and none comes twice, at month ends, in
/// leap years and on the days on which clocks change.
struct ZoneFreezeTests {
  private static let midnight = ZoneTests.schedule(.day, at: 0, 0)
  private static let night = ZoneTests.schedule(.day, at: 2, 30)

  @Test func `a freeze begins and ends with its days in every zone`() throws {
    let isComplete = ProcessInfo.processInfo.environment["DEPLOYSYNC_ALL_ZONES"] == "1"
    let wanted = try isComplete ? ZoneOracle.zones() : ZoneTests.sample
    let zones = wanted.filter { (try? LocalClock($0)) != nil }
    let answers = try ZoneOracle.answers(
      zones: zones, schedules: [Self.midnight, Self.night], years: ZoneTests.years)
    var compared = 0
    var differences: [String] = []
    for answer in answers where try ZoneTests.offsetDifference(answer) == nil {
      compared += 1
      if let difference = try Self.difference(answer) {
        differences.append("\(answer.zone): \(difference)")
      }
    }
    #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
    #expect(compared > zones.count - 6)
  }

  private static func difference(_ answer: ZoneOracle.Answer) throws -> String? {
    let (days, nights) = (answer.occurrences[0], answer.occurrences[1])
    let clock = try LocalClock(answer.zone)
    let first = LocalDate(year: 2025, month: 1, day: 1).dayNumber
    guard days.count == nights.count, clock.day(at: days[0]).dayNumber == first else {
      return "a day is missing"
    }
    for (from, length) in ranges(answer, days, clock) where from + length < days.count {
      let freeze = Freeze(
        from: LocalDate(dayNumber: first + from),
        to: LocalDate(dayNumber: first + from + length - 1),
        reason: "test", timeZone: answer.zone)
      let rules = try FreezeRules([freeze])
      let end = days[from + length]
      guard rules.spans.map(\.start) == [days[from]], rules.spans.map(\.end) == [end] else {
        return "\(freeze.days): \(rules.spans)"
      }
      let near = max(0, from - 3)..<min(days.count, from + length + 3)
      for index in near {
        let isInside = (from..<from + length).contains(index)
        for occurrence in [days[index], nights[index]] {
          let expected = isInside ? end : occurrence
          guard rules.instant(of: occurrence) == expected else {
            return "\(freeze.days): \(occurrence) comes to "
              + "\(rules.instant(of: occurrence)?.iso8601 ?? "nothing")"
          }
        }
      }
    }
    return nil
  }

  /// Freezes by the index of their first day and their length: around each change of the clock, at
  /// month ends, over the leap day and over each New Year.
  private static func ranges(
    _ answer: ZoneOracle.Answer, _ days: [Timestamp], _ clock: LocalClock
  ) -> [(from: Int, length: Int)] {
    var ranges: [(from: Int, length: Int)] = []
    for change in answer.offsets.dropFirst() {
      guard let day = days.lastIndex(where: { $0 <= change.from }) else { continue }
      for from in max(0, day - 1)...day + 1 { ranges += [(from, 1), (from, 2), (from, 5)] }
    }
    for (index, instant) in days.enumerated() where clock.day(at: instant + 43_200).day >= 28 {
      let day = clock.day(at: instant + 43_200)
      if day.month == 2 || day.month == 12 { ranges += [(index, 1), (index, 2), (index, 8)] }
    }
    return ranges
  }
}
