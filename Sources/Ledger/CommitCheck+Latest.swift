import Domain
import Git

extension CommitCheck {
  /// Each binding's latest run is named in the tree and moves with the run that ends. A ledger whose
  /// tool did not name them is sound without.
  func checkLatest() throws {
    let isNew = try !isThere(LedgerPath.latest, in: before)
    guard try isThere(LedgerPath.latest, in: after) else {
      if !isNew { report("it forgets the latest runs of all bindings") }
      return
    }
    var told: Set<BindingID> = []
    if let run, let record, changesRun {
      let path = LedgerPath.run(run)
      let former = try step.runs[run]?.old.flatMap {
        try decode(RunRecord.self, $0, at: path, reporting: false)
      }
      told = record.newlyTold(after: former)
    }
    for (binding, change) in step.latest.sorted(by: { $0.key < $1.key }) {
      guard let version = change.new else {
        report("it forgets the latest run of \(shown(binding))")
        continue
      }
      guard let name = try latest(version, at: change.path) else { continue }
      if told.contains(binding) { continue }
      // The first step that names any names those of the runs before it as well.
      let record = try isNew ? self.recordedRun(name) : nil
      if record?.telling(of: binding) == nil {
        report("it names \(shown(name)) as the latest run of \(shown(binding)), which it is not")
      }
    }
    for binding in told.sorted() {
      let version = try version(at: LedgerPath.latest(binding), in: after)
      let name = try version.flatMap { try latest($0, at: LedgerPath.latest(binding)) }
      if name != run {
        report("run \(run ?? "") is the latest of \(shown(binding)), and is not named so")
      }
    }
  }

  private func latest(_ version: FileVersion, at path: GitPath) throws -> String? {
    guard let bytes = try reading(path, { try repository.blob(version.content) }) else {
      return nil
    }
    return String(decoding: bytes, as: UTF8.self).trimmingLineFeed
  }

  private func recordedRun(_ name: String) throws -> RunRecord? {
    guard RunID.isValid(name) else { return nil }
    let path = LedgerPath.run(name)
    return try version(at: path, in: after).flatMap {
      try decode(RunRecord.self, $0, at: path, reporting: false)
    }
  }
}
