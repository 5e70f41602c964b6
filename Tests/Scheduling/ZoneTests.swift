import Domain
import Foundation
import Testing

@testable import Scheduling

/// Occurrences in real zones against `zoneinfo`: a sample by default, every zone that both sides
/// know with `DEPLOYSYNC_ALL_ZONES=1`.
struct ZoneTests {
  static let years = 2025...2030
  /// Zones with the rarest rules, and some of the usual ones.
  static let sample = [
    "Africa/Cairo", "Africa/Casablanca", "America/Asuncion", "America/Havana",
    "America/Los_Angeles", "America/Nuuk", "America/Santiago", "America/Scoresbysund",
    "America/St_Johns", "Antarctica/Troll", "Asia/Beirut", "Asia/Gaza", "Asia/Kathmandu",
    "Asia/Tehran", "Atlantic/Azores", "Australia/Lord_Howe", "Europe/Berlin", "Europe/Dublin",
    "Europe/London", "Pacific/Apia", "Pacific/Auckland", "Pacific/Chatham", "Pacific/Easter", "UTC",
  ]

  static func schedule(
    _ recurrence: Schedule.Recurrence, every interval: Int = 1, from starting: LocalDate? = nil,
    at hour: Int, _ minute: Int
  ) -> Schedule {
    Schedule(
      name: "any", recurrence: recurrence, interval: interval, starting: starting,
      at: TimeOfDay(hour: hour, minute: minute), timeZone: "UTC")
  }

  static let schedules = [
    schedule(.month(day: 1), at: 0, 0),
    schedule(.month(day: 31), at: 2, 30),
    schedule(.lastDayOfMonth, at: 23, 59),
    schedule(.day, at: 2, 30),
    schedule(.day, at: 0, 0),
    schedule(.week(days: [.sunday, .tuesday]), at: 1, 0),
    schedule(
      .week(days: [.monday, .sunday]), every: 2, from: LocalDate(year: 2025, month: 2, day: 5),
      at: 2, 0),
    schedule(
      .month(day: 1), every: 3, from: LocalDate(year: 2026, month: 1, day: 1), at: 0, 0),
  ]

  @Test func `occurrences are those of zoneinfo in every zone`() throws {
    let isComplete = ProcessInfo.processInfo.environment["DEPLOYSYNC_ALL_ZONES"] == "1"
    let wanted = try isComplete ? ZoneOracle.zones() : Self.sample
    var unknown: [String] = []
    let zones = wanted.filter { name in
      if (try? LocalClock(name)) != nil { return true }
      unknown.append(name)
      return false
    }
    var otherRules: [String] = []
    var differences: [String] = []
    let answers = try ZoneOracle.answers(
      zones: zones, schedules: Self.schedules, years: Self.years)
    #expect(answers.count == zones.count)
    for answer in answers {
      if let difference = try Self.offsetDifference(answer) {
        otherRules.append("\(answer.zone): \(difference)")
        continue
      }
      for (schedule, expected) in zip(Self.schedules, answer.occurrences) {
        if let difference = try Self.difference(schedule, in: answer.zone, from: expected) {
          differences.append("\(answer.zone), \(schedule.recurrence): \(difference)")
        }
      }
    }
    print("compared \(answers.count - otherRules.count) zones with zoneinfo")
    if !unknown.isEmpty { print("zones that Foundation does not know: \(unknown)") }
    if !otherRules.isEmpty { print("zones whose rules differ by tz data:\n\(otherRules)") }
    #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
    #expect(otherRules.count <= 5, "\(otherRules.joined(separator: "\n"))")
    #expect(unknown.count <= 5, "\(unknown)")
  }

  /// The first instant in the window at which the two databases disagree on the zone's offset.
  static func offsetDifference(_ answer: ZoneOracle.Answer) throws -> String? {
    let clock = try LocalClock(answer.zone)
    let end = Timestamp(seconds: 1_924_992_000 + 86_400)  // 2031-01-02
    for (index, change) in answer.offsets.enumerated() {
      let until = index + 1 < answer.offsets.count ? answer.offsets[index + 1].from : end
      let probes = stride(from: change.from.seconds, to: until.seconds, by: 43_200)
      for instant in Array(probes) + [until.seconds - 1] {
        let own = clock.offset(at: Timestamp(seconds: instant))
        if own != change.seconds {
          return "\(Timestamp(seconds: instant)): \(own), zoneinfo has \(change.seconds)"
        }
      }
    }
    return nil
  }

  static func difference(
    _ schedule: Schedule, in zone: String, from expected: [Timestamp]
  ) throws -> String? {
    var schedule = schedule
    schedule.timeZone = zone
    let clock = try LocalClock(zone)
    let midnight = TimeOfDay(hour: 0, minute: 0)
    let start = clock.instant(of: LocalDate(year: 2025, month: 1, day: 1), at: midnight)
    let end = clock.instant(of: LocalDate(year: 2031, month: 1, day: 1), at: midnight)
    let occurrences = try Occurrences(schedule)
    let own = occurrences.all(in: start..<end)
    guard own == expected else {
      let missing = Set(expected).subtracting(own).sorted()
      let surplus = Set(own).subtracting(expected).sorted()
      return "missing \(missing), surplus \(surplus)"
    }
    // The single questions, at and beside a few of the same occurrences.
    for index in stride(from: 1, to: own.count - 1, by: max(1, own.count / 6)) {
      let (before, this, after) = (own[index - 1], own[index], own[index + 1])
      guard occurrences.first(after: this) == after, occurrences.first(after: this + -1) == this,
        occurrences.last(notAfter: this) == this, occurrences.last(notAfter: this + -1) == before
      else { return "single questions at \(this)" }
    }
    return nil
  }
}
