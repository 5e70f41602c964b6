package import Domain
package import Scheduling
package import Syncing

/// The answer of `calendar`: the dates to come as freezes leave them, the freezes, the bindings
/// without dates, and what was missed.
package struct CalendarReport: Report {
  /// What it tells, for every form of it.
  package struct Content: Sendable {
    package var range: Range<Timestamp>
    package var dates: [CalendarDate]
    package var freezes: [FreezeRules.Span]
    package var undated: [(deployment: String, bindings: [BindingID])]
    package var missed: [CalendarReader.Missed]

    package init(
      range: Range<Timestamp>, dates: [CalendarDate], freezes: [FreezeRules.Span],
      undated: [(deployment: String, bindings: [BindingID])], missed: [CalendarReader.Missed]
    ) {
      self.range = range
      self.dates = dates
      self.freezes = freezes
      self.undated = undated
      self.missed = missed
    }
  }

  struct DateValue: Encodable {
    var at: String
    var occurrence: String
    var supersedes: [String]
    var schedule: String
    var deferredBy: [FreezeValue]
    var bindings: [String]
  }
  struct SkippedValue: Encodable {
    var occurrence: String
    var schedule: String
    var by: FreezeValue
    var bindings: [String]
  }
  struct FreezeSpan: Encodable {
    var start: String
    var end: String
    var days: FreezeValue
    var items: Nullable<[String]>
    var targets: Nullable<[String]>
  }
  struct Undated: Encodable {
    var deployment: String
    var bindings: [String]
  }
  struct Missed: Encodable {
    var at: String
    var binding: String
  }

  var schema = 1
  var from: String
  var until: String
  var dates: [DateValue] = []
  var skipped: [SkippedValue] = []
  var freezes: [FreezeSpan]
  var undated: [Undated]
  var missed: [Missed]
  private var content: Content
  private var time: TimeText

  private enum CodingKeys: String, CodingKey {
    case schema, from, until, dates, skipped, freezes, undated, missed
  }

  package init(_ content: Content, time: TimeText) {
    from = content.range.lowerBound.iso8601
    until = content.range.upperBound.iso8601
    self.content = content
    self.time = time
    freezes = content.freezes.map { span in
      FreezeSpan(
        start: span.start.iso8601, end: span.end.iso8601, days: FreezeValue(span.freeze),
        items: Nullable(span.freeze.items?.map(\.description)),
        targets: Nullable(span.freeze.targets))
    }
    undated = content.undated.map {
      Undated(deployment: $0.deployment, bindings: $0.bindings.map(\.description))
    }
    missed = content.missed.map { Missed(at: $0.at.iso8601, binding: $0.binding.description) }
    for date in content.dates {
      let bindings = date.bindings.map(\.description)
      if case .skipped(let freeze) = date.fate {
        skipped.append(
          SkippedValue(
            occurrence: date.occurrence.iso8601, schedule: date.schedule, by: FreezeValue(freeze),
            bindings: bindings))
      } else {
        dates.append(
          DateValue(
            at: date.at.iso8601, occurrence: date.occurrence.iso8601,
            supersedes: date.superseded.map(\.iso8601), schedule: date.schedule,
            deferredBy: date.freezes.map(FreezeValue.init), bindings: bindings))
      }
    }
  }

  package var document: Document {
    var document = Document()
    for missed in content.missed {
      document.line(
        Document.Span("MISSED: ", .bad), Document.Span(missed.binding.description, .code),
        Document.Span(" on \(time.text(missed.at)); to deploy it now: "),
        Document.Span("deploysync apply \(missed.binding) --late", .code))
    }
    document.table(content.dates.map(row))
    if content.dates.isEmpty {
      document.line(
        Document.Span(
          "no date from \(time.text(content.range.lowerBound)) "
            + "to \(time.text(content.range.upperBound))"))
    }
    if !content.freezes.isEmpty {
      document.heading(1, "Freezes")
      document.table(content.freezes.map { row($0.freeze) })
    }
    if !content.undated.isEmpty {
      document.heading(1, "Without dates")
      document.table(
        content.undated.map {
          [
            Document.Span($0.deployment, .strong),
            Document.Span(Self.meaning(of: $0.deployment), .faint),
            Document.Span($0.bindings.map(\.description).joined(separator: ", "), .code),
          ]
        })
    }
    return document
  }

  private func row(_ date: CalendarDate) -> [Document.Span] {
    var row = [
      Document.Span(time.text(date.at), date.isSkipped ? .faint : .strong),
      Document.Span(date.schedule, .faint),
      Document.Span(date.bindings.map(\.description).joined(separator: ", "), .code),
    ]
    if let note = date.note(time) { row.append(Document.Span(note, .warning)) }
    return row
  }

  private func row(_ freeze: Freeze) -> [Document.Span] {
    [
      Document.Span("\(freeze.days) \(freeze.timeZone)", .strong),
      Document.Span(freeze.reason),
      Document.Span(freeze.scope, .code),
      Document.Span(
        freeze.effect == .skip ? "dates inside are skipped" : "dates inside wait for its end",
        .faint),
    ]
  }

  private static func meaning(of deployment: String) -> String {
    switch deployment {
    case "ad-hoc": "as soon as it is merged"
    case "special": "by its own procedure"
    default: ""
    }
  }
}

extension CalendarDate {
  /// The freezes that moved it.
  var freezes: [Freeze] {
    if case .deferred(let freezes) = fate { freezes } else { [] }
  }

  /// What a freeze does to it, and what it takes along; nil where there is nothing to say.
  func note(_ time: TimeText) -> String? {
    var notes: [String] = []
    switch fate {
    case .onTime: break
    case .deferred(let freezes):
      notes.append("deferred from \(time.text(occurrence)) by \(freezes.named)")
    case .skipped(let freeze): notes.append("skipped by \([freeze].named)")
    }
    if !superseded.isEmpty {
      notes.append("supersedes \(counted(superseded.count, "earlier date"))")
    }
    return notes.isEmpty ? nil : notes.joined(separator: ", ")
  }
}

extension Freeze {
  /// What it is for: `all bindings`, or its items and targets.
  var scope: String {
    let items = items.map { $0.map(\.description).joined(separator: ", ") }
    let targets = targets.map { "on " + $0.joined(separator: ", ") }
    guard items != nil || targets != nil else { return "all bindings" }
    return [items ?? "all items", targets].compactMap(\.self).joined(separator: " ")
  }
}

extension [Freeze] {
  /// `the freeze "year-end"`, or `the freezes "a", "b"`.
  var named: String {
    (count == 1 ? "the freeze " : "the freezes ")
      + map { "\"\($0.reason)\"" }.joined(separator: ", ")
  }
}
