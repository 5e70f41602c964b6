import Domain
import Exceptions
package import Syncing

/// The answer of `hold` and `release`.
package struct HoldReport: Report {
  struct Along: Encodable {
    var commit: String
    var why: String
  }
  struct Value: Encodable {
    var item: String
    var target: String
    var commit: String
    var repository: String
    var mergeRequest: Nullable<String>
    var staysOutToo: [Along]
  }

  var schema = 1
  var verb: String
  var changes: [Value]
  private var entries: [Entry]

  private enum CodingKeys: String, CodingKey { case schema, verb, changes }

  /// - Parameter verb: `held` or `released`.
  package init(_ changes: [HoldDesk.Change], verb: String) {
    self.verb = verb
    entries = changes.map(\.entry)
    self.changes = changes.map { change in
      Value(
        item: change.binding.item, target: change.binding.target, commit: change.entry.commit.hex,
        repository: change.entry.repository,
        mergeRequest: Nullable(change.entry.mergeRequest),
        staysOutToo: change.along.map { Along(commit: $0.entry.commit.hex, why: $0.reason) })
    }
  }

  package var document: Document {
    var document = Document()
    for (value, entry) in zip(changes, entries) {
      document.heading(
        1, Document.Span("\(value.item)@\(value.target)", .code),
        Document.Span("  \(verb) \(entry.name)"),
        Document.Span("  \(entry.title)", .faint))
      document.table(
        value.staysOutToo.map {
          [
            Document.Span("stays out too", .warning),
            Document.Span(String($0.commit.prefix(10)), .code),
            Document.Span($0.why),
          ]
        })
    }
    return document
  }
}
