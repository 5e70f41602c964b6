import Configuration
package import Domain
package import Git
package import Queueing

/// What a run to one commit would make of a binding's content.
package struct DesiredContent: Sendable {
  /// The commit that is deployed.
  package var commit: ObjectID
  /// The item as that commit defines it.
  package var item: Item
  /// The tree of the item's files, with their full paths.
  package var tree: ObjectID
  /// The milder of the rules of that commit and of head.
  package var prune: PrunePolicy

  /// Computes it.
  ///
  /// The item's definition is that of the commit; where its configuration does not have the item
  /// or cannot be read, that of head. Paths of groups that are cancelled at head keep what is
  /// recorded, and so do objects that were taken over from a commit which this one does not
  /// contain: a run never undoes what is on the target since.
  package static func of(
    _ commit: ObjectID, queue: BindingQueue, history: ConfigurationHistory,
    in repository: Repository
  ) throws -> DesiredContent {
    let commitTree = try repository.link(commit).tree
    let configuration = try history.state(in: commitTree).configuration
    let item = configuration?.item(named: queue.item.name) ?? queue.item
    let prune = min(
      queue.binding.prune, configuration?.binding(queue.binding.id)?.prune ?? queue.binding.prune)
    var tree = try repository.content(of: ItemPaths(item), in: commitTree)
    if let record = queue.record {
      var kept = queue.cancelledPaths
      for taken in record.takenOver where !kept.contains(taken.path) {
        guard repository.contains(taken.commit) else { continue }
        if try !repository.isAncestor(taken.commit, of: commit) { kept.insert(taken.path) }
      }
      var recorded: [GitPath: FileVersion?] = [:]
      for path in kept {
        let entry = try repository.entry(at: path, in: record.tree)
        recorded[path] = .some(
          entry.flatMap { $0.mode == .folder ? nil : FileVersion(mode: $0.mode, content: $0.id) })
      }
      tree = try repository.keeping(recorded, in: tree)
    }
    return DesiredContent(commit: commit, item: item, tree: tree, prune: prune)
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
