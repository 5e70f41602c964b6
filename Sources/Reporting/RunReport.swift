import Domain
import Ledger
import Queueing
package import Syncing

/// The answer of `apply`: the run's record, and for people what to do next.
package struct RunReport: Report {
  private let record: RunRecord
  private let hints: [String: String]
  private let next: [String: String]
  private let time: TimeText
  private let isRecorded: Bool

  /// A run that was just carried out. Where bindings were named, those that had to wait are told
  /// the way to deploy before the date.
  package init(_ report: ApplyRun.Report, areNamed: Bool = false, time: TimeText) {
    record = report.record
    isRecorded = report.isRecorded
    self.time = time
    var hints: [String: String] = [:]
    var next: [String: String] = [:]
    for prepared in report.preparation.bindings {
      let id = prepared.binding.id.description
      hints[id] = prepared.hint ?? (areNamed ? prepared.hintBeforeDate : nil)
      if let date = prepared.decided?.next { next[id] = time.text(date) }
    }
    self.hints = hints
    self.next = next
  }

  package func encode(to encoder: any Encoder) throws { try record.encode(to: encoder) }

  package var document: Document {
    var document = Document()
    let isServed = { (binding: BindingResult) in binding.outcome != .notServed }
    for binding in record.bindings.filter(isServed) {
      Self.add(binding, hints, next, time, to: &document)
    }
    let others = record.bindings.filter { !isServed($0) }.map(\.binding.description)
    if !others.isEmpty {
      document.heading(
        1, Document.Span("not served here: ", .faint),
        Document.Span(others.joined(separator: ", "), .code))
    }
    if record.bindings.isEmpty { document.line("no binding is configured") }
    if isRecorded {
      document.heading(1, "run ", Document.Span(record.run, .code), Document.Span(" is recorded"))
    }
    return document
  }

  static func add(
    _ binding: BindingResult, _ hints: [String: String], _ next: [String: String],
    _ time: TimeText, to document: inout Document
  ) {
    let id = binding.binding.description
    var title = "  \(words(binding.outcome))"
    if let to = binding.to, [.applied, .partial, .unchanged].contains(binding.outcome) {
      title += " \(to.prefix(10))"
    }
    if let occurrence = binding.occurrence {
      title += " for the date \(time.text(iso8601: occurrence))"
    }
    document.heading(1, Document.Span(id, .code), Document.Span(title, style(binding.outcome)))
    if let why = binding.why { document.line(Document.Span(time.sentence(why))) }
    if binding.excluded > 0 {
      let entries = counted(binding.excluded, "entry waits", "entries wait")
      let date = next[id].map { " for the next date, \($0)" } ?? ""
      document.line(Document.Span("\(entries) in the queue\(date)"))
    }
    if let hint = hints[id] { document.line(Document.Span("Hint: ", .strong), Document.Span(hint)) }
    document.table(binding.objects.map(row))
  }

  private static func row(_ object: ObjectResult) -> [Document.Span] {
    let style: Document.Span.Style =
      switch object.outcome {
      case .done: .good
      case .unchanged: .faint
      case .refused, .skipped: .warning
      case .failed: .bad
      }
    let path = ShownPath.text(object.path, from: object.from)
    return [
      Document.Span(object.outcome.rawValue, style), Document.Span(object.action.words),
      Document.Span(path, .code), Document.Span(object.error ?? ""),
    ]
  }

  static func words(_ outcome: BindingResult.Outcome) -> String {
    switch outcome {
    case .notDue: "not due"
    case .notServed: "not served here"
    default: outcome.rawValue
    }
  }

  static func style(_ outcome: BindingResult.Outcome) -> Document.Span.Style {
    switch outcome {
    case .applied: .good
    case .unchanged, .notDue, .notServed: .faint
    case .partial, .refused: .warning
    case .failed: .bad
    }
  }
}

extension ObjectResult.Action {
  /// For people.
  var words: String {
    switch self {
    case .takeOver: "take over"
    case .leaveBehind: "leave behind"
    case .handOver: "hand over"
    default: rawValue
    }
  }
}

extension PreparedBinding {
  /// The way on for a person, where there is one.
  var hint: String? {
    switch stage {
    case .refused(_, let hint, _): hint
    case .planned(let plan, _) where plan.hasDrift:
      "deploysync apply \(binding.id) --overwrite-drift"
    default: nil
    }
  }
}

extension PreparedBinding {
  /// How what waits is deployed before its date; nil where nothing waits.
  fileprivate var hintBeforeDate: String? {
    guard case .waiting = stage, queue?.hasSomethingQueued == true else { return nil }
    return "before its date it needs an exception: "
      + "deploysync exception request \(ShellWord.quoted(binding.id.description)) --reason TEXT"
  }
}

extension BindingPlan {
  /// Whether an object was changed on the target and stands in the way.
  fileprivate var hasDrift: Bool {
    blocked.contains { if case .drift = $0.verdict { true } else { false } }
  }
}
