import Domain
package import Ledger

/// The answer of `history`: runs, newest first.
package struct HistoryReport: Report {
  var schema = 1
  var runs: [RunRecord]
  private var time: TimeText

  private enum CodingKeys: String, CodingKey { case schema, runs }

  package init(_ runs: [RunRecord], time: TimeText) {
    self.runs = runs
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
    guard run.kind == .baseline, binding.outcome == .applied else {
      return RunReport.words(binding.outcome)
    }
    return "recorded"
  }

  private static func count(_ binding: BindingResult, of run: RunRecord) -> String {
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
