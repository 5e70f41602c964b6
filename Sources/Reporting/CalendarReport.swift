package import Domain

/// The answer of `calendar`: the dates to come, and those that were missed.
package struct CalendarReport: Report {
  /// One deployment date.
  package struct Date: Sendable {
    package var at: Timestamp
    package var schedule: String
    package var bindings: [BindingID]

    package init(at: Timestamp, schedule: String, bindings: [BindingID]) {
      self.at = at
      self.schedule = schedule
      self.bindings = bindings
    }
  }
  struct DateValue: Encodable {
    var at: String
    var schedule: String
    var bindings: [String]
  }
  struct Missed: Encodable {
    var at: String
    var binding: String
  }

  var schema = 1
  var from: String
  var until: String
  var dates: [DateValue]
  var missed: [Missed]
  private var time: TimeText

  private enum CodingKeys: String, CodingKey { case schema, from, until, dates, missed }

  package init(
    range: Range<Timestamp>, dates: [Date], missed: [(binding: BindingID, at: Timestamp)],
    time: TimeText
  ) {
    from = range.lowerBound.iso8601
    until = range.upperBound.iso8601
    self.time = time
    self.dates = dates.map {
      DateValue(at: $0.at.iso8601, schedule: $0.schedule, bindings: $0.bindings.map(\.description))
    }
    self.missed = missed.map { Missed(at: $0.at.iso8601, binding: $0.binding.description) }
  }

  package var document: Document {
    var document = Document()
    for missed in missed {
      document.line(
        Document.Span("MISSED: ", .bad), Document.Span(missed.binding, .code),
        Document.Span(" on \(time.text(iso8601: missed.at))"))
    }
    document.table(
      dates.map { date in
        [
          Document.Span(time.text(iso8601: date.at), .strong), Document.Span(date.schedule, .faint),
          Document.Span(date.bindings.joined(separator: ", "), .code),
        ]
      })
    if dates.isEmpty {
      document.line(
        Document.Span(
          "no date from \(time.text(iso8601: from)) to \(time.text(iso8601: until))"))
    }
    return document
  }
}
