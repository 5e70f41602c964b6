import Configuration
package import Domain
package import Exceptions
package import Git
package import Queueing

/// What a run to one commit would make of a binding's content.
package struct DesiredContent: Sendable {
  /// The commit of the control repository that is deployed.
  package var commit: ObjectID
  /// Those of the other repositories that the item takes content from.
  package var others: [String: ObjectID] = [:]
  /// The item as that commit defines it.
  package var item: Item
  /// The item's content, with the full paths.
  package var tree: ObjectID
  /// The milder of the rules of that commit and of head.
  package var prune: PrunePolicy
  /// The entries that stay out, because they are held or build on one that is; oldest first.
  package var held: [HeldEntries.Kept] = []

  /// The deployed commit of each repository.
  package var commits: [String: ObjectID] {
    others.merging([Repositories.control: commit]) { $1 }
  }

  /// Computes it. `others` has the commits of other repositories, also of those that the item does
  /// not use.
  ///
  /// The item's definition is that of the commit; where its configuration does not have the item
  /// or cannot be read, that of head. Paths of groups that are cancelled at head keep what is
  /// recorded, and so do objects that were taken over from a commit which this one does not
  /// contain: a run never undoes what is on the target since.
  package static func of(
    _ commit: ObjectID, others: [String: ObjectID] = [:], queue: BindingQueue,
    history: ConfigurationHistory,
    in repository: Repository
  ) throws -> DesiredContent {
    let commitTree = try repository.link(commit).tree
    let configuration = try history.state(in: commitTree).configuration
    let item = configuration.flatMap { queue.item.former(in: $0) } ?? queue.item
    let prune = min(
      queue.binding.prune,
      configuration?.binding(BindingID(item: item.name, target: queue.binding.id.target))?.prune
        ?? queue.binding.prune)
    if let unknown = try repository.unknownSubmodule(of: ItemPaths(item), in: commitTree) {
      throw unknown
    }
    let used = others.filter { item.otherRepositories.contains($0.key) }
    let commits = used.merging([Repositories.control: commit]) { $1 }
    let content = try repository.content(of: item.paths, at: commits)
    let held = try HeldEntries.of(queue, content: content, item: item, in: repository) {
      try repository.isIncluded($0.commit, of: $0.repository, in: commits)
    }
    var tree = held?.tree ?? content
    if let record = queue.record {
      if held == nil {
        tree = try merging(
          record.carried, notIn: commits, onto: tree, item: item, queue: queue, in: repository)
      }
      tree = try repository.keeping(
        kept(record, queue: queue, at: commits, in: repository), in: tree)
    }
    return DesiredContent(
      commit: commit, others: used, item: item, tree: tree, prune: prune, held: held?.kept ?? [])
  }

  /// The tree with the carried entries that the commit lacks merged onto it again.
  private static func merging(
    _ carried: [ObjectID], notIn commits: [String: ObjectID], onto tree: ObjectID, item: Item,
    queue: BindingQueue, in repository: Repository
  ) throws -> ObjectID {
    let names = queue.entryRepositories
    let lacking = try carried.filter {
      guard repository.contains($0) else { return false }
      return try !repository.isIncluded($0, of: names[$0] ?? Repositories.control, in: commits)
    }
    guard !lacking.isEmpty else { return tree }
    switch try EntryMerger(item, repositories: names, in: repository)
      .merge(lacking, onto: tree)
    {
    case .clean(let merged): return merged
    case .conflict(let conflict):
      throw CarriedEntryConflict(
        binding: queue.binding.id,
        commit: commits[names[conflict.entry] ?? Repositories.control] ?? conflict.entry,
        entry: conflict.entry, paths: conflict.paths)
    }
  }

  /// The recorded versions of the paths that a run to the commit leaves alone; nil in it for a
  /// path that is not there.
  private static func kept(
    _ record: DeploymentRecord, queue: BindingQueue, at commits: [String: ObjectID],
    in repository: Repository
  ) throws -> [GitPath: FileVersion?] {
    var kept = queue.cancelledPaths
    for taken in record.takenOver where !kept.contains(taken.path) {
      guard repository.contains(taken.commit) else { continue }
      if try !repository.isIncluded(taken.commit, of: taken.repository, in: commits) {
        kept.insert(taken.path)
      }
    }
    var recorded: [GitPath: FileVersion?] = [:]
    for path in kept {
      let entry = try repository.entry(at: path, in: record.tree)
      recorded[path] = .some(
        entry.flatMap { $0.mode == .folder ? nil : FileVersion(mode: $0.mode, content: $0.id) })
    }
    return recorded
  }
}

extension Item {
  /// The item in an older configuration, where it may have the name that it had before.
  func former(in configuration: ConfigurationFile) -> Item? {
    configuration.item(named: name) ?? was.flatMap { configuration.item(named: $0) }
  }
}

extension Repository {
  /// The tree with these files as given; a path is only changed where it differs, so that a file
  /// never replaces a folder without need.
  fileprivate func keeping(
    _ files: [GitPath: FileVersion?], in tree: ObjectID
  ) throws -> ObjectID {
    var changes: [GitPath: FileVersion?] = [:]
    for (path, version) in files {
      let entry = try entry(at: path, in: tree)
      let present = entry.flatMap {
        $0.mode == .folder ? nil : FileVersion(mode: $0.mode, content: $0.id)
      }
      if present != version { changes[path] = .some(version) }
    }
    return changes.isEmpty ? tree : try replacing(changes, in: tree)
  }
}

extension Repository {
  /// Whether the commit of one of these repositories contains a commit of it; nothing is in a
  /// repository without one.
  package func isIncluded(
    _ commit: ObjectID, of name: String, in commits: [String: ObjectID]
  ) throws -> Bool {
    guard let end = commits[name] else { return false }
    return try isAncestor(commit, of: end)
  }
}

/// Why a binding's content cannot be worked out, so that it is refused.
package protocol ContentRefusal: ExplainedError {}

extension HoldsUnknown: ContentRefusal {}

extension SubmoduleUnknown: ContentRefusal {}

/// What an exception carried does not fit the commit of a date.
package struct CarriedEntryConflict: ContentRefusal, Hashable {
  package var binding: BindingID
  package var commit: ObjectID
  package var entry: ObjectID
  package var paths: [GitPath]

  package var category: FailureCategory { .refused }
  package var message: String {
    "the entry \(entry.short), which an exception carried to \(binding), does not fit the commit "
      + "\(commit.short): a run never takes back what was agreed"
  }
  package var causes: [String] { paths.map { "it conflicts in \($0)" } }
  package var hints: [String] {
    ["wait for the next date, whose commit contains it, or deploy the rest by an exception"]
  }
}
