import Configuration
package import Domain
import Git
package import Ledger
package import Queueing

/// How one binding stands.
package struct BindingStatus: Sendable {
  /// The worst that is true of it.
  package enum State: String, Sendable {
    case upToDate, queued, due, frozen, refused, locked, missed, failed, stuck, unconfigured
    /// Its procedure is open; and nothing was done in it for longer than a date may be late.
    case open, stalled

    /// Whether somebody should look at once.
    package var isAlarming: Bool { [.missed, .failed, .stuck, .stalled].contains(self) }
  }

  package var binding: BindingID
  /// Nil for one that is configured no longer.
  package var queue: BindingQueue?
  package var record: DeploymentRecord?
  package var state: State
  package var decided: Decided?
  package var lease: Lease?
  /// Somebody's lock on it.
  package var lock: BindingLock?
  /// The procedure that is open.
  package var procedure: Procedure?
  /// The latest run that did not bring all it was to bring, with its part on this binding, if none
  /// went well since.
  package var failure: (run: RunRecord, result: BindingResult)?
}

/// Tells how every binding stands, from what is recorded.
package struct StatusReader {
  private let situation: Situation

  package init(_ situation: Situation) { self.situation = situation }

  /// The status of the named bindings; nil for all, with those that are configured no longer.
  package func statuses(_ names: Set<BindingID>?) throws -> [BindingStatus] {
    let bindings = situation.configuration.bindings.filter { names?.contains($0.id) ?? true }
    let decider = Decider(situation)
    let failures = try situation.ledger.latestRuns(of: bindings.map(\.id))
      .filter { $0.value.result.isStuck }
    var statuses: [BindingStatus] = []
    for queue in try situation.queues(bindings) {
      let id = queue.binding.id
      var status = BindingStatus(
        binding: id, queue: queue, record: queue.record, state: .upToDate,
        decided: try decider.decide(queue), lease: try situation.ledger.lease(of: id))
      status.lock = try situation.lock(of: id)
      status.procedure = try situation.procedure(of: id)
      if !isUpToDate(status, queue) { status.failure = failures[id] }
      status.state = state(of: status, queue)
      statuses.append(status)
    }
    guard names == nil else { return statuses }
    let unconfigured = try situation.unconfiguredRecords()
    for (binding, record) in unconfigured {
      statuses.append(
        BindingStatus(
          binding: binding, queue: nil, record: record, state: .unconfigured,
          lease: try situation.ledger.lease(of: binding),
          lock: try situation.ledger.lock(of: binding),
          procedure: try situation.ledger.procedure(of: binding)))
    }
    return try statuses
      + situation.forgottenProcedures(besides: unconfigured.map(\.binding)).map {
        BindingStatus(
          binding: $0.binding, queue: nil, record: nil, state: .unconfigured, procedure: $0)
      }
  }

  private func state(of status: BindingStatus, _ queue: BindingQueue) -> BindingStatus.State {
    if let lease = status.lease, lease.owner.isProvablyGone { return .stuck }
    let isFrozen = status.decided?.decision.isFrozen == true
    if status.decided?.missed != nil, !isFrozen { return .missed }
    if status.failure != nil { return .failed }
    if status.lock != nil { return .locked }
    let isQueued =
      queue.entries?.contains { $0.status == .queued } ?? true || !queue.changes.isEmpty
    // A date that would bring nothing waits unseen.
    if isFrozen { return isQueued ? .frozen : .upToDate }
    if case .refused = status.decided?.decision { return .refused }
    if let open = status.procedure {
      let last = Timestamp(iso8601: open.lastAt)
      let isStalled = last.map { situation.now > $0 + situation.configuration.late } ?? false
      return isStalled ? .stalled : .open
    }
    if case .deploy = status.decided?.decision { return .due }
    return isQueued ? .queued : .upToDate
  }

  /// Whether there is nothing left that could fail: what failed was taken back in the repository.
  /// A run to there writes nothing, so that the ledger does not tell.
  private func isUpToDate(_ status: BindingStatus, _ queue: BindingQueue) -> Bool {
    guard queue.record != nil, queue.changes.isEmpty else { return false }
    switch status.decided?.decision {
    case .unchanged, .notDue: return true
    default: return false
    }
  }
}
