import Domain
import Git

extension CommitCheck {
  /// What is recorded of a binding changes only at the end of a run that explains every object.
  func checkRecords() throws {
    var removed: [BindingID] = []
    var added: [BindingID] = []
    var pairs: [(binding: BindingID, former: BindingID?)] = []
    for binding in step.deployed.keys.sorted() {
      let path = LedgerPath.deployed(binding)
      switch (try isThere(path, in: before), try isThere(path, in: after)) {
      case (true, false): removed.append(binding)
      case (false, _): added.append(binding)
      case (true, true): pairs.append((binding, binding))
      }
    }
    for former in removed {
      let candidates = added.filter { $0.target == former.target }
      let unexplained = try candidates.map { candidate in
        (candidate, try explanation(of: candidate, after: former)?.unexplained.count ?? 0)
      }
      guard let heir = unexplained.min(by: { $0.1 < $1.1 })?.0 else {
        report("it removes the record of \(shown(former)), which no other item takes over")
        continue
      }
      added.removeAll { $0 == heir }
      pairs.append((heir, former))
    }
    pairs += added.map { ($0, nil) }
    for (binding, former) in pairs.sorted(by: { $0.binding < $1.binding }) {
      try check(binding, after: former)
    }
  }

  private func check(_ binding: BindingID, after former: BindingID?) throws {
    let change = step.deployed[binding] ?? LedgerStep.RecordChange()
    for file in change.content {
      guard let version = file.new else { continue }
      let folder = LedgerPath.content(binding).appending(file.path.repository.utf8)
      let path = GitPath(bytes: folder.bytes + [UInt8(ascii: "/")] + file.path.ownPath.bytes)
      try checkBlob(version, at: path)
    }
    for file in change.leftBehind {
      if let version = file.new { try checkBlob(version, at: file.path) }
    }
    guard try version(at: LedgerPath.state(binding), in: after) != nil else {
      return report("it leaves \(shown(binding)) without its state.json")
    }
    guard let new = try record(of: binding, in: after, reporting: true) else { return }
    try checkLeftBehind(new, of: binding)
    guard let run else { return }
    if new.run != run {
      report(
        "it changes what is recorded of \(shown(binding)), which names run \(shown(new.run)), and "
          + "is a step of run \(run)")
    }
    guard let record else { return }
    if record.state == .started || !changesRun {
      report(
        "it changes what is recorded of \(shown(binding)), and run \(run) does not end with it")
    }
    try checkCommit(new, of: binding, after: former, isBaseline: record.kind == .baseline)
    guard let explanation = try explanation(of: binding, after: former) else { return }
    guard explanation.isNamed else {
      return report("run \(run) says nothing of \(shown(binding)), whose record it changes")
    }
    for problem in explanation.unexplained { report("run \(run) does not explain \(problem)") }
  }

  /// Every left-behind object is kept as a file, so that it outlives a garbage collection.
  private func checkLeftBehind(_ record: DeploymentRecord, of binding: BindingID) throws {
    let folder = LedgerPath.leftBehind(binding)
    var kept: [GitPath: FileVersion] = [:]
    if let entry = try reading(folder, { try repository.entry(at: folder, in: after) })
      .flatMap(\.self), entry.mode == .folder
    {
      guard let files = try reading(folder, { try repository.files(in: entry.id) }) else { return }
      for (path, version) in files { kept[path] = redactions.unredacted(version) }
    }
    var unnamed = kept
    for left in record.leftBehind {
      let path = LedgerPath.leftBehind(binding, left.version).relative(to: folder) ?? .root
      unnamed[path] = nil
      if kept[path] != left.version {
        report("\(shown(binding)) left \(left.path.quoted) behind, which \(folder.quoted) lacks")
      }
    }
    for path in unnamed.keys.sorted() {
      report("\(folder.quoted) has \(path.quoted), which \(shown(binding)) did not leave behind")
    }
  }

  /// The deployed commit only moves forward. What this clone does not have proves nothing.
  private func checkCommit(
    _ new: DeploymentRecord, of binding: BindingID, after former: BindingID?, isBaseline: Bool
  ) throws {
    guard !isBaseline, let former,
      let commits = try record(of: former, in: before, reporting: false)?.commits
    else { return }
    if commits[Repositories.control] != nil, new.commit == nil {
      return report("it forgets the deployed commit of \(shown(binding))")
    }
    // An item can take content from a repository no longer, and then has no commit of it.
    for (name, old) in commits.sorted(by: { $0.key < $1.key }) {
      if let commit = new.commits[name], commit != old {
        try checkAdvance(new, of: binding, from: old, to: commit)
      }
    }
  }

  private func checkAdvance(
    _ new: DeploymentRecord, of binding: BindingID, from old: ObjectID, to commit: ObjectID
  ) throws {
    guard repository.contains(old), repository.contains(commit) else { return }
    do {
      guard try !repository.isAncestor(old, of: commit) else { return }
      if try isRolledBack(new, of: binding) { return }
      report(
        "it takes \(shown(binding)) back from \(old.short) to \(commit.short), which does not "
          + "contain it")
    } catch is RepositoryError {}
  }
}
