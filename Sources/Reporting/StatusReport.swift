import Domain
import Ledger
import Queueing
import Scheduling
package import Syncing

/// The answer of `status`.
package struct StatusReport: Report {
  struct Deployed: Encodable {
    var commit: Nullable<String>
    /// By repository.
    var commits: [String: String]
    var at: String
    var by: Nullable<String>
    var run: String
    var proven: Bool
    var partial: Bool
  }
  struct LeaseValue: Encodable {
    var run: String
    var since: String
    var owner: String
  }
  struct Failure: Encodable {
    var run: String
    var at: Nullable<String>
    var outcome: String
    var why: Nullable<String>
  }
  struct BindingValue: Encodable {
    var item: String
    var target: String
    var state: String
    var deployment: Nullable<String>
    var deployed: Nullable<Deployed>
    var queued: Nullable<Int>
    var held: Nullable<Int>
    var changes: Nullable<Int>
    var next: Nullable<String>
    var deferred: Nullable<DeferralValue>
    var missed: Nullable<String>
    var why: Nullable<String>
    var leftBehind: [String]
    /// Those of `leftBehind` that are turned off.
    var deactivated: [String]
    var lease: Nullable<LeaseValue>
    var lock: Nullable<LockValue>
    var procedure: Nullable<ProcedureValue>
    var failure: Nullable<Failure>
  }

  var schema = 1
  var bindings: [BindingValue]
  private var time: TimeText
  private var next: [String: NextDate] = [:]

  private enum CodingKeys: String, CodingKey { case schema, bindings }

  /// - Parameter by: who deployed, by run.
  package init(_ statuses: [BindingStatus], by: [String: String], time: TimeText) {
    self.time = time
    bindings = statuses.map { Self.value($0, by: by) }
    for status in statuses {
      next[status.binding.description] = status.decided?.nextDate
    }
  }

  private static func value(_ status: BindingStatus, by: [String: String]) -> BindingValue {
    let why: String? =
      switch status.decided?.decision {
      case .refused(let why, _)?, .notDue(let why)?, .unchanged(let why)?,
        .frozen(let why, _)?:
        why
      default: nil
      }
    return BindingValue(
      item: status.binding.item, target: status.binding.target, state: status.state.rawValue,
      deployment: Nullable(status.queue?.binding.deployment.name),
      deployed: Nullable(
        status.record.map {
          Deployed(
            commit: Nullable($0.commit?.hex), commits: $0.commits.mapValues(\.hex),
            at: $0.at.iso8601, by: Nullable(by[$0.run]),
            run: $0.run, proven: $0.isProven, partial: $0.isPartial)
        }),
      queued: Nullable(status.queue?.entries?.count { $0.status == .queued }),
      held: Nullable(status.queue?.entries?.count { $0.status == .held }),
      changes: Nullable(status.queue?.changes.count),
      next: Nullable(status.decided?.next?.iso8601),
      deferred: Nullable(DeferralValue(status.decided?.nextDate)),
      missed: Nullable(status.decided?.missed?.iso8601), why: Nullable(why),
      leftBehind: status.record?.leftBehind.map(\.path.portable) ?? [],
      deactivated: status.record?.leftBehind.deactivatedPaths ?? [],
      lease: Nullable(
        status.lease.map {
          LeaseValue(run: $0.run, since: $0.since, owner: $0.owner.description)
        }),
      lock: Nullable(status.lock.map(LockValue.init)),
      procedure: Nullable(status.procedure.map(ProcedureValue.init)),
      failure: Nullable(
        status.failure.map {
          Failure(
            run: $0.run.run, at: Nullable($0.run.finishedAt), outcome: $0.result.outcome.rawValue,
            why: Nullable($0.result.why))
        }))
  }

  package var document: Document {
    var document = Document()
    for binding in bindings { add(binding, to: &document) }
    if bindings.isEmpty { document.line("no binding is configured") }
    return document
  }

  private func add(_ binding: BindingValue, to document: inout Document) {
    let style: Document.Span.Style =
      switch binding.state {
      case "upToDate": .good
      case "queued", "due", "frozen", "refused", "open": .warning
      case "unconfigured": .faint
      default: .bad
      }
    document.heading(
      1, Document.Span("\(binding.item)@\(binding.target)", .code), "  ",
      Document.Span(words(binding.state), style))
    if let deployed = binding.deployed.value {
      let commit = deployed.commit.value.map { String($0.prefix(10)) } ?? "no commit as a whole"
      let others = deployed.commits.filter { $0.key != Repositories.control }
        .sorted { $0.key < $1.key }.map { ", \($0.key) \($0.value.prefix(10))" }.joined()
      let by = deployed.by.value.map { " by \($0)" } ?? ""
      let proof = deployed.proven ? "" : ", not proven"
      document.line(
        "deployed ", Document.Span(commit, .code), Document.Span(others),
        Document.Span(" on \(time.text(iso8601: deployed.at))\(by)\(proof)"))
    } else {
      document.line("never deployed")
    }
    if let queued = binding.queued.value, let changes = binding.changes.value {
      document.line(
        Document.Span(
          "\(counted(queued, "entry", "entries")) queued, "
            + (binding.held.value.map { $0 > 0 ? "\($0) held, " : "" } ?? "")
            + counted(changes, "change")))
    }
    if let missed = binding.missed.value {
      document.line(
        Document.Span("MISSED: the date \(time.text(iso8601: missed)) was not deployed", .bad))
    }
    if let procedure = binding.procedure.value {
      let style: Document.Span.Style = binding.state == "stalled" ? .bad : .warning
      document.line(Document.Span(procedure.sentence(time), style))
    }
    // Of an open procedure all was said.
    if binding.procedure.value == nil || binding.state != "open" && binding.state != "stalled",
      let why = binding.why.value
    {
      document.line(Document.Span(time.sentence(why), .faint))
    }
    if let next = next["\(binding.item)@\(binding.target)"] {
      document.line("next date ", Document.Span(time.text(next)))
    }
    if let failure = binding.failure.value {
      document.line(
        Document.Span("run \(failure.run) ended as \(failure.outcome)", .bad),
        Document.Span(failure.why.value.map { ": \(time.sentence($0))" } ?? ""))
    }
    if let lock = binding.lock.value { document.add(lock, time) }
    if let lease = binding.lease.value {
      document.line(
        Document.Span(
          "run \(lease.run) is at work on it since \(time.text(iso8601: lease.since)): \(lease.owner)",
          .warning))
    }
    if !binding.leftBehind.isEmpty {
      document.line(Document.Span("left behind on the target:", .warning))
      let off = Set(binding.deactivated)
      document.table(
        binding.leftBehind.map {
          ["", Document.Span(ShownPath.text($0), .code), off.contains($0) ? "deactivated" : ""]
        })
    }
  }

  private func words(_ state: String) -> String {
    switch state {
    case "upToDate": "up to date"
    case "unconfigured": "no longer configured"
    case "open": "procedure open"
    case "stalled": "STALLED: nothing was done in its open procedure for too long"
    case "stuck": "stuck: a run died on it, the next apply settles it"
    default: state
    }
  }
}
