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
          let done = binding.objects.count { $0.outcome == .done }
          return [
            Document.Span(binding.binding.description, .code),
            Document.Span(RunReport.words(binding.outcome), RunReport.style(binding.outcome)),
            Document.Span(binding.to.map { String($0.prefix(10)) } ?? "", .code),
            Document.Span(counted(done, "object")),
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

  private func state(_ run: RunRecord) -> String {
    switch run.state {
    case .finished: ""
    case .started: ", not finished"
    case .interrupted: ", ended early"
    }
  }
}
