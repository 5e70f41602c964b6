import Domain
import Git

/// Decides the status of each entry of one binding, and its changes.
struct EntryStatuses {
  private let repository: Repository
  private let request: QueueRequest
  private let draft: EntryDraft
  private let content: ObjectID

  init(
    request: QueueRequest, draft: EntryDraft, content: ObjectID, in repository: Repository
  ) {
    self.repository = repository
    self.request = request
    self.draft = draft
    self.content = content
  }

  struct Explained {
    var entries: [Entry]
    var changes: [Change]
    var cancelledPaths: Set<GitPath>
    /// What a reader should know of entries.
    var notes: [String] = []
  }

  /// `commits` gives what an entry brought in.
  func explain(
    _ texts: EntryTexts, commits: (EntryDraft.Source) throws -> [ObjectID]?
  ) throws -> Explained {
    let recorded = request.record?.tree ?? .emptyTree
    let differences = try self.differences(recorded, content)
    let changed = Set(differences.map(\.path))
    let ahead = try pathsAhead(of: recorded)
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
          try isBroughtBack(source)
        {
          statuses[index] = .carried
        } else if isSettled {
          statuses[index] = .cancelled
        }
      }
    }
    var notes: [String] = []
    let paths = ItemPaths(request.item.paths)
    let entries = try zip(draft.sources, statuses).map { source, status in
      var entry = try texts.entry(source.commit)
      entry.repository = source.repository
      entry.status = status
      entry.commits = try commits(source)
      entry.paths = source.paths
      guard source.repository == Repositories.control else { return entry }
      entry.submodules = try repository.submoduleMoves(
        by: source.commit, paths, changing: source.paths, listing: entry.commits != nil)
      if let unknown = try repository.unknownSubmodule(movedBy: entry) {
        notes.append("of the entry \(source.commit.short) \(unknown.message)")
      }
      return entry
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

  /// Both trees hold nothing but the item's files, so nothing is left out.
  private func differences(_ old: ObjectID, _ new: ObjectID) throws -> [TreeDifference] {
    var found: [TreeDifference] = []
    try repository.compareTrees(old, new, enter: { _ in true }, visit: { found.append($0) })
    return found.sorted { $0.path < $1.path }
  }

  /// The paths whose recorded version is not that of the deployed commit.
  private func pathsAhead(of recorded: ObjectID) throws -> Set<GitPath> {
    let commits = (request.record?.commits ?? [:]).filter { repository.contains($0.value) }
    guard !commits.isEmpty else { return [] }
    // They are the same but for items that were deployed by exception, held, or redefined; the ID
    // alone is asked for, and nothing of it deployed.
    let paths = request.item.paths
    if try repository.contentID(of: paths, at: commits) == recorded { return [] }
    let tree = try repository.content(of: paths, at: commits)
    return Set(
      try differences(recorded, tree).map(\.path).filter { commits[$0.repository] != nil })
  }

  /// Whether all that a merge changes was brought by a merged parent that is deployed already: the
  /// branch was fast-forwarded onto a commit that had merged it.
  private func isBroughtBack(_ source: EntryDraft.Source) throws -> Bool {
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
