/// What the ledger says of one binding: what is on the target, and since when.
package struct DeploymentRecord: Hashable, Sendable {
  /// The deployed commit of each repository; empty where only objects were recorded and nothing
  /// was deployed as a whole.
  package var commits: [String: ObjectID]
  /// When the run that recorded it finished.
  package var at: Timestamp
  /// The run that recorded it.
  package var run: String
  /// Whether the content was read back from the target, object by object.
  package var isProven: Bool
  /// The latest occurrence that a finished run fulfilled.
  package var occurrence: Timestamp?
  /// The recorded content: one tree for each repository, with the repository's own paths.
  package var content: [String: ObjectID]
  /// What was stripped from the paths on the target.
  package var root: GitPath
  /// Entries whose effect is on the target although the deployed commit lacks them.
  package var carried: [ObjectID]
  /// Entries that are kept out of runs.
  package var held: [Hold]
  /// Entries at or before the deployed commit that a partial run or a hold left undone.
  package var undone: [ObjectID]
  /// Ours on the target, but gone from the content.
  package var leftBehind: [LeftBehind]
  /// Objects recorded as they are in a later commit than the deployed one, by path.
  package var takenOver: [TakenOver]
  /// When its latest baseline was recorded: occurrences before it do not count.
  package var baselineAt: Timestamp?
  /// Whether the latest run did not bring all that it was to bring.
  package var isPartial: Bool
  /// What the target calls an object, where that is not its path without the root; by path.
  package var remoteIDs: [GitPath: GitPath]

  package init(
    commits: [String: ObjectID], at: Timestamp, run: String, isProven: Bool,
    occurrence: Timestamp? = nil, content: [String: ObjectID], root: GitPath = .root,
    carried: [ObjectID] = [], held: [Hold] = [], undone: [ObjectID] = [],
    leftBehind: [LeftBehind] = [], takenOver: [TakenOver] = [], baselineAt: Timestamp? = nil,
    isPartial: Bool = false, remoteIDs: [GitPath: GitPath] = [:]
  ) {
    self.commits = commits
    self.at = at
    self.run = run
    self.isProven = isProven
    self.occurrence = occurrence
    self.content = content
    self.root = root
    self.carried = carried
    self.held = held
    self.undone = undone
    self.leftBehind = leftBehind
    self.takenOver = takenOver
    self.baselineAt = baselineAt
    self.isPartial = isPartial
    self.remoteIDs = remoteIDs
  }

  /// The deployed commit of the control repository.
  package var commit: ObjectID? { commits[Repositories.control] }

  /// Where one of its recorded objects is on the target.
  package func place(of path: GitPath) -> GitPath {
    remoteIDs[path] ?? path.relative(to: root) ?? path
  }

  /// The recorded tree of the control repository.
  package var tree: ObjectID { content[Repositories.control] ?? .emptyTree }
}

/// An object that left the content and stayed on the target.
package struct LeftBehind: Hashable, Sendable {
  package var path: GitPath
  package var repository: String
  package var version: FileVersion
  /// Where it is on the target.
  package var place: GitPath
  /// The run that left it.
  package var run: String
  /// Where it was on the target before it was turned off; nil for one that is still on.
  package var deactivatedFrom: GitPath?

  package var isDeactivated: Bool { deactivatedFrom != nil }

  package init(
    path: GitPath, repository: String = Repositories.control, version: FileVersion,
    place: GitPath, run: String, deactivatedFrom: GitPath? = nil
  ) {
    self.deactivatedFrom = deactivatedFrom
    self.path = path
    self.place = place
    self.repository = repository
    self.version = version
    self.run = run
  }
}

/// An object whose recorded version is that of a commit other than the deployed one, because the
/// target had it already.
package struct TakenOver: Hashable, Sendable {
  package var path: GitPath
  package var repository: String
  /// The head whose version it is.
  package var commit: ObjectID

  package init(path: GitPath, repository: String = Repositories.control, commit: ObjectID) {
    self.path = path
    self.repository = repository
    self.commit = commit
  }
}
