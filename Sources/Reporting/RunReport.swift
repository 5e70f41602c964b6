import Domain
import Ledger
import Queueing
import Scheduling
package import Syncing

/// The answer of `apply`: the run's record, and for people what to do next.
package struct RunReport: Report {
  private let record: RunRecord
  private let hints: [String: [String]]
  private let waits: [String: Waiting]
  private let time: TimeText
  private let isRecorded: Bool
  private let tellsNewsOnly: Bool

  /// A run that was just carried out. Where bindings were named, those that had to wait are told
  /// the way to deploy before the date.
  package init(
    _ report: ApplyRun.Report, areNamed: Bool = false, time: TimeText, tellsNewsOnly: Bool = false
  ) {
    self.tellsNewsOnly = tellsNewsOnly
    record = report.record
    isRecorded = report.isRecorded
    self.time = time
    var hints: [String: [String]] = [:]
    var waits: [String: Waiting] = [:]
    for prepared in report.preparation.bindings {
      let id = prepared.binding.id.description
      let own = prepared.hints(late: report.record.reason.contains(" --late"))
      hints[id] = own.isEmpty && areNamed ? prepared.hintBeforeDate.map { [$0] } : own
      waits[id] = prepared.decided.map { Waiting($0, time: time) }
    }
    self.hints = hints
    self.waits = waits
  }

  package func encode(to encoder: any Encoder) throws { try record.encode(to: encoder) }

  package var document: Document {
    var document = Document()
    if tellsNewsOnly {
      for binding in record.bindings where isNews(binding) {
        Self.add(binding, hints, waits, time, to: &document)
      }
      if !document.blocks.isEmpty { addRun(to: &document) }
      return document
    }
    let isServed = { (binding: BindingResult) in binding.outcome != .notServed }
    for binding in record.bindings.filter(isServed) {
      Self.add(binding, hints, waits, time, to: &document)
    }
    let others = record.bindings.filter { !isServed($0) }.map(\.binding.description)
    if !others.isEmpty {
      document.heading(
        1, Document.Span("not served here: ", .faint),
        Document.Span(others.joined(separator: ", "), .code))
    }
    if record.bindings.isEmpty { document.line("no binding is configured") }
    addRun(to: &document)
    return document
  }

  private func addRun(to document: inout Document) {
    guard isRecorded else { return }
    document.heading(1, "run ", Document.Span(record.run, .code), Document.Span(" is recorded"))
  }

  private func isNews(_ binding: BindingResult) -> Bool {
    switch binding.outcome {
    case .notDue where waits[binding.binding.description]?.isFrozen == true:
      binding.excluded > (binding.held ?? 0) || !binding.objects.isEmpty
    case .unchanged, .notDue, .notServed: !binding.objects.isEmpty
    case .applied, .partial, .failed, .refused: true
    }
  }

  static func add(
    _ binding: BindingResult, _ hints: [String: [String]], _ waits: [String: Waiting],
    _ time: TimeText, to document: inout Document
  ) {
    let id = binding.binding.description
    let isFrozen = binding.outcome == .notDue && waits[id]?.isFrozen == true
    var title = isFrozen ? "  frozen" : "  \(words(binding.outcome))"
    if let to = binding.to, [.applied, .partial, .unchanged].contains(binding.outcome) {
      title += " \(to.prefix(10))"
    }
    if let occurrence = binding.occurrence {
      title += " for the date \(time.text(iso8601: occurrence))"
    }
    document.heading(1, Document.Span(id, .code), Document.Span(title, style(binding.outcome)))
    if let why = binding.why { document.line(Document.Span(time.sentence(why))) }
    let held = binding.held ?? 0
    if binding.excluded > held {
      let entries = counted(binding.excluded - held, "entry waits", "entries wait")
      document.line(Document.Span("\(entries) in the queue\(waits[id]?.clause ?? "")"))
    }
    if held > 0 {
      let out =
        held == 1 ? "1 entry stays out until it is" : "\(held) entries stay out until they are"
      document.line(Document.Span("\(out) released"))
    }
    for hint in hints[id] ?? [] {
      document.line(Document.Span("Hint: ", .strong), Document.Span(hint))
    }
    // What is wrong comes first, and what only waits because of that comes last.
    let waits = { (object: ObjectResult) in object.error == BindingPlan.waitsForOthers }
    document.table((binding.objects.filter { !waits($0) } + binding.objects.filter(waits)).map(row))
  }

  /// What the entries of a binding wait for that stay in its queue.
  struct Waiting {
    var isFrozen: Bool
    /// To follow "wait in the queue".
    var clause: String

    init(_ decided: Decided, time: TimeText) {
      isFrozen = decided.decision.isFrozen
      let date = decided.nextDate.map(time.text)
      if decided.missed != nil, !isFrozen, case .refused = decided.decision {
        clause =
          " for --late" + (date.map { ", or for the next date, \($0), which supersedes it" } ?? "")
      } else {
        clause = date.map { " for the next date, \($0)" } ?? ""
      }
    }
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
      Document.Span(path, .code), Document.Span(object.error ?? object.note ?? ""),
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
  /// How what waits is deployed before its date; nil where nothing waits.
  fileprivate var hintBeforeDate: String? {
    guard case .waiting = stage, binding.deployment != .special, queue?.hasSomethingQueued == true
    else { return nil }
    let isFrozen = decided?.decision.isFrozen == true
    return
      (isFrozen
      ? "in the freeze it needs an exception whose impact names the freeze: "
      : "before its date it needs an exception: ")
      + "deploysync exception request \(ShellWord.quoted(binding.id.description)) --reason TEXT"
  }
}
