import Domain
import Git

/// Whether a run's record accounts for what it changed in a binding's record.
struct RecordExplanation {
  /// Whether the run names the binding, or an object that it got.
  var isNamed: Bool
  /// Clauses that name what nothing accounts for, by path.
  var unexplained: [String]
}

extension CommitCheck {
  /// Compares a binding's record with its former one, object by object; nil where one of them or
  /// the run's record cannot be read.
  func explanation(
    of binding: BindingID, after former: BindingID?
  ) throws -> RecordExplanation? {
    guard let record, let new = try self.record(of: binding, in: after, reporting: false) else {
      return nil
    }
    var old: DeploymentRecord?
    if let former {
      old = try self.record(of: former, in: before, reporting: false)
      if old == nil { return nil }
    }
    let results = record.bindings.filter { $0.binding == binding }
    let received = try received(by: binding, in: record)
    guard record.kind != .baseline else {
      return RecordExplanation(isNamed: !results.isEmpty, unexplained: [])
    }
    let done = Set(results.flatMap(\.objects).flatMap(\.donePaths))
    var places = Set(done.map(new.place))
    if let old { places.formUnion(done.map(old.place)) }

    var unexplained: [String] = []
    for file in try contentChanges(of: binding, new, after: former, old) {
      if done.contains(file.path) { continue }
      let place = file.new == nil ? old?.place(of: file.path) : new.place(of: file.path)
      if let place, places.contains(place) { continue }
      if file.old == nil, let place,
        received.paths.contains(file.path) || received.places.contains(place)
      {
        continue
      }
      let what = file.old == nil ? "appears" : file.new == nil ? "is gone" : "changed"
      unexplained.append("why \(file.path.quoted) of \(shown(binding)) \(what)")
    }
    let (before, after) = (Set(old?.leftBehind ?? []), Set(new.leftBehind))
    for left in before.symmetricDifference(after).sorted(by: { $0.path < $1.path })
    where !done.contains(left.path) && !places.contains(left.place) {
      let what = after.contains(left) ? "is left behind" : "is left behind no longer"
      unexplained.append("why \(left.path.quoted) of \(shown(binding)) \(what)")
    }
    let isNamed = !results.isEmpty || !received.paths.isEmpty
    return RecordExplanation(isNamed: isNamed, unexplained: unexplained)
  }

  private func contentChanges(
    of binding: BindingID, _ new: DeploymentRecord, after former: BindingID?,
    _ old: DeploymentRecord?
  ) throws -> [LedgerStep.RecordChange.File] {
    if former == nil || former == binding {
      return (step.deployed[binding]?.content ?? []).sorted { $0.path < $1.path }
    }
    var files: [LedgerStep.RecordChange.File] = []
    _ = try reading(
      LedgerPath.content(binding),
      {
        try repository.compareTrees(old?.tree, new.tree) { _ in
          true
        } visit: {
          files.append(
            LedgerStep.RecordChange.File(path: $0.path, old: $0.old, new: $0.new))
        }
      }, silently: true)
    return files
  }

  /// The objects that other items of the target handed over in the run: one of them may be at
  /// another path for its new owner, but never at another place.
  private func received(
    by binding: BindingID, in record: RunRecord
  ) throws -> (paths: Set<GitPath>, places: Set<GitPath>) {
    var paths: Set<GitPath> = []
    var places: Set<GitPath> = []
    for giver in record.bindings where giver.target == binding.target && giver.item != binding.item
    {
      let handed = giver.objects.filter { $0.action == .handOver }.flatMap(\.donePaths)
      guard !handed.isEmpty else { continue }
      paths.formUnion(handed)
      // A giver that took over another name's record has none of its own before.
      let known =
        try self.record(of: giver.binding, in: before, reporting: false)
        ?? self.record(of: giver.binding, in: after, reporting: false)
      guard let old = known else { continue }
      places.formUnion(handed.map(old.place))
      places.formUnion(old.leftBehind.filter { handed.contains($0.path) }.map(\.place))
    }
    return (paths, places)
  }
}

extension ObjectResult {
  /// The paths that it accounts for: none where what was to become of it is not so.
  fileprivate var donePaths: [GitPath] {
    guard outcome == .done || outcome == .unchanged else { return [] }
    return [path, from].compactMap { $0.flatMap { GitPath(portable: $0) } }
  }
}
