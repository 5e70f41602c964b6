package import Domain
package import Git
import Ledger

/// Makes a binding's next record from its last one and what was done: only what is proven to be on
/// the target gets into it.
package struct RecordUpdate {
  let repository: Repository
  let run: String
  let now: Timestamp

  package init(run: String, at now: Timestamp, in repository: Repository) {
    self.run = run
    self.now = now
    self.repository = repository
  }

  /// The record after a run. `undone` are the entries up to its commit
  /// that it did not bring: because objects failed, or because they are held.
  package func record(
    after outcome: BindingOutcome, from old: DeploymentRecord?, undone: [ObjectID]
  ) throws -> DeploymentRecord {
    if let old, let restoration = outcome.plan.restores, outcome.movesCommit {
      return try record(restoring: restoration, after: outcome.objects, from: old)
    }
    var record = base(old)
    let desired = outcome.plan.desired
    let wasProven = old?.isProven ?? true
    if outcome.movesCommit || old == nil { record.root = desired.item.root }
    try apply(outcome.objects, from: old, to: &record, expecting: desired.tree)
    record.at = now
    record.run = run
    if let carried = outcome.plan.carries {
      if [.applied, .unchanged].contains(outcome.outcome) {
        record.carried += carried.filter { !record.carried.contains($0) }
        record.undone.removeAll { carried.contains($0) }
      } else {
        try markTakenOver(outcome.objects, desired.commits, in: &record)
      }
      return record
    }
    guard outcome.movesCommit else {
      try markTakenOver(outcome.objects, desired.commits, in: &record)
      return record
    }
    record.isProven = wasProven || outcome.plan.drift.isEmpty
    record.isPartial = outcome.outcome == .partial
    record.undone = undone
    try move(&record, to: desired.commits)
    if !record.isPartial, let occurrence = outcome.occurrence { record.occurrence = occurrence }
    return record
  }

  /// The record after a run that died when all that it was to bring was on the target.
  func record(
    completing objects: [ObjectOutcome], of commits: [String: ObjectID], root: GitPath,
    occurrence: Timestamp?, from old: DeploymentRecord?
  ) throws -> DeploymentRecord {
    var record = base(old)
    record.root = root
    try apply(objects, from: old, to: &record)
    record.at = now
    record.run = run
    record.isPartial = false
    record.undone = []
    try move(&record, to: commits)
    if let occurrence { record.occurrence = occurrence }
    return record
  }

  /// Moves the deployed commit, and forgets of single objects and entries what it contains.
  private func move(_ record: inout DeploymentRecord, to commits: [String: ObjectID]) throws {
    record.commits = commits
    record.takenOver = try record.takenOver.filter {
      guard repository.contains($0.commit) else { return false }
      return try !repository.isIncluded($0.commit, of: $0.repository, in: commits)
    }
    let former = record
    record.carried = try record.carried.filter {
      guard repository.contains($0) else { return false }
      return try !repository.isIncluded($0, of: former.repository(of: $0), in: commits)
    }
  }

  /// The record after some objects were found on the target as they are in these commits, while the
  /// deployed commit stays: of a binding that is not due, or of a run that died.
  package func record(
    takingOver objects: [ObjectOutcome], of commits: [String: ObjectID], root: GitPath,
    from old: DeploymentRecord?
  ) throws -> DeploymentRecord {
    var record = base(old)
    if old == nil { record.root = root }
    try apply(objects, from: old, to: &record)
    try markTakenOver(objects, commits, in: &record)
    record.at = now
    record.run = run
    return record
  }

  /// The record of a binding that gets an object from another item, which owns it no longer.
  package func record(
    receiving object: TargetObject, at place: GitPath, remoteID: String?,
    heads: [String: ObjectID], root: GitPath, from old: DeploymentRecord?
  ) throws -> DeploymentRecord {
    var record = base(old)
    if old == nil { record.root = root }
    if try repository.entry(at: object.path, in: record.tree) != nil { return record }
    record.tree = try repository.replacing([object.path: object.version], in: record.tree)
    mark([object.path], heads, in: &record)
    setPlace(place, of: object.path, in: &record)
    record.remoteIDs[object.path] = remoteID
    record.at = now
    record.run = run
    return record
  }

  /// The record of a binding without the objects that another item has by now, and the paths that
  /// left it. `places` says for each the commit whose version is there: an older one never brings
  /// it back.
  package func record(
    releasing places: [GitPath: ObjectID], from old: DeploymentRecord
  ) throws -> (record: DeploymentRecord, released: [GitPath]) {
    var record = old
    var released: Set<GitPath> = []
    var changes: [GitPath: FileVersion?] = [:]
    for (path, _) in try repository.files(in: old.tree) {
      guard let commit = places[old.place(of: path)] else { continue }
      released.insert(path)
      changes[path] = .some(nil)
      record.places[path] = nil
      record.remoteIDs[path] = nil
      record.takenOver.removeAll { $0.path == path }
      record.takenOver.append(TakenOver(path: path, commit: commit))
    }
    for left in old.leftBehind where places[left.place] != nil { released.insert(left.path) }
    record.leftBehind.removeAll { places[$0.place] != nil }
    guard !released.isEmpty else { return (old, []) }
    record.tree = try repository.replacing(changes, in: old.tree)
    record.at = now
    record.run = run
    return (record, released.sorted())
  }

  private func base(_ old: DeploymentRecord?) -> DeploymentRecord {
    old ?? DeploymentRecord(commits: [:], at: now, run: run, isProven: true)
  }

  /// Brings the recorded tree, the places and what is left behind to what was done.
  ///
  /// - Parameter expected: the tree that it mostly comes to, which then need not be made.
  func apply(
    _ objects: [ObjectOutcome], from old: DeploymentRecord?, to record: inout DeploymentRecord,
    expecting expected: ObjectID? = nil
  ) throws {
    let oldTree = record.tree
    let before = try RecordedPlaces(old, isListed: old?.root != record.root, in: repository)
    var changes: [GitPath: FileVersion?] = [:]
    /// Where objects are by now that this run moved; nil for what is nowhere.
    var moves: [GitPath: GitPath?] = [:]
    func leave(_ path: GitPath, _ place: GitPath) throws {
      guard try before.place(of: path) == place else { return }
      if changes[path] == nil { changes[path] = .some(nil) }
      // What this run brought to the path from elsewhere stays.
      guard (moves[path] ?? place) == place else { return }
      moves[path] = .some(nil)
      record.remoteIDs[path] = nil
    }
    for outcome in objects where outcome.isDone {
      let object = outcome.object
      if let from = object.fromPath, from != object.path {
        changes[from] = .some(nil)
        moves[from] = .some(nil)
        record.remoteIDs[from] = nil
      }
      if let from = object.fromPlace, object.isTakenUp || object.isDeactivation {
        record.leftBehind.removeAll { $0.place == from }
      }
      if object.isDeactivation, let version = object.desired, let from = object.fromPlace {
        record.leftBehind.removeAll { $0.place == object.place }
        try leave(object.path, from)
        record.leftBehind.append(
          LeftBehind(
            path: object.path, version: version, place: object.place, run: run,
            deactivatedFrom: from, remoteID: object.remoteID))
      } else if let version = object.desired {
        changes[object.path] = version
        moves[object.path] = object.place
        record.remoteIDs[object.path] = object.remoteID
        record.leftBehind.removeAll { $0.place == object.place }
      } else {
        record.leftBehind.removeAll { $0.place == object.place }
        try leave(object.path, object.place)
        if object.action == .leaveBehind, let version = object.recorded {
          record.leftBehind.append(
            LeftBehind(
              path: object.path, version: version, place: object.place, run: run,
              remoteID: object.remoteID))
        }
      }
    }
    if let expected, try isChanged(oldTree, to: expected, by: changes) {
      try repository.persist(expected)
      record.tree = expected
    } else if !changes.isEmpty {
      record.tree = try repository.replacing(changes, in: oldTree)
    }
    var places = before.exceptions
    for (path, place) in moves { places[path] = place }
    record.places = places.filter { $0.value != $0.key.place(under: record.root) }
    record.leftBehind.sort { $0.path < $1.path }
  }

  /// Whether the changes are exactly those between two trees.
  private func isChanged(
    _ old: ObjectID, to new: ObjectID, by changes: [GitPath: FileVersion?]
  ) throws -> Bool {
    var count = 0
    var isSame = true
    try repository.compareTrees(old, new, enter: { _ in isSame }) { file in
      count += 1
      isSame = isSame && changes[file.path] == .some(file.new)
    }
    return isSame && count == changes.count
  }

  private func setPlace(_ place: GitPath, of path: GitPath, in record: inout DeploymentRecord) {
    record.places[path] = place == path.place(under: record.root) ? nil : place
  }

  private func markTakenOver(
    _ objects: [ObjectOutcome], _ commits: [String: ObjectID], in record: inout DeploymentRecord
  ) throws {
    let paths = objects.filter { $0.isDone && !$0.isHalfWritten }.flatMap {
      [$0.object.path, $0.object.fromPath].compactMap(\.self)
    }
    mark(Set(paths), commits, in: &record)
  }

  /// Each path with the commit of its own repository.
  private func mark(
    _ paths: Set<GitPath>, _ commits: [String: ObjectID], in record: inout DeploymentRecord
  ) {
    record.takenOver.removeAll { paths.contains($0.path) }
    record.takenOver += paths.sorted().compactMap { path in
      commits[path.repository].map {
        TakenOver(path: path, repository: path.repository, commit: $0)
      }
    }
  }
}
