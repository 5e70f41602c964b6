import Configuration
package import Domain
import Git
package import Ledger

/// The runs that a rollback of one binding can go back to.
package struct RollbackWays {
  private let names: [BindingID]
  private let now: DeploymentRecord
  private let ledger: LedgerSnapshot
  private let repository: Repository

  /// - Parameters:
  ///   - names: the binding's name, and the one that its item had before.
  ///   - now: what is recorded of it.
  init(
    of names: [BindingID], now: DeploymentRecord, in ledger: LedgerSnapshot,
    _ repository: Repository
  ) {
    self.names = names
    self.now = now
    self.ledger = ledger
    self.repository = repository
  }

  /// The ways of a binding; nil where nothing is deployed to it. Throws what reading the ledger
  /// throws.
  package init?(of binding: BindingID, in situation: Situation) throws {
    guard let now = try situation.record(of: binding), now.commit != nil else { return nil }
    let former = situation.configuration.item(named: binding.item)?.was
    self.init(
      of: [binding] + (former.map { [BindingID(item: $0, target: binding.target)] } ?? []),
      now: now, in: situation.ledger, situation.repository)
  }

  /// The latest of them, newest first: those that left the binding whole and otherwise than it is.
  package func runs(limit: Int) throws -> [(run: RunRecord, result: BindingResult)] {
    var found: [(run: RunRecord, result: BindingResult)] = []
    try ledger.eachRun { run, commit in
      guard run.state != .started, let result = result(of: run), result.hasDeployed,
        let record = try record(at: commit), Self.isWhole(record, after: run),
        record.tree != now.tree || record.commits != now.commits,
        try ledger.redacted(in: record.tree).isEmpty
      else { return true }
      found.append((run, result))
      return found.count < limit
    }
    return found
  }

  /// What a run did with the binding itself.
  func result(of run: RunRecord) -> BindingResult? {
    // The end of a procedure deploys nothing: the run before it did.
    guard run.kind != .procedure else { return nil }
    return run.bindings.first { names.contains($0.binding) && !$0.isOnlyNamed }
  }

  /// What was recorded of the binding in a commit of the ledger; nil where nothing was deployed.
  func record(at commit: ObjectID) throws -> DeploymentRecord? {
    let then = try LedgerSnapshot(commit: commit, reference: ledger.reference, in: repository)
    guard let record = try names.lazy.compactMap({ try then.record(of: $0) }).first,
      record.commit != nil
    else { return nil }
    return record
  }

  /// Whether all of the commit was found: a baseline records only what is equal.
  private static func isWhole(_ record: DeploymentRecord, after run: RunRecord) -> Bool {
    run.kind != .baseline || !record.isPartial
  }
}

extension BindingResult {
  /// Whether it ended with the commit of the run on the target.
  var hasDeployed: Bool { [.applied, .unchanged].contains(outcome) && to != nil }

  /// Whether the run only took objects from it, or says why it did nothing.
  fileprivate var isOnlyNamed: Bool {
    to == nil && [.unchanged, .notDue, .notServed].contains(outcome)
  }
}
