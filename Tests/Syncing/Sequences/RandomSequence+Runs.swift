import Domain
import Git
import Ledger
import Queueing
import Syncing

extension RandomSequence {
  /// What must hold of a run.
  func check(
    _ report: ApplyRun.Report, _ request: Preparer.Request, _ before: SequenceSnapshot,
    _ after: SequenceSnapshot
  ) throws {
    if !request.overwritesDrift { try checkHands(before, after) }
    for prepared in report.preparation.bindings {
      let id = prepared.binding.id
      if prepared.queue == nil {
        try require(configuration.item(id.item)?.isValid == false, "\(id) is not broken")
        continue
      }
      guard let result = report.record.bindings.first(where: { $0.binding == id }),
        let item = current.item(id.item)
      else { throw fail("\(id) has no result") }
      let old = record(of: id, in: before)
      try checkNothingHeld(id, before, after)
      let held = heldPaths(of: prepared.queue)
      if before.isLocked(id, self) {
        try require(result.to == nil && result.outcome == .refused, "\(id) is locked")
        continue
      }
      if result.outcome == .refused, before.isAnyLocked(on: id.target),
        result.why?.contains("shares objects with") == true
      {
        try require(result.to == nil, "\(id) was deployed beside a lock")
        continue
      }
      try checkDue(result, item, old?.record, request)
      try checkCommit(result, old?.record, record(of: id, in: after)?.record)
      guard let to = result.to.flatMap({ ObjectID(hex: $0) }), let index = line.index(of: to),
        [.applied, .unchanged].contains(result.outcome)
      else {
        try checkWritten(result, item, held, after)
        if result.outcome == .unchanged {
          try checkContent(id, item, line.commits.count - 1, [], held, before, after)
        }
        continue
      }
      var kept = prepared.queue?.cancelledPaths ?? []
      kept.formUnion(old?.record.takenOver.map(\.path) ?? [])
      try checkContent(id, item, index, kept, held, before, after)
    }
    try checkLevels(report, before, after)
  }

  /// Without leave, nothing that was changed by hand is overwritten.
  func checkHands(_ before: SequenceSnapshot, _ after: SequenceSnapshot) throws {
    for (target, places) in handMade {
      for place in places.keys {
        try require(
          before.live[target]?[place] == after.live[target]?[place],
          "\(place) on \(target) was overwritten")
      }
    }
  }

  /// Whether it was the binding's turn, by an oracle of the test's own.
  private func checkDue(
    _ result: BindingResult, _ item: ModelConfiguration.Item, _ old: DeploymentRecord?,
    _ request: Preparer.Request
  ) throws {
    let id = result.binding
    guard let rules = item.bindings[id.target] else { throw fail("\(id) is not configured") }
    let freezes = current.freezes
    let isFrozen = freezes.holds(sandbox.now.seconds, id.target)
    if isFrozen {
      try require(
        result.to == nil && [.notDue, .unchanged].contains(result.outcome),
        "\(id) is \(result.outcome) in a freeze")
    }
    guard rules.schedule != nil else {
      if isFrozen { return }
      return try require(
        result.outcome == .unchanged || result.to == line.commits.last?.id.hex,
        "\(id) is ad-hoc and was not deployed")
    }
    let latest = line.latestOccurrence(
      item.origin, id.target, now: sandbox.now.seconds, baselineAt: old?.baselineAt?.seconds,
      freezes: freezes)
    guard let latest, let cutOff = line.cutOff(latest, item.origin) else {
      return try require(result.to == nil, "\(id) has no date and was deployed")
    }
    let deployed = old?.commit.flatMap { line.index(of: $0) }
    let isContained = deployed.map { $0 >= cutOff } ?? false
    let isFulfilled =
      (isContained && old?.isPartial == false && old?.undone.isEmpty == true)
      || (old?.occurrence?.seconds ?? .min) >= latest
    if let to = result.to {
      try require(!isFulfilled, "\(id) was deployed again for \(Timestamp(seconds: latest))")
      try require(to == line.commits[cutOff].id.hex, "\(id) was not deployed at its cut-off")
      try require(result.occurrence == Timestamp(seconds: latest).iso8601, "another occurrence")
      let key = "\(item.origin)@\(id.target) \(latest)"
      if [.applied, .unchanged].contains(result.outcome) {
        try require(fulfilled.insert(key).inserted, "\(id) fulfilled \(key) twice")
      }
      return
    }
    let start = freezes.start(latest, id.target)
    let isLate = sandbox.now.seconds - start > 72 * 3600 && !request.allowsLate
    let isBehind = isContained && deployed != cutOff
    try require(
      isFulfilled || isLate || isBehind || isFrozen || result.outcome == .unchanged,
      "\(id) was not deployed for \(Timestamp(seconds: latest)), which is due")
    if result.outcome == .refused { try require(isLate, "\(id) was refused in time") }
  }

