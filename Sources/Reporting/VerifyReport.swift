import Domain
package import Ledger

/// The answer of `ledger verify`.
package struct VerifyReport: Report {
  struct FindingValue: Encodable {
    var commit: String
    var problem: String
  }

  var schema = 1
  var ref: String
  var remote: Nullable<String>
  var tip: Nullable<String>
  var commits: Int
  var runs: Int
  /// The oldest commit that something is wrong with.
  var firstBad: Nullable<String>
  var sound: Nullable<Int>
  var findings: [FindingValue]

  package init(_ report: LedgerVerifier.Report, at location: LedgerLocation) {
    ref = location.name
    remote = Nullable(location.remote)
    tip = Nullable(report.tip?.hex)
    commits = report.commits
    runs = report.runs
    firstBad = Nullable(report.firstBad?.hex)
    sound = Nullable(report.sound)
    findings = report.findings.map { FindingValue(commit: $0.commit.hex, problem: $0.problem) }
  }

  package var document: Document {
    var document = Document()
    guard tip.value != nil else {
      document.line(Document.Span("there is no ledger yet at \(ref)"))
      return document
    }
    for finding in findings {
      document.line(
        Document.Span(String(finding.commit.prefix(10)), .code),
        Document.Span(" \(finding.problem)", .bad))
    }
    let size = "\(counted(commits, "commit")), \(counted(runs, "run"))"
    guard let first = firstBad.value else {
      document.line(Document.Span("the ledger is sound: \(size)", .good))
      return document
    }
    document.line(Document.Span("\(counted(findings.count, "problem")) in \(size)", .bad))
    let before =
      switch sound.value {
      case nil: "what was before it cannot be read"
      case 0?: "nothing is before it"
      case 1?: "the commit before it is sound"
      case let count?: "the \(count) commits before it are sound"
      }
    document.line(
      "first bad commit: ", Document.Span(String(first.prefix(10)), .code), "; \(before)")
    return document
  }
}
