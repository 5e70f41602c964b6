import Domain
import Fixtures
import Git
import Ledger
import Queueing
import Syncing

extension RandomSequence {
  /// What a run left on the bindings that are recorded.
  struct Past {
    var files: [BindingID: [GitPath: FileVersion]]
    var records: [BindingID: DeploymentRecord]
  }

  func remember(_ run: String, _ snapshot: SequenceSnapshot) {
    past[run] = Past(files: snapshot.files, records: snapshot.records)
  }

  /// Rolls a binding back to what a random run left, or is refused and leaves all as it was.
  func rollback() throws {
    guard line.commits.last?.configuration != nil, let binding = generator.pick(bindings) else {
      return
    }
    let runs = past.keys.sorted()
    // Mostly one of the runs that left something on it.
    let own = runs.filter { past[$0]?.records[binding]?.run == $0 }
    guard let run = generator.pick(generator.chance(85) ? own : runs) else { return }
    let overwrites = generator.chance(35)
    steps.append(
      "\(sandbox.now) rollback \(binding) to \(run)\(overwrites ? " --overwrite-drift" : "")")
    if generator.chance(8) { breakDisk() }
    defer { sandbox.opening = nil }
    let before = try SequenceSnapshot(sandbox)
    let report: ApplyRun.Report
    do {
      report = try sandbox.rollback(
        binding.description, to: run, overwritesDrift: overwrites)
    } catch let error as any ExplainedError {
      steps.append("  refused: \(error.message)")
      try checkNothingDone(since: before)
      return try checkRefusal(error, of: binding, overwrites, before)
    }
    tell(report)
    let after = try SequenceSnapshot(sandbox)
    remember(report.record.run, after)
    try require(!before.isLocked(binding, self), "\(binding) is locked and was rolled back")
    if !overwrites { try checkHands(before, after) }
    // What went back may go forward again.
    for snapshot in [before, after] {
      for (place, claims) in snapshot.claims[binding.target] ?? [:]
      where claims.contains(where: { record(of: binding, in: snapshot)?.name == $0.binding }) {
        levels[binding.target]?[place] = nil
      }
    }
    guard let result = report.record.bindings.first(where: { $0.binding == binding }) else {
      throw fail("the rollback has no result")
    }
    try require(
      [.applied, .unchanged, .partial, .failed].contains(result.outcome),
      "the rollback ended as \(result.outcome)")
    guard result.outcome == .applied else { return }
    try checkReturned(binding, to: run, after)
    try checkStaysBack(binding, before, after)
  }

  private func checkRefusal(
    _ error: any ExplainedError, of binding: BindingID, _ overwrites: Bool,
    _ before: SequenceSnapshot
  ) throws {
    switch error {
    case RollbackError.drift:
      try require(
        !overwrites && handMade[binding.target]?.isEmpty == false, "there is no drift in the way")
    case RollbackError.neverDeployed:
      try require(
        record(of: binding, in: before)?.record.commit == nil, "\(binding) was deployed")
    case is RollbackError: return
    case is BindingLocked:
      try require(before.isAnyLocked(on: binding.target), "nothing is locked")
    default: throw fail("the rollback was refused: \(error)")
    }
  }

  /// After a rollback the recorded tree is that of the run it goes back to, but for what another
  /// item has by now.
  private func checkReturned(
    _ binding: BindingID, to run: String, _ after: SequenceSnapshot
  ) throws {
    let names = [binding.item, current.item(binding.item)?.was].compactMap(\.self).map {
      BindingID(item: $0, target: binding.target)
    }
    guard let name = names.first(where: { past[run]?.records[$0] != nil }),
      let now = record(of: binding, in: after)
    else { throw fail("the run \(run) left nothing on \(binding)") }
    let wanted = past[run]?.files[name] ?? [:]
    let recorded = after.files[now.name] ?? [:]
    for path in Set(wanted.keys).union(recorded.keys).sorted()
    where wanted[path] != recorded[path] {
      let place = now.record.place(of: path)
      let owners = after.claims[binding.target]?[place] ?? []
      let isOwned = current.items.contains { item in
        item.name != binding.item && item.bindings[binding.target] != nil
          && item.content(of: line.files).keys.contains { item.place(of: $0) == place.text }
      }
      try require(
        isOwned || owners.contains { $0.binding != now.name },
        "\(path) of \(binding) is \(shown(recorded[path])) after the rollback, and was "
          + "\(shown(wanted[path])) after the run")
    }
  }

  /// Nothing of what was rolled back would be shipped by a run to head, where nothing was queued.
  private func checkStaysBack(
    _ binding: BindingID, _ before: SequenceSnapshot, _ after: SequenceSnapshot
  ) throws {
    guard let queue = try sandbox.queue(binding.description),
      let old = record(of: binding, in: before), let new = record(of: binding, in: after),
      !current.conflicts(in: line.files)
    else { return }
    let item = queue.binding.id.item
    guard let content = current.item(item)?.content(of: line.files) else { return }
    let situation = try sandbox.situation()
    let desired = try Decider(situation).desired(situation.head, queue)
    var next: [GitPath: FileVersion] = [:]
    for (path, version) in try sandbox.repository.files(in: desired.tree) { next[path] = version }
    let was = before.files[old.name] ?? [:]
    let recorded = after.files[new.name] ?? [:]
    for path in Set(was.keys).union(recorded.keys).sorted()
    where was[path] != recorded[path] && was[path] == content[path.text] {
      try require(
        next[path] != was[path],
        "\(path) of \(binding) was rolled back, and the next run ships it again")
    }
  }
}
