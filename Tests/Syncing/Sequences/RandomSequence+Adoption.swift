import Domain
import Fixtures
import Git
import Ledger
import Queueing
import Syncing

extension RandomSequence {
  /// Hand-made changes that are on a branch.
  struct AdoptedBranch {
    var binding: BindingID
    var commit: ObjectID
    var versions: [GitPath: FileVersion?]
  }

  /// Adopts what was changed by hand on a binding's target, for a branch that is merged at once,
  /// later, or never.
  func adopt() throws {
    guard line.commits.last?.configuration != nil, let binding = generator.pick(bindings) else {
      return
    }
    steps.append("\(sandbox.now) adopt \(binding)")
    let before = try SequenceSnapshot(sandbox)
    let adoption: Adoption
    do {
      adoption = try AdoptionMaker(try sandbox.situation(), targets: try sandbox.access())
        .make(binding)
    } catch let error as any ExplainedError {
      steps.append("  refused: \(error.message)")
      try require(
        error is AdoptionError || current.conflicts(in: line.files), "not adopted: \(error)")
      return try checkNothingDone(since: before)
    }
    try checkNothingDone(since: before)
    let own = try sandbox.repository.link(adoption.deployed).tree
    var changed: Set<GitPath> = []
    try sandbox.repository.compareTrees(own, adoption.tree, enter: { _ in true }) {
      changed.insert($0.path)
    }
    try require(
      changed.isSubset(of: adoption.adopted.map(\.object.path)),
      "the branch carries more than what was changed by hand: \(changed)")
    try require(
      adoption.deployed == record(of: binding, in: before)?.record.commit,
      "the branch does not start at the deployed commit")
    var versions: [GitPath: FileVersion?] = [:]
    for adopted in adoption.adopted {
      let object = adopted.object
      try require(
        handMade[binding.target]?[object.place] != nil, "\(object.path) was not changed by hand")
      versions[object.path] = .some(before.live[binding.target]?[object.place])
    }
    steps.append("  \(adoption.adopted.map(\.object.path)), left \(adoption.left)")
    let branch = AdoptedBranch(
      binding: binding,
      commit: try sandbox.commit(
        adoption.message, adoption.tree, [adoption.deployed], at: sandbox.now),
      versions: versions)
    if generator.chance(60) { try merge(branch) } else { adopted.append(branch) }
  }

  /// Merges a branch of hand-made changes that waits.
  func mergeAdopted() throws {
    guard let index = adopted.indices.randomElement(using: &generator) else { return }
    try merge(adopted.remove(at: index))
  }

  /// Merges it by a merge commit or squashed, unless it conflicts.
  private func merge(_ branch: AdoptedBranch) throws {
    guard let head = line.commits.last else { return }
    let base = try sandbox.repository.link(branch.commit).parents[0]
    let merge = try sandbox.repository.mergeTrees(
      ancestor: sandbox.repository.link(base).tree,
      ours: sandbox.repository.link(head.id).tree,
      theirs: sandbox.repository.link(branch.commit).tree)
    guard let tree = merge.tree else {
      steps.append("  the branch \(branch.commit.short) conflicts in \(merge.conflicts)")
      return
    }
    let isSquashed = generator.chance(50)
    let subject = "\(isSquashed ? "squash" : "merge") adopted \(branch.commit.short)"
    let id = try sandbox.setHead(
      sandbox.commit(
        subject, tree, isSquashed ? [head.id] : [head.id, branch.commit], at: sandbox.now))
    try append(
      SequenceLine.Commit(
        id: id, time: sandbox.now.seconds, files: [:], configuration: head.configuration,
        broken: head.broken))
    steps.append("\(sandbox.now) merge \(id.short): \(subject)")
    try checkAlways()
    if generator.chance(60) { try applyAdopted(branch) }
  }

  /// The next apply, on any day, records what is merged as it is there, and does not write it.
  private func applyAdopted(_ branch: AdoptedBranch) throws {
    guard line.commits.last?.configuration != nil, bindings.contains(branch.binding),
      !current.conflicts(in: line.files)
    else { return }
    let binding = branch.binding
    let before = try SequenceSnapshot(sandbox)
    let held = heldPaths(of: try sandbox.queue(binding.description))
    steps.append("\(sandbox.now) apply \(binding) after the adoption")
    let request = Preparer.Request(names: [binding])
    // On a date the first one deploys its cut-off; the next one sees what is merged since.
    guard try applyOnce(request) != nil, try applyOnce(request) != nil,
      !before.isAnyLocked(on: binding.target),
      let item = current.item(binding.item)
    else { return }
    let after = try SequenceSnapshot(sandbox)
    guard let now = record(of: binding, in: after), now.record.commit != nil else { return }
    let content = item.content(of: line.files)
    for (path, version) in branch.versions where held.isDisjoint(with: [path]) {
      let place = now.record.place(of: path)
      guard content[path.text] == version, item.place(of: path.text) == place.text,
        before.live[binding.target]?[place] == version,
        version != nil || item.paths.contains(where: { type(of: item).matches($0, path.text) })
      else { continue }
      let recorded = after.files[now.name]?[path]
      let owners = after.claims[binding.target]?[place] ?? []
      try require(
        after.live[binding.target]?[place] == version, "\(path) of \(binding) was written")
      try require(
        recorded == version || owners.contains { $0.binding != now.name },
        "\(path) of \(binding) is adopted and merged, and recorded is \(shown(recorded))")
    }
  }
}
