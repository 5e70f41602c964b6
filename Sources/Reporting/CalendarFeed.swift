package import Domain
import Scheduling
import Syncing

/// The calendar as an iCalendar object (RFC 5545) that a calendar program can subscribe to.
package struct CalendarFeed {
  /// The whole object, with CRLF at the end of each line.
  package let text: String

  /// - Parameters:
  ///   - name: What the control repository is called; it makes event IDs unique among calendars.
  ///   - now: When it is made.
  package init(_ content: CalendarReport.Content, name: String, now: Timestamp, time: TimeText) {
    var feed = CalendarText()
    feed.line("BEGIN:VCALENDAR")
    feed.line("VERSION:2.0")
    feed.line("PRODID:-//deploysync//deploysync//EN")
    feed.line("CALSCALE:GREGORIAN")
    feed.line("METHOD:PUBLISH")
    feed.text("X-WR-CALNAME", "Deployments of \(name)")
    // RFC 7986, section 5.7, and what programs read that are older than it.
    feed.line("REFRESH-INTERVAL;VALUE=DURATION:PT6H")
    feed.line("X-PUBLISHED-TTL:PT6H")
    var events = EventWriter(name: name, stamp: now, time: time)
    for missed in content.missed { events.write(missed, to: &feed) }
    for date in content.dates { events.write(date, to: &feed) }
    for span in content.freezes { events.write(span.freeze, to: &feed) }
    // A calendar has at least one component (section 3.6), so one without events has this.
    if content.missed.isEmpty, content.dates.isEmpty, content.freezes.isEmpty {
      Self.writeTimeZone(to: &feed)
    }
    feed.line("END:VCALENDAR")
    text = feed.text
  }

  /// The zone that all times are in: nothing that a program shows.
  private static func writeTimeZone(to feed: inout CalendarText) {
    for line in [
      "BEGIN:VTIMEZONE", "TZID:UTC", "BEGIN:STANDARD", "DTSTART:19700101T000000",
      "TZOFFSETFROM:+0000", "TZOFFSETTO:+0000", "TZNAME:UTC", "END:STANDARD", "END:VTIMEZONE",
    ] { feed.line(line) }
  }
}

/// Writes one event after the other.
private struct EventWriter {
  let name: String
  let stamp: Timestamp
  let time: TimeText
  /// How often each ID was given: what has the same one is numbered.
  private var given: [String: Int] = [:]

  init(name: String, stamp: Timestamp, time: TimeText) {
    self.name = name
    self.stamp = stamp
    self.time = time
  }

  mutating func write(_ date: CalendarDate, to feed: inout CalendarText) {
    // The same ID as long as it is the same date: a program moves it rather than adding another.
    var id = "\(Self.utc(date.occurrence))-\(date.schedule)"
    switch date.fate {
    case .onTime: break
    case .deferred: id += "-\(Self.utc(date.at))"
    case .skipped(let freeze): id += "-skipped-\(freeze.from)"
    }
    begin("date-\(id)", at: date.at, &feed)
    let word = date.isSkipped ? "Skipped" : "Deployment"
    feed.text("SUMMARY", "\(word) \(date.schedule): \(Self.short(date.bindings))")
    var lines: [String] = []
    if date.isSkipped {
      lines.append("What is queued waits for the next date.")
    } else {
      lines.append("Cut-off: what is merged by \(time.text(date.occurrence)) goes out.")
    }
    if let note = date.note(time) { lines.append(note) }
    lines.append(date.bindings.map(\.description).joined(separator: ", "))
    feed.text("DESCRIPTION", lines.joined(separator: "\n"))
    feed.line("STATUS:\(date.isSkipped ? "CANCELLED" : "CONFIRMED")")
    end(&feed)
  }

  mutating func write(_ missed: CalendarReader.Missed, to feed: inout CalendarText) {
    begin("missed-\(Self.utc(missed.at))-\(missed.binding)", at: missed.at, &feed)
    feed.text("SUMMARY", "MISSED: \(missed.binding)")
    feed.text(
      "DESCRIPTION",
      "This date was not deployed. To deploy it now: deploysync apply \(missed.binding) --late")
    feed.line("STATUS:CONFIRMED")
    end(&feed)
  }

  mutating func write(_ freeze: Freeze, to feed: inout CalendarText) {
    feed.line("BEGIN:VEVENT")
    identify("freeze-\(freeze.from)-\(freeze.reason)", &feed)
    feed.line("DTSTART;VALUE=DATE:\(Self.date(freeze.from))")
    // The end of an event is not part of it (section 3.6.1).
    let end = LocalDate(dayNumber: freeze.to.dayNumber + 1)
    feed.line("DTEND;VALUE=DATE:\(Self.date(end))")
    feed.text("SUMMARY", "Freeze: \(freeze.reason)")
    let effect = freeze.effect == .skip ? "are skipped" : "wait for its end"
    feed.text(
      "DESCRIPTION",
      "Nothing is deployed on these days of \(freeze.timeZone); dates inside \(effect).\n"
        + "For \(freeze.scope)")
    feed.line("TRANSP:TRANSPARENT")
    feed.line("END:VEVENT")
  }

  private mutating func begin(_ id: String, at instant: Timestamp, _ feed: inout CalendarText) {
    feed.line("BEGIN:VEVENT")
    identify(id, &feed)
    feed.line("DTSTART:\(Self.utc(instant))")
  }

  private mutating func identify(_ id: String, _ feed: inout CalendarText) {
    let number = given[id, default: 0]
    given[id] = number + 1
    feed.text("UID", "\(id)\(number == 0 ? "" : "-\(number)")@\(name).deploysync")
    feed.line("DTSTAMP:\(Self.utc(stamp))")
  }

  private func end(_ feed: inout CalendarText) {
    feed.line("TRANSP:TRANSPARENT")
    feed.line("END:VEVENT")
  }

  /// `triggers@production`, or how many there are of more than three.
  private static func short(_ bindings: [BindingID]) -> String {
    bindings.count > 3
      ? counted(bindings.count, "binding")
      : bindings.map(\.description).joined(separator: ", ")
  }

  /// `20261201T000000Z`.
  private static func utc(_ instant: Timestamp) -> String {
    instant.iso8601.replacing("-", with: "").replacing(":", with: "")
  }

  /// `20261201`.
  private static func date(_ day: LocalDate) -> String {
    day.description.replacing("-", with: "")
  }
}
