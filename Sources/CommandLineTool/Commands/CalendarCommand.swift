import ArgumentParser
import Configuration
import Domain
import Reporting
import Scheduling
import Syncing

/// `deploysync calendar`
struct CalendarCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calendar",
    abstract: "Shows the deployment dates to come, freezes, and dates that were missed.",
    discussion: """
      With --format ics it is a calendar that a calendar program can subscribe to: publish the file \
      anew from a scheduled job.

      Example: deploysync calendar --from 2026-12-01 --months 6
      """)

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
    let zone = situation.configuration.timeZone
    let first = try from.map { try TimeInput.parse($0, timeZone: zone) } ?? situation.now
    let range = first..<(try end(first, timeZone: zone))
    let reader = CalendarReader(situation)
    let content = CalendarReport.Content(
      range: range, dates: try reader.dates(in: range), freezes: try reader.freezes(in: range),
      undated: reader.undated(), missed: try reader.missed())
    guard options.format == .ics else {
      return try session.answer(CalendarReport(content, time: session.time(situation)))
    }
    let feed = CalendarFeed(
      content, name: try RepositoryName.of(session.repository, remote: session.branch.remote),
      now: situation.now, time: session.time(situation))
    Terminal.output(Array(feed.text.utf8))
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
