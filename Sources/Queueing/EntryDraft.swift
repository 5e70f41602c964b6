import Domain
import Git

/// The entries of one binding before their statuses are known.
struct EntryDraft {
  /// A commit that is an entry.
  struct Source {
    var commit: ObjectID
    /// Where on the first-parent line it is; nil for one that left it.
    var position: Int?
    /// The item's paths it changes.
    var paths: [GitPath]
    /// Whether it is here because a hold or a partial run left it undone.
    var isLeftUndone = false
  }

  var sources: [Source] = []
  /// What is deployed and beside the line.
  var beside: Set<ObjectID> = []
  var isRewritten = false
  /// Why the entries cannot be told.
  var why: String?
  var notes: [String] = []

  /// `definitions` come newest first.
  static func of(
    _ request: QueueRequest, boundary: Boundary?, touches: [HistoryWalk.Touch],
    definitions: [DefinitionChanges.Change], line: FirstParentLine, in repository: Repository
  ) throws -> EntryDraft {
    var draft = EntryDraft()
    var end = Int.max
    if let record = request.record, let deployed = record.commit {
      guard let boundary else {
        draft.isRewritten = true
        draft.why =
          "the deployed commit \(deployed.short) is not in this repository: the branch was "
          + "rewritten, or this copy is older than the deployment"
        return draft
      }
      draft.isRewritten = !boundary.isContained
      if !boundary.isContained {
        draft.notes.append("the branch no longer contains the deployed commit \(deployed.short)")
      } else if !boundary.isOnLine {
        draft.notes.append(
          "the deployed commit \(deployed.short) is not on the first-parent line of the branch")
      }
      draft.beside = boundary.beside
      end = boundary.position
    }
    var paths: [Int: [GitPath]] = [:]
    for touch in touches where touch.position < end { paths[touch.position] = touch.paths }
    // From the newest on, so that a renamed item is followed by the names it had.
    var name = request.item.name
    for change in definitions where change.position < end {
      if change.items.contains(name), paths[change.position] == nil { paths[change.position] = [] }
      name = change.oldNames[name] ?? name
    }
    for (position, own) in paths.sorted(by: { $0.key < $1.key }) {
      guard let commit = try line.commit(at: position) else { continue }
      draft.sources.append(Source(commit: commit.id, position: position, paths: own))
    }
    try draft.addLeftUndone(request, line: line, in: repository)
    return draft
  }

  /// Entries at or before the deployed commit that a hold or a partial run left undone.
  private mutating func addLeftUndone(
    _ request: QueueRequest, line: FirstParentLine, in repository: Repository
  ) throws {
    guard let record = request.record else { return }
    var known = Set(sources.map(\.commit))
    var older: [Source] = []
    for commit in record.undone + record.held.map(\.commit) where known.insert(commit).inserted {
      guard repository.contains(commit) else {
        why = "the entry \(commit.short), which was left undone, is not in this repository"
        return
      }
      let link = try repository.link(commit)
      let parent = try link.parents.first.map { try repository.link($0).tree }
      let differences = try repository.differences(
        parent, link.tree, under: ItemPaths(request.item))
      older.append(
        Source(
          commit: commit, position: try line.position(of: commit), paths: differences.map(\.path),
          isLeftUndone: true))
    }
    sources += older.sorted { ($0.position ?? .max) < ($1.position ?? .max) }
  }
}
