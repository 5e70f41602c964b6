import Domain
import Git

/// The entries of one binding before their statuses are known.
struct EntryDraft: Sendable {
  /// A commit that is an entry.
  struct Source: Sendable {
    var commit: ObjectID
    var repository: String
    /// Where on its repository's first-parent line it is; nil for one that left it.
    var position: Int?
    /// The item's paths it changes, as they are in its content.
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

  /// The draft of the request at an index. `definitions` come newest first.
  static func of(
    _ request: QueueRequest, _ index: Int, walks: [RepositoryWalk],
    definitions: [DefinitionChanges.Change], in repository: Repository
  ) throws -> EntryDraft {
    var draft = EntryDraft()
    var lists: [[Source]] = []
    for walk in walks where walk.concerns(request.item) {
      guard
        var own = try draft.sources(
          of: request, walk, boundary: walk.boundary(index),
          definitions: walk.source.name == Repositories.control ? definitions : [])
      else { return draft }
      guard try draft.addLeftUndone(request, walk, to: &own, in: repository) else { return draft }
      lists.append(own)
    }
    draft.sources = try merged(lists, in: repository)
    if let record = request.record, let deployed = record.commit,
      let unknown = try unknownSubmodule(of: request.item, deployed, in: repository)
    {
      draft.why = "of the deployed commit \(deployed.short) \(unknown.message)"
      return draft
    }
    var seen: Set<ObjectID> = []
    if let twice = draft.sources.first(where: { !seen.insert($0.commit).inserted }) {
      draft.why =
        "the commit \(twice.commit.short) is in two of the item's repositories: its parts cannot "
        + "be told apart"
    }
    return draft
  }

  /// A submodule of the item in the deployed commit whose files are not known.
  private static func unknownSubmodule(
    of item: Item, _ deployed: ObjectID, in repository: Repository
  ) throws -> SubmoduleUnknown? {
    guard repository.contains(deployed) else { return nil }
    if repository.submoduleSources.isEmpty,
      try repository.hasNoSubmodule(item.paths, in: deployed)
    {
      return nil
    }
    let walking = try repository.forWalking()
    return try walking.unknownSubmodule(
      of: ItemPaths(item.paths), in: walking.link(deployed).tree)
  }

  /// What one repository adds; nil, with the reason in `why`, where it cannot be told.
  private mutating func sources(
    of request: QueueRequest, _ walk: RepositoryWalk, boundary: Boundary?,
    definitions: [DefinitionChanges.Change]
  ) throws -> [Source]? {
    let name = walk.source.name
    let (of, branch) =
      name == Repositories.control
      ? ("", "the branch") : (" of the repository \(name)", "the branch of \(name)")
    var end = Int.max
    if let deployed = request.record?.commits[name] {
      guard let boundary else {
        isRewritten = true
        why =
          "the deployed commit \(deployed.short)\(of) is not in this repository: \(branch) was "
          + "rewritten, or this copy is older than the deployment"
        return nil
      }
      isRewritten = isRewritten || !boundary.isContained
      if !boundary.isContained {
        notes.append("\(branch) no longer contains the deployed commit \(deployed.short)")
      } else if !boundary.isOnLine {
        notes.append(
          "the deployed commit \(deployed.short) is not on the first-parent line of \(branch)")
      }
      beside.formUnion(boundary.beside)
      end = boundary.position
    }
    var paths: [Int: [GitPath]] = [:]
    for touch in walk.touches(of: request.item) where touch.position < end {
      paths[touch.position] = touch.paths
    }
    // From the newest on, so that a renamed item is followed by the names it had.
    var item = request.item.name
    for change in definitions where change.position < end {
      if change.items.contains(item), paths[change.position] == nil { paths[change.position] = [] }
      item = change.oldNames[item] ?? item
    }
    return try paths.sorted { $0.key < $1.key }.compactMap { position, own in
      try walk.source.line.id(at: position).map {
        Source(commit: $0, repository: name, position: position, paths: own)
      }
    }
  }

  /// Entries at or before the deployed commit that a hold or a partial run left undone. False, with
  /// the reason in `why`, where one is not here.
  private mutating func addLeftUndone(
    _ request: QueueRequest, _ walk: RepositoryWalk, to sources: inout [Source],
    in repository: Repository
  ) throws -> Bool {
    guard let record = request.record else { return true }
    let name = walk.source.name
    var known = Set(sources.map(\.commit))
    var older: [Source] = []
    for commit in record.undone + record.held.map(\.commit)
    where record.repository(of: commit) == name && known.insert(commit).inserted {
      guard repository.contains(commit) else {
        why = "the entry \(commit.short), which was left undone, is not in this repository"
        return false
      }
      let link = try repository.link(commit)
      let parent = try link.parents.first.map { try repository.link($0).tree }
      let differences = try repository.differences(
        parent, link.tree, under: ItemPaths(request.item.paths, in: name))
      older.append(
        Source(
          commit: commit, repository: name, position: try walk.source.line.position(of: commit),
          paths: differences.map { $0.path.inRepository(name) }, isLeftUndone: true))
    }
    sources += older.sorted { ($0.position ?? .max) < ($1.position ?? .max) }
    return true
  }

  /// One order of the entries of several repositories: each keeps its own, and between them the
  /// newer committer time comes first.
  private static func merged(
    _ lists: [[Source]], in repository: Repository
  ) throws -> [Source] {
    guard lists.count > 1 else { return lists.first ?? [] }
    var rest = try lists.map { list in
      try list.map { (source: $0, at: try repository.link($0.commit).committedAt) }[...]
    }
    var sources: [Source] = []
    while true {
      var newest: (index: Int, at: Timestamp)?
      for (index, list) in rest.enumerated() {
        guard let at = list.first?.at else { continue }
        if newest.map({ at > $0.at }) ?? true { newest = (index, at) }
      }
      guard let newest, let next = rest[newest.index].popFirst() else { break }
      sources.append(next.source)
    }
    return sources
  }
}