  /// No run goes back.
  private func checkCommit(
    _ result: BindingResult, _ old: DeploymentRecord?, _ new: DeploymentRecord?
  ) throws {
    guard let from = old?.commit.flatMap({ line.index(of: $0) }) else { return }
    guard let to = new?.commit.flatMap({ line.index(of: $0) }) else {
      throw fail("\(result.binding) has no deployed commit any more")
    }
    try require(from <= to, "\(result.binding) went back")
  }

  /// After a finished run the recorded tree is the content at its commit, by that commit's
  /// definition; what is kept is as it was.
  private func checkContent(
    _ id: BindingID, _ item: ModelConfiguration.Item, _ index: Int, _ kept: Set<GitPath>,
    _ held: Set<GitPath>, _ before: SequenceSnapshot, _ after: SequenceSnapshot
  ) throws {
    let (files, definition) = line.content(of: item, at: index)
    let name = record(of: id, in: after)?.name ?? id
    let recorded = after.files[name] ?? [:]
    let former = record(of: id, in: before).flatMap { before.files[$0.name] } ?? [:]
    for path in Set(recorded.keys).union(files.keys.map { GitPath($0) }).sorted() {
      let expected = files[path.text]
      if recorded[path] == expected {
        guard let record = after.records[name], expected != nil else { continue }
        try require(
          record.place(of: path).text == definition.place(of: path.text) || kept.contains(path),
          "\(path) of \(id) is at \(record.place(of: path))")
        continue
      }
      if isReceived(path, by: name, before, after) { continue }
      // An object that another item has from a later commit is that item's.
      let owners = after.claims[id.target]?[GitPath(definition.place(of: path.text))] ?? []
      if recorded[path] == nil, owners.contains(where: { $0.binding != name }) { continue }
      if held.contains(path), isSomeVersion(recorded[path], of: path) { continue }
      try require(
        (kept.contains(path) || held.contains(path)) && recorded[path] == former[path],
        "\(path) of \(id) is \(shown(recorded[path])) after the run, and \(shown(expected)) at "
          + line.commits[index].id.short)
    }
  }

  /// What a run that was not finished did write is as it is at its commit.
  private func checkWritten(
    _ result: BindingResult, _ item: ModelConfiguration.Item, _ held: Set<GitPath>,
    _ after: SequenceSnapshot
  ) throws {
    guard let index = result.to.flatMap({ ObjectID(hex: $0) }).flatMap({ line.index(of: $0) })
    else { return }
    let content = line.content(of: item, at: index).files
    let name = record(of: result.binding, in: after)?.name ?? result.binding
    for object in result.objects where object.outcome == .done {
      guard [.create, .update, .rename].contains(object.action),
        let path = GitPath(portable: object.path)
      else { continue }
      if held.contains(path), isSomeVersion(after.files[name]?[path], of: path) { continue }
      try require(
        after.files[name]?[path] == content[path.text],
        "\(path) of \(result.binding) is not as it is at \(line.commits[index].id.short)")
    }
  }

  /// Whether another item handed the object over in the run, as it had it.
  private func isReceived(
    _ path: GitPath, by name: BindingID, _ before: SequenceSnapshot, _ after: SequenceSnapshot
  ) -> Bool {
    guard let record = after.records[name], record.takenOver.contains(where: { $0.path == path })
    else { return false }
    let former = before.claims[name.target]?[record.place(of: path)] ?? []
    return former.contains { $0.binding != name && $0.version == after.files[name]?[path] }
  }
}
