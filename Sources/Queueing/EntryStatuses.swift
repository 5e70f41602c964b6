import Domain
import Git

/// Decides the status of each entry of one binding, and its changes.
struct EntryStatuses: Sendable {
  private let request: QueueRequest
  private let draft: EntryDraft
  /// Of the draft's sources, in their order, each still queued.
  private let entries: [Entry]
  private let recordIsAhead: Bool

  /// - Parameter isAhead: whether something else is recorded than the deployed commits have.
  init(_ request: QueueRequest, _ draft: EntryDraft, entries: [Entry], isAhead: Bool) {
    self.request = request
    self.draft = draft
    self.entries = entries
    recordIsAhead = isAhead
  }

  /// The binding's queue, where the repositories' heads are these commits.
  func queue(at heads: [String: ObjectID], in repository: Repository) throws -> BindingQueue {
    let content = try repository.content(of: request.item.paths, at: heads)
    let explained = try explain(content, in: repository)
    return BindingQueue(
      item: request.item, binding: request.binding, record: request.record,
      isRewritten: draft.isRewritten, entries: draft.why == nil ? explained.entries : nil,
      why: draft.why, changes: explained.changes, content: content,
      cancelledPaths: explained.cancelledPaths, notes: draft.notes + explained.notes)
  }

  private struct Explained {
    var entries: [Entry]
    var changes: [Change]
    var cancelledPaths: Set<GitPath>
    /// What a reader should know of entries.
    var notes: [String] = []
  }

  private func explain(_ content: ObjectID, in repository: Repository) throws -> Explained {
    let recorded = request.record?.tree ?? .emptyTree
    let differences = try repository.differences(ofContents: recorded, content)
    let changed = Set(differences.map(\.path))
    let ahead = try recordIsAhead ? pathsAhead(of: recorded, in: repository) : []
    let held = Set((request.record?.held ?? []).map(\.commit))
    let carried = Set(request.record?.carried ?? [])

    var statuses = [Entry.Status](repeating: .queued, count: draft.sources.count)
    var cancelledPaths: Set<GitPath> = []
    // Which entry made what stands at head.
    var newest: [GitPath: Int] = [:]
    for (index, source) in draft.sources.enumerated().reversed() {
      for path in source.paths { newest[path] = index }
    }
    for group in EntryGroups(draft.sources.map(\.paths)).groups() {
      let own = Set(group.flatMap { draft.sources[$0].paths })
      let isSettled = own.isDisjoint(with: changed)
      let isAhead = !own.isDisjoint(with: ahead)
      if isSettled && !isAhead { cancelledPaths.formUnion(own) }
      for index in group {
        let source = draft.sources[index]
        // The same commit can be in another repository, too.
        let isOwn =
          request.record.map { $0.repository(of: source.commit) == source.repository } ?? false
        if isOwn, held.contains(source.commit) {
          statuses[index] = .held
        } else if isOwn, carried.contains(source.commit) {
          statuses[index] = .carried
        } else if source.paths.isEmpty {
          statuses[index] = .configuration
        } else if isSettled && isAhead {
          statuses[index] = .carried
        } else if !source.paths.contains(where: { changed.contains($0) && newest[$0] == index }),
          try isBroughtBack(source, in: repository)
        {
          statuses[index] = .carried
        } else if isSettled {
          statuses[index] = .cancelled
        }
      }
    }
    var notes: [String] = []
    let paths = ItemPaths(request.item.paths)
    var entries = entries
    for (index, status) in statuses.enumerated() {
      entries[index].status = status
      guard draft.sources[index].repository == Repositories.control else { continue }
      entries[index].submodules = try repository.submoduleMoves(
        by: entries[index].commit, paths, changing: entries[index].paths,
        listing: entries[index].commits != nil)
      if let unknown = try repository.unknownSubmodule(movedBy: entries[index]) {
        notes.append("of the entry \(entries[index].commit.short) \(unknown.message)")
      }
    }
    // Nobody named it, so that nothing told that it would be needed.
    for case (let path, let new?) in differences.map({ ($0.path, $0.new) })
    where new.mode == .submodule {
      notes.append(repository.unknownSubmodule(at: path, new.content).message)
    }
    return Explained(
      entries: entries, changes: Change.between(differences), cancelledPaths: cancelledPaths,
      notes: notes)
  }

  /// The paths whose recorded version is not that of the deployed commit.
  private func pathsAhead(of recorded: ObjectID, in repository: Repository) throws -> Set<GitPath> {
    let commits = request.record?.knownCommits(in: repository) ?? [:]
    let tree = try repository.content(of: request.item.paths, at: commits)
    return Set(
      try repository.differences(ofContents: recorded, tree).map(\.path)
        .filter { commits[$0.repository] != nil })
  }

  /// Whether all that a merge changes was brought by a merged parent that is deployed already: the
  /// branch was fast-forwarded onto a commit that had merged it.
  private func isBroughtBack(
    _ source: EntryDraft.Source, in repository: Repository
  ) throws -> Bool {
    // What was left undone is in the deployed commit with all that it merged, and yet not on the
    // target.
    if source.isLeftUndone { return false }
    // With the deployed commit on the line everything that is deployed is in the first parent too,
    // and a merged parent of it brings nothing: such a merge is a revert.
    guard !draft.beside.isEmpty else { return false }
    let link = try repository.link(source.commit)
    guard let first = link.parents.first else { return false }
    let own = Set(source.paths)
    let paths = ItemPaths(request.item.paths, in: source.repository)
    for parent in link.parents.dropFirst() where draft.beside.contains(parent) {
      let differences = try repository.differences(
        repository.link(parent).tree, link.tree, under: paths)
      if !differences.contains(where: { own.contains($0.path.inRepository(source.repository)) }),
        try !repository.isAncestor(parent, of: first)
      {
        return true
      }
    }
    return false
  }
}

extension EntryStatuses {
  /// Whether something else is recorded than the deployed commits have: by exception, held, or since
  /// the item was redefined. Only the ID is asked for, and nothing of it deployed.
  static func isAhead(_ request: QueueRequest, in repository: Repository) throws -> Bool {
    guard let record = request.record else { return false }
    let commits = record.knownCommits(in: repository)
    return try !commits.isEmpty
      && repository.contentID(of: request.item.paths, at: commits) != record.tree
  }
}

extension DeploymentRecord {
  /// The deployed commits by repository, without those that are not here.
  fileprivate func knownCommits(in repository: Repository) -> [String: ObjectID] {
    commits.filter { repository.contains($0.value) }
  }
}

extension Repository {
  /// What differs between two contents by path. Both hold nothing but the item's files, so nothing is
  /// left out.
  fileprivate func differences(
    ofContents old: ObjectID, _ new: ObjectID
  ) throws -> [TreeDifference] {
    var found: [TreeDifference] = []
    try compareTrees(old, new, enter: { _ in true }, visit: { found.append($0) })
    return found.sorted { $0.path < $1.path }
  }
}
