import Domain
import Git

extension CommitCheck {
  /// A rollback holds what it says and what was held before, in the name of whoever made it, and
  /// leaves that date fulfilled which it says.
  func checkRolledBack(
    _ new: DeploymentRecord, of binding: BindingID, to restored: DeploymentRecord,
    _ rollback: RunRecord.Rollback
  ) throws {
    guard let record else { return }
    let former = try formerRecord(of: binding)
    guard isMoved(new, of: binding, from: former, in: record) else { return }
    let run = record.run
    let wanted = rollback.held.compactMap { ObjectID(hex: $0) }
    let held = Set(new.held.map(\.commit))
    for commit in wanted where !held.contains(commit) {
      report(
        "run \(run) says that it holds \(commit.short), and \(shown(binding)) does not hold it")
    }
    for (hex, name) in (rollback.repositories ?? [:]).sorted(by: { $0.key < $1.key }) {
      guard let commit = ObjectID(hex: hex), held.contains(commit) else { continue }
      let recorded = new.repository(of: commit)
      if recorded != name {
        report(
          "it holds \(commit.short) on \(shown(binding)) as one of \(shown(recorded)), and run "
            + "\(run) says that it is of \(shown(name))")
      }
    }
    if former != nil || rollback.occurrence != nil {
      let date = rollback.occurrence.flatMap { Timestamp(iso8601: $0) } ?? former?.occurrence
      if new.occurrence != date {
        report(
          "it records \(Self.shown(new.occurrence)) of \(shown(binding)) as fulfilled, and run "
            + "\(run) says \(Self.shown(date))")
      }
    }
    guard let former else { return }
    for hold in new.held where !former.held.contains(hold) {
      if !wanted.contains(hold.commit) {
        report(
          "it holds \(hold.commit.short) on \(shown(binding)), which run \(run) does not say")
      } else if !record.by.hasSuffix("<\(hold.by)>") {
        report(
          "it holds \(hold.commit.short) on \(shown(binding)) in the name of \(shown(hold.by)), "
            + "and run \(run) is by \(shown(record.by))")
      }
    }
    for hold in former.held where !held.contains(hold.commit) {
      if try isKnownNotLive(hold.commit, of: former.repository(of: hold.commit), in: restored) {
        report(
          "it lets \(hold.commit.short) of \(shown(binding)) go, which was held and is not live")
      }
    }
  }

  /// What a run's record must not hold whatever became of the run.
  func checkValues(of rollback: RunRecord.Rollback, in record: RunRecord) {
    let commits = rollback.held + (rollback.repositories ?? [:]).keys.sorted()
    let bad =
      commits.filter { ObjectID(hex: $0) == nil }
      + [rollback.occurrence].compactMap(\.self).filter { Timestamp(iso8601: $0) == nil }
      + (rollback.repositories ?? [:]).keys.filter { !rollback.held.contains($0) }.sorted()
    for value in bad {
      report("the rollback of run \(shown(record.run)) holds the value \(shown(value))")
    }
  }

  /// Whether the run went back with this binding, and did not only give or get objects of it.
  private func isMoved(
    _ new: DeploymentRecord, of binding: BindingID, from former: DeploymentRecord?,
    in record: RunRecord
  ) -> Bool {
    if let former, former.commits != new.commits { return true }
    return record.bindings.contains {
      $0.binding == binding && $0.to != nil
        && [.applied, .unchanged, .partial].contains($0.outcome)
    }
  }

  /// What was recorded of a binding before the commit; of a renamed item under its former name, where
  /// only one record of the target goes.
  private func formerRecord(of binding: BindingID) throws -> DeploymentRecord? {
    if let own = try record(of: binding, in: before, reporting: false) { return own }
    let gone = try step.deployed.keys.filter {
      try $0.target == binding.target && !isThere(LedgerPath.deployed($0), in: after)
    }
    guard gone.count == 1, let name = gone.first else { return nil }
    return try record(of: name, in: before, reporting: false)
  }

  /// Whether an entry's effect was not on the target by a record. What this clone does not have
  /// proves nothing.
  private func isKnownNotLive(
    _ entry: ObjectID, of name: String, in record: DeploymentRecord
  ) throws -> Bool {
    if record.held.contains(where: { $0.commit == entry }) { return true }
    if record.carried.contains(entry) { return false }
    if record.undone.contains(entry) { return true }
    guard let commit = record.commits[name] else { return true }
    guard repository.contains(entry), repository.contains(commit) else { return false }
    do {
      return try !repository.isAncestor(entry, of: commit)
    } catch is RepositoryError {
      return false
    }
  }

  private static func shown(_ date: Timestamp?) -> String {
    date.map { "the date \($0.iso8601)" } ?? "no date"
  }
}
