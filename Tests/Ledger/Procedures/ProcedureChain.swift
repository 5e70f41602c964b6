import Domain
import Fixtures
import Git
import Testing

@testable import Ledger

/// A ledger with a baseline and steps of a procedure, right ones and forged ones.
struct ProcedureChain {
  let chain: Chain
  let control: ObjectID
  let at = Timestamp(seconds: 1_790_000_000)
  let id = "20260921T142640Z-0000000001"

  init() throws {
    chain = try Chain()
    control = try chain.controlCommit()
    try chain.baseline(Chain.triggers, ["data/a.yaml": "1"])
  }

  var begun: Procedure {
    Procedure(
      id, of: Chain.triggers, commit: control, by: "ops@example.com", at: at,
      steps: [.manual("Announce"), .sync, .manual("Look")])
  }

  func confirmed() throws -> Procedure {
    try #require(begun.confirming(1, by: "ops@example.com", at: at))
  }

  func append(_ procedure: Procedure?, named: BindingID = Chain.triggers) throws {
    var transition = LedgerTransition(subject: "step", procedure: named)
    if let procedure { try transition.record(procedure) }
    transition.decided(at: control)
    try chain.append(transition)
  }

  /// The run that brings the content, from its start to its end.
  func sync(
    _ now: Procedure, as told: Procedure? = nil, marking marked: (RunRecord) -> Procedure?,
    outcome: BindingResult.Outcome = .applied
  ) throws {
    var run = chain.start()
    run.procedure = told ?? now
    var transition = LedgerTransition(subject: "apply", run: run.run)
    var result = BindingResult(binding: Chain.triggers, outcome: outcome, to: .emptyBlob)
    result.to = outcome == .failed ? nil : ObjectID.emptyBlob.hex
    if let next = marked(run) { try transition.record(next) }
    try transition.record(chain.ended(run, [result]))
    try chain.append(transition)
  }

  func end(_ end: Procedure, run: String? = nil, removing: Bool = true) throws {
    var record = chain.start(.procedure)
    record.run = run ?? end.procedure
    record.procedure = end
    var transition = LedgerTransition(subject: "finish", run: record.run)
    if removing { transition.removeProcedure(of: Chain.triggers) }
    try transition.record(
      chain.ended(record, [BindingResult(binding: Chain.triggers, outcome: .applied)]))
    try chain.append(transition)
  }

  func mark(_ procedure: Procedure) -> (RunRecord) -> Procedure? {
    { procedure.synced(by: $0.run, of: "ops@example.com", at: at) }
  }
}
