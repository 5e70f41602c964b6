package import Domain
import Exceptions
import Git
package import Ledger

/// What a rollback brings back to one binding.
package struct Restoration: Sendable {
  /// What was recorded right after the run that it goes back to.
  package var record: DeploymentRecord
  package var details: RunRecord.Rollback
  /// Who rolls back, an e-mail address: whose holds they are.
  package var by: String
  /// How many entries wait afterwards, with those that are held from now on.
  package var excluded: Int
  /// How many of those stay out until they are released.
  package var heldCount: Int

  package init(
    record: DeploymentRecord, details: RunRecord.Rollback, by: String, excluded: Int = 0,
    heldCount: Int = 0
  ) {
    self.heldCount = heldCount
    self.record = record
    self.details = details
    self.by = by
    self.excluded = excluded
  }

  /// The restoration that a run was at, read from its record; nil for a run that is no rollback, or
  /// where what it goes back to had nothing of the binding under any of these names.
  init?(
    _ run: RunRecord, of names: [BindingID], reference: String, in repository: Repository
  ) throws {
    guard let details = run.rollback, let commit = ObjectID(hex: details.ledger) else { return nil }
    let ledger = try LedgerSnapshot(commit: commit, reference: reference, in: repository)
    guard let record = try names.lazy.compactMap({ try ledger.record(of: $0) }).first else {
      return nil
    }
    let by = run.by.split(separator: "<").last.map { String($0.dropLast()) } ?? run.by
    self.init(record: record, details: details, by: by)
  }

  /// Whether an entry's effect was on the target by a record: also where a killed run had brought it,
  /// or the target had it already, which only the marks of its `paths` tell.
  static func isLive(
    _ entry: ObjectID, of name: String, paths: [GitPath] = [], in record: DeploymentRecord,
    of repository: Repository
  ) throws -> Bool {
    if record.held.contains(where: { $0.commit == entry }) { return false }
    if record.carried.contains(entry) { return true }
    for mark in record.takenOver where mark.repository == name && paths.contains(mark.path) {
      guard repository.contains(mark.commit), repository.contains(entry) else { continue }
      if try repository.isAncestor(entry, of: mark.commit) { return true }
    }
    // What a partial run left undone can be there in part.
    if record.undone.contains(entry), !record.isPartial { return false }
    guard let commit = record.commits[name], repository.contains(commit),
      repository.contains(entry)
    else { return false }
    return try repository.isAncestor(entry, of: commit)
  }
}

extension RecordUpdate {
  /// The record after a rollback, or after as much of one as was done.
  ///
  /// Every path has the mark of the record that its version comes from; what could not be brought
  /// back is marked as of the commit that was deployed before.
  func record(
    restoring restoration: Restoration, after objects: [ObjectOutcome],
    from old: DeploymentRecord
  ) throws -> DeploymentRecord {
    let wanted = restoration.record
    var record = old
    try apply(objects, from: old, to: &record)
    record.at = now
    record.run = run
    record.commits = wanted.commits
    record.carried = wanted.carried
    record.undone = wanted.undone
    record.isPartial = wanted.isPartial
    record.occurrence =
      restoration.details.occurrence.flatMap { Timestamp(iso8601: $0) } ?? old.occurrence
    record.takenOver = try marks(record, from: old, to: wanted)
    record.held = try holds(restoration, from: old)
    record.entryRepositories.merge(wanted.entryRepositories) { $1 }
    for (hex, name) in restoration.details.repositories ?? [:] {
      if let entry = ObjectID(hex: hex) { record.entryRepositories[entry] = name }
    }
    return record
  }

  private func marks(
    _ record: DeploymentRecord, from old: DeploymentRecord, to wanted: DeploymentRecord
  ) throws -> [TakenOver] {
    let before = Dictionary(old.takenOver.map { ($0.path, $0) }, uniquingKeysWith: { a, _ in a })
    let then = Dictionary(
      wanted.takenOver.map { ($0.path, $0) }, uniquingKeysWith: { a, _ in a })
    var paths = Set(before.keys).union(then.keys)
    try repository.compareTrees(wanted.tree, record.tree, enter: { _ in true }) {
      paths.insert($0.path)
    }
    return try paths.sorted().compactMap { path in
      let desired = try repository.file(at: path, in: wanted.tree)
      let former = try repository.file(at: path, in: old.tree)
      if try repository.file(at: path, in: record.tree) == desired {
        // Of what neither had, another item has the object by now.
        return desired == nil && former == nil ? before[path] ?? then[path] : then[path]
      }
      return before[path]
        ?? old.commits[path.repository].map {
          TakenOver(path: path, repository: path.repository, commit: $0)
        }
    }
  }

  /// What was held stays held, unless it is live again; what is rolled back is held from now on.
  private func holds(
    _ restoration: Restoration, from old: DeploymentRecord
  ) throws -> [Hold] {
    var holds = try old.held.filter { hold in
      var wanted = restoration.record
      wanted.isPartial = false
      return try !Restoration.isLive(
        hold.commit, of: old.repository(of: hold.commit), in: wanted, of: repository)
    }
    for commit in restoration.details.held.compactMap({ ObjectID(hex: $0) })
    where !holds.contains(where: { $0.commit == commit }) {
      holds.append(
        Hold(
          commit: commit, reason: "rolled back by \(run): \(restoration.details.reason)",
          by: restoration.by, at: now))
    }
    return holds
  }
}
