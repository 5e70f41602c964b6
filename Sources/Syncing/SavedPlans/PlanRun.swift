import Domain
package import Exceptions
import Git
import Ledger

/// Carries out a saved plan: exactly what it says, or nothing.
package struct PlanRun {
  private let surroundings: ApplyRun.Surroundings
  private let plan: SavedPlan
  private let reason: String
  private let wait: Duration
  /// The command that makes the plan anew.
  private let command: String

  /// - Parameter file: the plan's file, to name in the command that makes it anew.
  package init(
    _ surroundings: ApplyRun.Surroundings, plan: SavedPlan, reason: String, file: String = "FILE",
    wait: Duration = .zero
  ) {
    command = "\(plan.command) --out \(ShellWord.quoted(file))"
    self.surroundings = surroundings
    self.plan = plan
    self.reason = reason
    self.wait = wait
  }

  /// Runs it. Throws `PlanError` where it is stale, used, or made elsewhere.
  package func run() throws -> ApplyRun.Report {
    try ApplyRun(surroundings, request: plan.request, reason: reason, wait: wait)
      .run(plan: plan.digest) { try prepare($0) }
  }

  /// Checks it and writes nothing.
  package func prepare(
    _ situation: Situation
  ) throws -> (Preparation, ExceptionChain?) {
    try requirePlace(situation)
    try requireUnused(situation.ledger)
    guard !plan.deployed.isEmpty else {
      throw PlanError.nothingDue(
        plan.bindings.map { "\($0.binding): \($0.why ?? $0.decision)" }, command: command)
    }
    let preparation: Preparation
    var chain: ExceptionChain?
    if let id = plan.exception {
      let found = try ExceptionDesk(surroundings).chain(id, in: situation)
      preparation = try ExceptionRun(surroundings, id: id, reason: reason)
        .prepare(found, situation)
      chain = found
    } else {
      var request = plan.request
      request.looksAtAll = false
      preparation = try Preparer(situation, targets: surroundings.targets, request: request)
        .prepare()
    }
    let now = try SavedPlan(preparation, request: plan.request, exception: plan.exception)
    let moved = PlanComparison(saved: plan, now: now).moved()
    guard moved.isEmpty else {
      throw PlanError.stale(since: plan.createdAt, moved: moved, command: command)
    }
    return (preparation, chain)
  }

  /// The branch must have the commit that the plan was made at.
  private func requirePlace(_ situation: Situation) throws {
    let repository = surroundings.repository
    guard let head = ObjectID(hex: plan.head), repository.contains(head),
      try head == situation.head || repository.isAncestor(head, of: situation.head)
    else {
      throw PlanError.elsewhere(
        "it was made at the commit \(plan.head.prefix(10)), which the branch here does not have")
    }
  }

  private func requireUnused(_ ledger: LedgerSnapshot) throws {
    switch try ledger.use(ofPlan: plan.digest, since: plan.ledger.flatMap { ObjectID(hex: $0) }) {
    case .unused: return
    case .used(let run): throw PlanError.used(run: run, command: command)
    case .otherLedger:
      throw PlanError.elsewhere(
        "it was made at the ledger's commit \((plan.ledger ?? "").prefix(10)), which the ledger "
          + "here does not have")
    }
  }
}
