import Domain
package import Ledger

/// The answer of `ledger sync`.
package struct SyncReport: Report {
  var schema = 1
  var remote: Nullable<String>
  var ref: String
  var tip: Nullable<String>
  var received: Int
  var shared: Int

  package init(_ exchange: SharedLedgerReference.Exchange, at location: LedgerLocation) {
    remote = Nullable(location.remote)
    ref = location.name
    tip = Nullable(exchange.tip?.hex)
    received = exchange.received
    shared = exchange.shared
  }

  package var document: Document {
    var document = Document()
    let name = remote.value ?? ""
    guard let tip = tip.value else {
      document.line(Document.Span("\(name) has no ledger yet, and there is none here to share"))
      return document
    }
    document.line(
      Document.Span("the ledger of \(name) is at "), Document.Span(String(tip.prefix(10)), .code))
    if shared > 0 {
      document.line(Document.Span("shared \(counted(shared, "step")) of this repository", .good))
    }
    if received > 0 { document.line(Document.Span("received \(counted(received, "new step"))")) }
    if shared == 0, received == 0 { document.line(Document.Span("nothing was new", .faint)) }
    return document
  }
}
