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
  /// The recorded content of all repositories as one tree (see `GitPath.inRepository`).
  package var tree: ObjectID
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
  /// The place of each object that is not at its path without the root, by path.
  package var places: [GitPath: GitPath]
  /// The target's own ID of each object, by path; none where its place is all there is.
  package var remoteIDs: [GitPath: String]
  /// The repositories of the carried, held and undone entries that are not of the control one.
  package var entryRepositories: [ObjectID: String]

  package init(
    commits: [String: ObjectID], at: Timestamp, run: String, isProven: Bool,
    occurrence: Timestamp? = nil, tree: ObjectID = .emptyTree, root: GitPath = .root,
    carried: [ObjectID] = [], held: [Hold] = [], undone: [ObjectID] = [],
    leftBehind: [LeftBehind] = [], takenOver: [TakenOver] = [], baselineAt: Timestamp? = nil,
    isPartial: Bool = false, places: [GitPath: GitPath] = [:],
    remoteIDs: [GitPath: String] = [:],
    entryRepositories: [ObjectID: String] = [:]
  ) {
    self.commits = commits
    self.at = at
    self.run = run
    self.isProven = isProven
    self.occurrence = occurrence
    self.tree = tree
    self.root = root
    self.carried = carried
    self.held = held
    self.undone = undone
    self.leftBehind = leftBehind
    self.takenOver = takenOver
    self.baselineAt = baselineAt
    self.isPartial = isPartial
    self.places = places
    self.remoteIDs = remoteIDs
    self.entryRepositories = entryRepositories
  }

  /// The deployed commit of the control repository.
  package var commit: ObjectID? { commits[Repositories.control] }

  /// Where one of its recorded objects is on the target.
  package func place(of path: GitPath) -> GitPath {
    places[path] ?? path.place(under: root)
  }

  /// The repository of a carried, held or undone entry.
  package func repository(of entry: ObjectID) -> String {
    entryRepositories[entry] ?? Repositories.control
  }

  /// Remembers the repositories of entries that are carried, held or undone by now, and forgets
  /// those of all others.
  package mutating func noteRepositories(of entries: [Entry]) {
    for entry in entries where entry.repository != Repositories.control {
      entryRepositories[entry.commit] = entry.repository
    }
    let named = Set(carried + undone + held.map(\.commit))
    entryRepositories = entryRepositories.filter { named.contains($0.key) }
  }
}

/// An object that left the content and stayed on the target.
package struct LeftBehind: Hashable, Sendable {
  package var path: GitPath
  package var version: FileVersion
  /// Where it is on the target.
  package var place: GitPath
  /// The run that left it.
  package var run: String
  /// Where it was on the target before it was turned off; nil for one that is still on.
  package var deactivatedFrom: GitPath?
  /// The target's own ID of it; nil where its place is all there is.
  package var remoteID: String?

  package var isDeactivated: Bool { deactivatedFrom != nil }

  package init(
    path: GitPath, version: FileVersion, place: GitPath, run: String,
    deactivatedFrom: GitPath? = nil, remoteID: String? = nil
  ) {
    self.remoteID = remoteID
    self.deactivatedFrom = deactivatedFrom
    self.path = path
    self.place = place
    self.version = version
    self.run = run
  }
}

/// An object whose recorded version is that of a commit other than the deployed one, because the
/// target had it already.
package struct TakenOver: Hashable, Sendable {
  package var path: GitPath
  /// The repository of the commit.
  package var repository: String
  /// The head whose version it is.
  package var commit: ObjectID

  package init(path: GitPath, repository: String = Repositories.control, commit: ObjectID) {
    self.path = path
    self.repository = repository
    self.commit = commit
  }
}
