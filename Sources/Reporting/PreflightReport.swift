package import Syncing

/// The answer of `preflight`: which targets can be used.
package struct PreflightReport: Report {
  struct TargetValue: Encodable {
    var target: String
    var ready: Bool
    var seen: Nullable<String>
    var error: Nullable<String>
  }

  var schema = 1
  var targets: [TargetValue]
  private var results: [Preflight.Result]

  private enum CodingKeys: String, CodingKey { case schema, targets }

  package init(_ results: [Preflight.Result]) {
    self.results = results
    targets = results.map {
      TargetValue(
        target: $0.target, ready: $0.isReady, seen: Nullable($0.seen), error: Nullable($0.failure))
    }
  }

  package var document: Document {
    var document = Document()
    if results.isEmpty {
      document.line(Document.Span("this machine's targets file names no target"))
    }
    for result in results {
      document.heading(
        1, Document.Span(result.target, .code), "  ",
        result.isReady ? Document.Span("ready", .good) : Document.Span("failed", .bad))
      document.line(Document.Span(result.seen ?? result.failure ?? ""))
      for hint in result.hints { document.line(Document.Span("Hint: \(hint)")) }
    }
    return document
  }
}
