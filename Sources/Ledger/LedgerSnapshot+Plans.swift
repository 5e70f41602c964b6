package import Domain
import Git

extension LedgerSnapshot {
  /// Whether a saved plan was carried out.
  package enum PlanUse: Hashable, Sendable {
    case unused
    case used(run: String)
    /// The ledger's commit that the plan was made at is not part of this ledger.
    case otherLedger
  }

  /// Looks for a run of the plan among the steps since the plan was made; `since` is the ledger's
  /// newest commit then, nil where it had none.
  package func use(ofPlan digest: String, since: ObjectID?) throws -> PlanUse {
    var since = since
    if let commit = since, try repository.entry(at: LedgerPath.redactions, in: tree) != nil {
      since = try LedgerRedactions(tip: tip, in: repository).present(of: commit) ?? commit
    }
    var next = tip
    while let id = next, id != since {
      let commit = try repository.commit(id)
      let trailers = LedgerTrailers(commit.message)
      if trailers.plans.contains(digest) { return .used(run: trailers.runs.first ?? "") }
      next = commit.parents.first
    }
    return next == since ? .unused : .otherLedger
  }

  /// The blob of what is recorded of the binding beside its content; nil where nothing is.
  package func state(of binding: BindingID) throws -> ObjectID? {
    try repository.entry(at: LedgerPath.state(binding), in: tree)?.id
  }
}
