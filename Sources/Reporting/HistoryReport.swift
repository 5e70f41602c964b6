import Domain
package import Ledger

/// The answer of `history`: runs, newest first.
package struct HistoryReport: Report {
  var schema = 1
  var runs: [RunRecord]
  private var time: TimeText

  /// The run to name with `--before` for the next page; nil on the last one.
  var next: Nullable<String>
  struct Redaction: Encodable {
    var number: Int
    var blobs: [String]
    var by: String
    var at: String
    var reason: String
  }
  /// What was taken out of the ledger.
  var redactions: [Redaction]
  private var asked: [String]

  private enum CodingKeys: String, CodingKey { case schema, runs, next, redactions }

  /// - Parameter asked: the words of the command that choose which runs it shows.
  package init(
    _ page: LedgerSnapshot.RunPage, redactions: [LedgerRedaction], asked: [String],
    time: TimeText
  ) {
    self.redactions = redactions.map {
      Redaction(number: $0.number, blobs: $0.blobs, by: $0.by, at: $0.at, reason: $0.reason)
    }
    runs = page.runs
    next = Nullable(page.hasMore ? page.runs.last?.run : nil)
    self.asked = asked
    self.time = time
  }

  package var document: Document {
    var document = Document()
    for run in runs {
      document.heading(
        1, Document.Span(run.run, .code),
        Document.Span("  \(time.text(iso8601: run.finishedAt ?? run.startedAt))"),
        Document.Span("  \(run.reason)\(state(run))", .faint))
      document.line(Document.Span("by \(run.by)", .faint))
      document.table(
        run.bindings.filter(Self.isWorthALine).map { binding in
          [
            Document.Span(binding.binding.description, .code),
            Document.Span(Self.words(binding, of: run), RunReport.style(binding.outcome)),
            Document.Span(binding.to.map { String($0.prefix(10)) } ?? "", .code),
            Document.Span(Self.count(binding, of: run)),
            Document.Span(binding.why.map(time.sentence) ?? ""),
          ]
        })
    }
    for redaction in redactions {
      let blobs = redaction.blobs.map { String($0.prefix(10)) }.joined(separator: ", ")
      document.line(
        Document.Span(blobs, .code),
        " redacted on \(time.text(iso8601: redaction.at)) by \(redaction.by): \(redaction.reason)")
    }
    if let next = next.value {
      let command = (["deploysync history"] + asked + ["--before", next]).joined(separator: " ")
      document.line(Document.Span("older ones: \(command)", .faint))
    }
    if runs.isEmpty { document.line("the ledger has no run") }
    return document
  }

  /// What did not happen is in the record, but not worth a person's time here.
  private static func isWorthALine(_ binding: BindingResult) -> Bool {
    switch binding.outcome {
    case .notDue, .notServed: !binding.objects.isEmpty
    case .unchanged: binding.occurrence != nil || !binding.objects.isEmpty
    case .applied, .partial, .failed, .refused: true
    }
  }

  /// A baseline applies nothing, and brings no object.
  private static func words(_ binding: BindingResult, of run: RunRecord) -> String {
    if let procedure = run.procedure, run.kind == .procedure {
      return procedure.abandoned == nil ? "finished" : "given up"
    }
    guard run.kind == .baseline, binding.outcome == .applied else {
      return RunReport.words(binding.outcome)
    }
    return "recorded"
  }

  private static func count(_ binding: BindingResult, of run: RunRecord) -> String {
    if let procedure = run.procedure, run.kind == .procedure {
      let done = procedure.steps.count { $0.done != nil }
      return "\(done) of \(counted(procedure.steps.count, "step"))"
    }
    let done = binding.objects.count { $0.outcome == .done }
    // Of a baseline the reason tells how many objects it found.
    return run.kind == .baseline && done == 0 ? "" : counted(done, "object")
  }

  private func state(_ run: RunRecord) -> String {
    switch run.state {
    case .finished: ""
    case .started: ", not finished"
    case .interrupted: ", ended early"
    }
  }
}
