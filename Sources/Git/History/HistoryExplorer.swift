import Domain

/// Compares commits with their first parents.
struct HistoryExplorer {
  /// A commit to look at.
  struct Task: Sendable {
    var number: Int
    var id: ObjectID
    var link: CommitLink
    /// Of its first parent; nil for a root.
    var parentTree: ObjectID?
    /// What was known before, by path.
    var known: [TouchedPath]?
  }

  /// Whether to look into a folder that differs in the commit of a number.
  let isOfInterest: @Sendable (Int, GitPath) -> Bool

  /// With fewer commits a thread costs more than it gains.
  private static let smallestShare = 256

  /// The records in the order of the tasks.
  func records(of tasks: [Task], in repository: Repository) throws -> [HistoryRecord] {
    try repository.inThreads(tasks.count, smallest: Self.smallestShare) { repository, numbers in
      try tasks[numbers].map { try record(of: $0, in: repository) }
    }
  }

  private func record(of task: Task, in repository: Repository) throws -> HistoryRecord {
    var touched: [TouchedPath] = []
    try repository.compareTrees(
      task.parentTree, task.link.tree,
      enter: { folder in
        if isOfInterest(task.number, folder) || wasExplored(folder, in: task.known) { return true }
        touched.append(TouchedPath(folder, isUnexplored: true))
        return false
      }, visit: { touched.append(TouchedPath($0.path)) })
    return HistoryRecord(id: task.id, link: task.link, touched: touched)
  }

  /// Something below it is known.
  private func wasExplored(_ folder: GitPath, in known: [TouchedPath]?) -> Bool {
    known?.contains { $0.path != folder && $0.path.isOrIsBelow(folder) } ?? false
  }
}
