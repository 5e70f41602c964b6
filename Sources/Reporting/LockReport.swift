import Domain
import Ledger
package import Syncing

/// A lock in answers: whose it is, since when, and why.
struct LockValue: Encodable {
  var by: String
  var at: String
  var reason: String

  init(_ lock: BindingLock) {
    by = lock.by
    at = lock.at
    reason = lock.reason
  }
}

extension Document {
  mutating func add(_ lock: LockValue, _ time: TimeText) {
    line(
      Span("LOCKED by \(lock.by)", .bad),
      Span(" on \(time.text(iso8601: lock.at)): \(lock.reason)"))
  }
}

/// The answer of `lock` and `unlock`.
package struct LockReport: Report {
  struct Value: Encodable {
    var item: String
    var target: String
    /// The lock that was taken, or taken away.
    var lock: LockValue
    /// The run that is at work on it.
    var run: Nullable<String>
  }

  var schema = 1
  var verb: String
  var changes: [Value]
  private var time: TimeText

  private enum CodingKeys: String, CodingKey { case schema, verb, changes }

  /// - Parameter verb: `locked` or `unlocked`.
  package init(_ changes: [LockDesk.Change], verb: String, time: TimeText) {
    self.verb = verb
    self.time = time
    self.changes = changes.map {
      Value(
        item: $0.binding.item, target: $0.binding.target, lock: LockValue($0.lock),
        run: Nullable($0.runAtWork))
    }
  }

  package var document: Document {
    var document = Document()
    for value in changes {
      let name = "\(value.item)@\(value.target)"
      document.heading(1, Document.Span(name, .code), Document.Span("  \(verb)", .strong))
      let lock = value.lock
      if verb == "locked" {
        document.line(
          "nothing is deployed there until: ", Document.Span("deploysync unlock \(name)", .code))
      } else {
        document.line(
          Document.Span(
            "it was locked by \(lock.by) on \(time.text(iso8601: lock.at)): \(lock.reason)"))
      }
      if let run = value.run.value {
        document.line(
          Document.Span("run \(run) is at work on it and stops before its next write", .warning))
      }
    }
    return document
  }
}
