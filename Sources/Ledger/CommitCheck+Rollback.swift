import Domain
import Git

extension CommitCheck {
  /// A rollback names the step of the ledger that it goes back to, and brings nothing else than what
  /// was recorded there.
  func checkRollback() throws {
    guard let record, changesRun else { return }
    guard let rollback = record.rollback else {
      if record.kind == .rollback {
        report("run \(record.run) is a rollback and does not say what it goes back to")
      }
      return
    }
    guard record.kind == .rollback else {
      return report("run \(record.run) goes back to \(shown(rollback.to)) and is no rollback")
    }
    guard let ledger = try restored(rollback) else {
      return report(
        "run \(record.run) goes back to \(shown(rollback.to)), which is no earlier run of the ledger"
      )
    }
    checkValues(of: rollback, in: record)
    for (binding, change) in step.deployed.sorted(by: { $0.key < $1.key }) {
      guard let new = try self.record(of: binding, in: after, reporting: false) else { continue }
      guard let old = try restoredRecord(of: binding, in: ledger), old.commits == new.commits else {
        // One that only gives or gets objects stays at its commits.
        let former = try self.record(of: binding, in: before, reporting: false)
        if former?.commits != new.commits {
          report(
            "it rolls \(shown(binding)) back to run \(rollback.to) and deploys another commit than "
              + "that run had")
        }
        continue
      }
      try checkRolledBack(new, of: binding, to: old, rollback)
      for file in change.content.sorted(by: { $0.path < $1.path }) {
        guard let version = file.new else { continue }
        let entry = try reading(
          file.path, { try repository.entry(at: file.path, in: old.tree) }, silently: true
        ).flatMap(\.self)
        if entry?.id != version.content || entry?.mode != version.mode {
          report(
            "it rolls \(shown(binding)) back to run \(rollback.to) and brings "
              + "\(file.path.quoted) otherwise than that run had it")
        }
      }
    }
  }

  /// Whether the deployed commit of a binding is that of the step which the rollback goes back to.
  func isRolledBack(_ new: DeploymentRecord, of binding: BindingID) throws -> Bool {
    guard let record, record.kind == .rollback, let rollback = record.rollback,
      let ledger = try restored(rollback)
    else { return false }
    return try restoredRecord(of: binding, in: ledger)?.commits == new.commits
  }

  /// The tree of the step that a rollback names; nil where it is none of this chain.
  private func restored(_ rollback: RunRecord.Rollback) throws -> ObjectID? {
    guard RunID.isValid(rollback.to),
      let id = ObjectID(hex: rollback.ledger).map({ redactions.present(of: $0) ?? $0 }),
      repository.contains(id), let parent = commit.parents.first
    else { return nil }
    let found = try reading(
      .root,
      { () -> ObjectID? in
        guard try repository.isAncestor(id, of: parent) else { return nil }
        let step = try repository.commit(id)
        return LedgerTrailers(step.message).runs == [rollback.to] ? step.tree : nil
      }, silently: true)
    return found.flatMap(\.self)
  }

  /// What was recorded of a binding there; a renamed item has it under one of its former names, of
  /// which only the target is known here.
  private func restoredRecord(
    of binding: BindingID, in tree: ObjectID
  ) throws -> DeploymentRecord? {
    if let own = try record(of: binding, in: tree, reporting: false) { return own }
    let folder = GitPath("deployed/\(binding.target)")
    guard
      let entry = try reading(folder, { try repository.entry(at: folder, in: tree) })
        .flatMap(\.self), entry.mode == .folder
    else { return nil }
    let now = try record(of: binding, in: after, reporting: false)
    for item in try reading(folder, { try repository.tree(entry.id) }) ?? [] {
      let former = BindingID(
        item: String(decoding: item.name, as: UTF8.self), target: binding.target)
      let record = try record(of: former, in: tree, reporting: false)
      if let record, record.commits == now?.commits { return record }
    }
    return nil
  }
}
