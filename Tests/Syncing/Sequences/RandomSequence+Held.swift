import Domain
import Git
import Ledger
import Queueing

extension RandomSequence {
  /// No run brought a version that only held entries have.
  func checkNothingHeld(
    _ id: BindingID, _ before: SequenceSnapshot, _ after: SequenceSnapshot
  ) throws {
    guard let old = record(of: id, in: before), let new = record(of: id, in: after) else { return }
    let held = Set(old.record.held.map(\.commit))
    for commit in held {
      guard let index = line.index(of: commit) else { continue }
      for (path, version) in line.changes(at: index) {
        let place = GitPath(path)
        let (was, isNow) = (before.files[old.name]?[place], after.files[new.name]?[place])
        guard was != isNow, isNow == version else { continue }
        let isOthers = line.commits.indices.contains { other in
          !held.contains(line.commits[other].id)
            && line.changes(at: other)[path] == .some(version)
        }
        if isOthers { continue }
        if let version {
          // Another item of the target had brought it, and hands it over.
          let claims = before.claims[id.target]?[new.record.place(of: place)] ?? []
          try require(
            claims.contains { $0.version == version },
            "\(path) of \(id) was brought by \(commit.short), which is held")
        } else {
          try require(
            !isAlwaysCovered(place, by: id) || isClaimedByOthers(place, id, after),
            "\(path) of \(id) was removed by \(commit.short), which is held")
        }
      }
    }
  }

  /// Whether every definition of the item has the path.
  private func isAlwaysCovered(_ path: GitPath, by id: BindingID) -> Bool {
    guard let origin = current.item(id.item)?.origin else { return false }
    let definitions = line.commits.compactMap { commit in
      commit.configuration?.items.first { $0.origin == origin }
    }
    return definitions.allSatisfy { item in
      item.paths.contains { ModelConfiguration.Item.matches($0, path.text) }
    }
  }

  private func isClaimedByOthers(
    _ path: GitPath, _ id: BindingID, _ snapshot: SequenceSnapshot
  ) -> Bool {
    (snapshot.claims[id.target] ?? [:]).values.joined().contains { $0.path == path }
  }

  /// The paths that what is held keeps from being as they are at head: those of the held entries
  /// and of all that are about the same paths, and where something is held those that are explained
  /// by entries which cannot be merged without it.
  func heldPaths(of queue: BindingQueue?) -> Set<GitPath> {
    var rest = queue?.entries ?? []
    var paths = Set(rest.filter { $0.status == .held }.flatMap(\.paths))
    var size = -1
    while size != paths.count {
      size = paths.count
      let near = rest.filter { entry in
        entry.paths.contains { path in
          paths.contains { $0.isOrIsBelow(path) || path.isOrIsBelow($0) }
        }
      }
      rest.removeAll { entry in near.contains { $0.commit == entry.commit } }
      paths.formUnion(near.flatMap(\.paths))
    }
    return paths
  }

  /// Whether a version's content and mode are ones that the path once had.
  func isSomeVersion(_ version: FileVersion?, of path: GitPath) -> Bool {
    let all = line.commits.map { $0.files[path.text] }
    guard let version else { return all.contains { $0 == nil } }
    return all.contains { $0?.content == version.content }
      && all.contains { $0?.mode == version.mode }
  }
}
