import Dispatch
import Domain
import Glibc
import Synchronization

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
    let shares = min(max(1, tasks.count / Self.smallestShare), Self.processors)
    guard shares > 1 else { return try tasks.map { try record(of: $0, in: repository) } }
    let found = Mutex<[Int: Result<[HistoryRecord], any Error>]>([:])
    let location = repository.location
    DispatchQueue.concurrentPerform(iterations: shares) { share in
      let own = tasks[tasks.count * share / shares..<tasks.count * (share + 1) / shares]
      // Each thread has its own repository, and with it its own caches: neighbours share most trees,
      // so that small ones do.
      let result = Result {
        let repository = try Repository.open(
          location, verifyingHashes: false, cacheLimitBytes: 8 << 20)
        return try own.map { try record(of: $0, in: repository) }
      }
      found.withLock { $0[share] = result }
    }
    return try found.withLock { found in
      try (0..<shares).flatMap { try found[$0]?.get() ?? [] }
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

  private static let processors = max(1, min(8, sysconf(Int32(_SC_NPROCESSORS_ONLN))))
}
