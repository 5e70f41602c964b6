import Domain
import Ledger
package import Syncing

/// The answer of `ledger rebuild`: what is kept, what is lost, and what the targets have.
package struct RebuildReport: Report {
  struct FirstBad: Encodable {
    var commit: String
    var problem: String
  }
  struct Base: Encodable {
    var commit: String
    var at: String
    var commits: Int
  }
  struct Lost: Encodable {
    var tip: String
    var commits: Int
  }
  struct Nearness: Encodable {
    var different: Int
    var total: Int
  }
  struct BindingValue: Encodable {
    var item: String
    var target: String
    /// The commit that the target has; nil where it is not rebuilt.
    var commit: Nullable<String>
    var recorded: Nullable<Int>
    var inferred: Nullable<Nearness>
    var differences: [String]
    var why: Nullable<String>
    var remedy: Nullable<String>
    /// The run that the kept part names as the last; nil where it knows nothing of the binding.
    var keptRun: Nullable<String>
  }

  var schema = 1
  var written: Bool
  var firstBad: Nullable<FirstBad>
  var base: Nullable<Base>
  var lost: Nullable<Lost>
  var endedRuns: [String]
  var bindings: [BindingValue]
  var tip: Nullable<String>
  var run: Nullable<String>
  var backup: Nullable<String>
  private var time: TimeText

  private enum CodingKeys: String, CodingKey {
    case schema, written, firstBad, base, lost, endedRuns, bindings, tip, run, backup
  }

  package init(_ proposal: RebuildDesk.Proposal, time: TimeText) {
    self.time = time
    written = false
    firstBad = Nullable(
      proposal.firstBad.map { FirstBad(commit: $0.commit.hex, problem: $0.problem) })
    base = Nullable(
      proposal.base.map {
        Base(commit: $0.hex, at: proposal.baseAt?.iso8601 ?? "", commits: proposal.kept)
      })
    lost = Nullable(proposal.tip.map { Lost(tip: $0.hex, commits: proposal.lost) })
    endedRuns = proposal.ended
    bindings = proposal.places.map(Self.value)
    tip = Nullable(nil)
    run = Nullable(nil)
    backup = Nullable(nil)
  }

  package init(_ result: RebuildDesk.Result, time: TimeText) {
    self.init(result.proposal, time: time)
    written = true
    tip = Nullable(result.tip.hex)
    run = Nullable(result.run)
    backup = Nullable(result.backup)
  }

  private static func value(_ place: RebuildDesk.Place) -> BindingValue {
    let found = place.found
    return BindingValue(
      item: place.binding.item, target: place.binding.target,
      commit: Nullable(found?.commit.hex), recorded: Nullable(found?.recorded),
      inferred: Nullable(
        found?.nearness.map { Nearness(different: $0.different, total: $0.total) }),
      differences: found?.differences.map { "\($0.path.quoted) \($0.clause)" } ?? [],
      why: Nullable(place.why), remedy: Nullable(place.remedy),
      keptRun: Nullable(place.kept?.run))
  }

  package var document: Document {
    var document = Document()
    if let firstBad = firstBad.value {
      document.line(
        "first bad commit: ", Document.Span(String(firstBad.commit.prefix(10)), .code),
        Document.Span(" \(firstBad.problem)", .bad))
    } else {
      document.line(
        Document.Span("there is no ledger here", .bad),
        ": if the server or another clone has one, get that instead")
    }
    let kept = written ? "kept" : "would be kept"
    if let base = base.value {
      document.line(
        "\(kept): \(counted(base.commits, "commit")), up to ",
        Document.Span(String(base.commit.prefix(10)), .code),
        " of \(time.text(iso8601: base.at))")
    } else {
      document.line("\(kept): nothing")
    }
    if let lost = lost.value {
      document.line(
        "lost: \(counted(lost.commits, "commit")) that can be read, up to ",
        Document.Span(String(lost.tip.prefix(10)), .code),
        ", with the holds, locks and exceptions in them")
    }
    for run in endedRuns {
      document.line("run \(run), which was at work then, counts as ended early")
    }
    for binding in bindings { add(binding, to: &document) }
    if let tip = tip.value {
      let old = backup.value.map { "; the old one is at \($0)" } ?? ""
      document.line(
        Document.Span("the ledger is rebuilt", .good), ": it is at ",
        Document.Span(String(tip.prefix(10)), .code), "\(old)")
    } else {
      document.line(
        "nothing is written; write it: ",
        Document.Span("deploysync ledger rebuild --write", .code))
    }
    return document
  }

  private func add(_ binding: BindingValue, to document: inout Document) {
    let name = Document.Span("\(binding.item)@\(binding.target)", .code)
    guard let commit = binding.commit.value, let recorded = binding.recorded.value else {
      document.heading(1, name, Document.Span("  not rebuilt", .warning))
      document.line(Document.Span(time.sentence(binding.why.value ?? "")))
      document.line(
        Document.Span(
          binding.keptRun.value.map { "the kept part has it as run \($0) left it" }
            ?? "the kept part knows nothing of it"))
      if let remedy = binding.remedy.value { document.line(Document.Span(remedy, .code)) }
      return
    }
    document.heading(
      1, name, "  \(counted(recorded, "object")) as in ",
      Document.Span(String(commit.prefix(10)), .code))
    if let near = binding.inferred.value, near.different > 0 {
      document.line(
        "the nearest commit: the target differs from it in \(near.different) of \(near.total) places"
      )
    }
    document.table(binding.differences.map { ["", Document.Span($0)] })
  }
}
