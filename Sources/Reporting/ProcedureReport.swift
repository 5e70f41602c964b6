package import Domain
import Ledger
package import Syncing

/// The answer of `apply` where it walks through a procedure: what a run of it did, how far it is,
/// and what to type next.
package struct ProcedureReport: Report {
  private let record: RunRecord
  private let run: RunReport?
  private let progress: ProcedureWalk.Progress
  private let binding: BindingID
  private let time: TimeText

  private enum CodingKeys: String, CodingKey { case waitsFor }

  private struct WaitsFor: Encodable {
    var step: Int
    var steps: Int
    var manual: Nullable<String>
  }

  /// - Parameter by: who types the command, for the record where no run is made.
  package init(
    _ progress: ProcedureWalk.Progress, of binding: BindingID, by: String, time: TimeText
  ) {
    self.progress = progress
    self.binding = binding
    self.time = time
    var run: ApplyRun.Report?
    switch progress.standing {
    case .waits(let open):
      run = progress.sync
      record = run?.record ?? open.openRecord(by: by)
    case .ended(let end):
      run = progress.sync
      record = end
    case .stopped(let report, _):
      run = report
      record = report.record
    }
    self.run = run.map { RunReport($0, areNamed: true, time: time) }
  }

  package func encode(to encoder: any Encoder) throws {
    try record.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(Nullable(waitsFor), forKey: .waitsFor)
  }

  private var waitsFor: WaitsFor? {
    let open: Procedure? =
      switch progress.standing {
      case .waits(let open): open
      case .stopped(_, let open): open
      case .ended: nil
      }
    guard let open, let number = open.nextNumber else { return nil }
    return WaitsFor(step: number, steps: open.steps.count, manual: Nullable(open.nextManual))
  }

  private var command: String { "deploysync apply \(ShellWord.quoted(binding.description))" }

  package var document: Document {
    var document = run?.document ?? Document()
    switch progress.standing {
    case .waits(let open):
      add(open, "procedure at \(open.position)", .warning, to: &document)
      for note in progress.notes { document.line(Document.Span(time.sentence(note), .faint)) }
      if let number = open.nextNumber {
        hint("when step \(number) is done: \(command) --done \(number)", to: &document)
      }
    case .ended(let end):
      guard let procedure = end.procedure else { break }
      if let abandoned = procedure.abandoned {
        add(procedure, "procedure given up before \(procedure.position)", .warning, to: &document)
        document.line(Document.Span(abandoned.reason))
      } else {
        add(procedure, "procedure finished", .good, to: &document)
      }
      document.heading(1, "run ", Document.Span(end.run, .code), Document.Span(" is recorded"))
    case .stopped(_, let open?):
      add(open, "procedure stays at \(open.position)", .bad, to: &document)
      hint("when it is mended: \(command)", to: &document)
    case .stopped(let report, nil):
      guard !report.record.bindings.allSatisfy({ $0.outcome == .unchanged }) else { break }
      document.line(Document.Span("its procedure is not begun", .warning))
    }
    return document
  }

  private func hint(_ text: String, to document: inout Document) {
    document.line(Document.Span("Hint: ", .strong), Document.Span(text))
  }

  private func add(
    _ procedure: Procedure, _ title: String, _ style: Document.Span.Style,
    to document: inout Document
  ) {
    document.heading(
      1, Document.Span(procedure.binding.description, .code), Document.Span("  \(title)", style),
      Document.Span(", begun with \(procedure.commit.prefix(10))", .faint))
    let next = procedure.abandoned == nil ? procedure.nextNumber : nil
    document.table(
      procedure.steps.enumerated().map { index, step in
        let number = index + 1
        let state =
          step.done != nil
          ? Document.Span("done", .good)
          : number == next ? Document.Span("next", .warning) : Document.Span("", .faint)
        var row = [state, Document.Span("\(number)."), Document.Span(step.words)]
        if let done = step.done {
          row.append(Document.Span("\(time.text(iso8601: done.at)) by \(done.by)", .faint))
        }
        return row
      })
  }
}

extension Procedure {
  /// How it stands as a run's record, which no ledger has yet: people have to do the next step.
  fileprivate func openRecord(by: String) -> RunRecord {
    let why = "its procedure is at \(clause)"
    var result = BindingResult(binding: binding, outcome: .notDue, why: why)
    result.to = nil
    var record = RunRecord(
      run: procedure, kind: .procedure, state: .started,
      startedAt: Timestamp(iso8601: begunAt) ?? Timestamp(seconds: 0), finishedAt: nil, by: by,
      reason: "procedure of \(binding)", bindings: [result])
    record.procedure = self
    return record
  }
}
