import Domain
import Fixtures
import Git
import Ledger
import Queueing
import Syncing

extension RandomSequence {
  /// Unlocks and releases all, lets the dates pass, overwrites what was changed by hand, and checks
  /// that the targets are then as head says.
  func finish() throws {
    try mergeLastConfiguration()
    for binding in try SequenceSnapshot(sandbox).locked.sorted() { try unlock(binding) }
    for binding in bindings {
      let held = try SequenceSnapshot(sandbox).holds(self, binding)
      let queued = Set((try sandbox.queue(binding.description)?.entries ?? []).map(\.commit))
      // What is no longer queued is live, and cannot be named.
      let named = held.intersection(queued).sorted { $0.hex < $1.hex }
      if !named.isEmpty { try release(named, of: binding) }
    }
    try checkAlways()
    let monthLater = sandbox.now + 32 * 86_400
    let first = ModelSchedule.instants(until: monthLater.seconds)
      .last { $0.at > sandbox.now.seconds && $0.schedule == "monthly" }
    // A week later every schedule had a date.
    sandbox.now = Timestamp(seconds: (first?.at ?? 0) + 8 * 86_400)
    let request = Preparer.Request(allowsLate: true, overwritesDrift: true)
    var report: ApplyRun.Report?
    for attempt in 1...8 {
      steps.append("\(sandbox.now) apply all at the end, attempt \(attempt)")
      let done = try applyOnce(request)
      report = done?.report
      guard done?.hasWritten == true else { break }
      try require(attempt < 8, "the applies at the end do not come to an end")
    }
    try checkAlways()
    if let report {
      try checkTargetsAreHead(report)
    } else {
      try require(
        current.items.isEmpty || current.conflicts(in: line.files), "nothing could be decided")
    }
    let findings = try sandbox.findings()
    try require(findings.isEmpty, "the ledger's verifier says: \(findings)")
  }

  /// A configuration that can be read, without freezes, broken items and conflicts.
  private func mergeLastConfiguration() throws {
    var last = current
    last.freezes = ModelFreezes()
    while last.conflicts(in: line.files), last.items.count > 1 { last.items.removeLast() }
    let names = Set(last.items.map(\.name))
    for index in last.items.indices {
      last.items[index].after.removeAll { !names.contains($0) }
    }
    guard !last.items.isEmpty else { return }
    try merge("the last configuration", [:], configuration: last)
  }

  private func checkTargetsAreHead(_ report: ApplyRun.Report) throws {
    let snapshot = try SequenceSnapshot(sandbox)
    for item in current.items {
      for target in item.bindings.keys.sorted() {
        let id = BindingID(item: item.name, target: target)
        let left = try sandbox.queue(id.description)?.changes.map(\.path) ?? []
        let stuck = stuckPaths(report.record.bindings.first { $0.binding == id })
        try require(stuck.isSuperset(of: left), "\(id) still has changes: \(left)")
        for (path, version) in item.content(of: line.files) {
          let place = GitPath(item.place(of: path))
          if left.contains(GitPath(path)) { continue }
          // What was changed by hand and no run touches is reported, and stays.
          let byHand = handMade[target]?[place]
          if let byHand, byHand == snapshot.live[target]?[place] { continue }
          try require(
            snapshot.live[target]?[place] == version,
            "\(place) on \(target) is \(shown(snapshot.live[target]?[place])) at the end, head "
              + "has \(shown(version))")
        }
      }
    }
  }

  /// The objects that no run can bring, as the last one said: a file is where a folder is to be or
  /// the other way round, left behind, turned off, or made by hand; and what goes after those.
  private func stuckPaths(_ result: BindingResult?) -> Set<GitPath> {
    guard let result, [.refused, .failed, .partial].contains(result.outcome),
      let why = result.why,
      ["in the way", "cannot be turned off", "cannot be reached", "is a folder", "goes before it"]
        .contains(where: why.contains)
    else { return [] }
    let objects = result.objects.filter { [.refused, .failed, .skipped].contains($0.outcome) }
    return Set(
      objects.flatMap { [$0.path, $0.from].compactMap(\.self) }.compactMap { GitPath(portable: $0) }
    )
  }
}
