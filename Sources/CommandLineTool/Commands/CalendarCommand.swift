import ArgumentParser
import Configuration
import Domain
import Queueing
import Reporting
import Scheduling
import Syncing

/// `deploysync calendar`
struct CalendarCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calendar",
    abstract: "Shows the deployment dates to come, and those that were missed.",
    discussion: "Example: deploysync calendar --from 2026-12-01 --months 6")

  @Option(help: ArgumentHelp("The first day; today by default.", valueName: "date"))
  var from: String?

  @Option(help: ArgumentHelp("How many months to show.", valueName: "n"))
  var months = 3

  @OptionGroup var view: ViewOptions
  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  func validate() throws {
    guard (1...120).contains(months) else { throw ValidationError("--months is 1 to 120.") }
  }

  func run() async throws {
    let session = try await Session.open(options)
    let situation = try session.situation(view)
    let configuration = situation.configuration
    let start = try from.map { try TimeInput.parse($0, timeZone: configuration.timeZone) }
    let first = start ?? situation.now
    let range = first..<(try end(first, timeZone: configuration.timeZone))
    var groups: [Schedule: [BindingID]] = [:]
    for binding in configuration.bindings {
      guard let schedule = binding.deployment.schedule else { continue }
      groups[schedule, default: []].append(binding.id)
    }
    var dates: [CalendarReport.Date] = []
    for (schedule, bindings) in groups {
      dates += try Occurrences(schedule).all(in: range).map {
        CalendarReport.Date(at: $0, schedule: schedule.name, bindings: bindings)
      }
    }
    dates.sort { ($0.at, $0.schedule) < ($1.at, $1.schedule) }
    let decider = Decider(situation)
    let missed = try situation.queues(configuration.bindings).compactMap { queue in
      try decider.decide(queue).missed.map { (binding: queue.binding.id, at: $0) }
    }
    try session.answer(
      CalendarReport(range: range, dates: dates, missed: missed, time: session.time(situation)))
  }

  /// The same time of the same day, so many months later; the last day of a shorter month.
  private func end(_ first: Timestamp, timeZone: String) throws -> Timestamp {
    let clock = try LocalClock(timeZone)
    var day = clock.day(at: first)
    let months = day.month - 1 + months
    day = LocalDate(year: day.year + months / 12, month: months % 12 + 1, day: day.day)
    while !day.isReal { day = LocalDate(year: day.year, month: day.month, day: day.day - 1) }
    return clock.instant(of: day, at: clock.time(at: first))
  }
}
