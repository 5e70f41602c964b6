import Domain
import Git

extension CommitCheck {
  /// A lease comes with the start of its run, is only renewed or taken over, and goes at the run's
  /// end.
  func checkLeases() throws {
    for (binding, change) in step.leases.sorted(by: { $0.key < $1.key }) {
      let old = try change.old.flatMap {
        try decode(Lease.self, $0, at: change.path, reporting: false)
      }
      guard let version = change.new else {
        if let old { checkRelease(of: binding, old) }
        continue
      }
      guard let new = try decode(Lease.self, version, at: change.path) else { continue }
      check(new, of: binding, at: change.path)
      if change.old == nil {
        checkTaking(of: binding, new)
      } else if let old, new.takeovers != old.takeovers {
        checkTakeover(of: binding, new, after: old)
      } else if let old {
        checkRenewal(of: binding, new, after: old)
      }
    }
    try checkNothingKept()
  }

  /// What must be true of a lease by itself.
  private func check(_ lease: Lease, of binding: BindingID, at path: GitPath) {
    if lease.schema != 1 { report("\(path.quoted) has the schema \(lease.schema), known is 1") }
    let paths =
      [lease.root]
      + lease.objects.flatMap { [$0.path, $0.from, $0.place, $0.fromPlace].compactMap(\.self) }
    let bad =
      paths.filter { GitPath(portable: $0) == nil }
      + ([lease.commit] + (lease.commits ?? [:]).values.sorted()).filter {
        ObjectID(hex: $0) == nil
      }
      + [lease.since].filter { Timestamp(iso8601: $0) == nil }
      + [lease.length].compactMap(\.self).filter { $0 <= 0 || $0 > Lease.longest }.map { "\($0)" }
      + [lease.takeovers].compactMap(\.self).filter { $0 <= 0 }.map { "\($0)" }
    for value in bad { report("the lease of \(shown(binding)) holds the value \(shown(value))") }
  }

  private func checkTaking(of binding: BindingID, _ lease: Lease) {
    guard let run else { return }
    if lease.run != run {
      report("it takes \(shown(binding)) for run \(shown(lease.run)), and is a step of run \(run)")
    } else if let record, record.state != .started || step.runs[run]?.old != nil || !changesRun {
      report("it takes \(shown(binding)) for run \(run), which does not start with it")
    } else if lease.takeovers != nil {
      report("it takes \(shown(binding)) with a lease that says it was taken over")
    }
  }

  private func checkRenewal(of binding: BindingID, _ lease: Lease, after old: Lease) {
    if lease.run != old.run {
      return report(
        "it hands the lease of \(shown(binding)) from run \(shown(old.run)) to run "
          + shown(lease.run))
    }
    var renewed = old
    renewed.renewals = lease.renewals
    if renewed != lease {
      return report("it changes the lease of \(shown(binding)) in more than its renewals")
    }
    if lease.renewals <= old.renewals {
      return report("it renews the lease of \(shown(binding)) without counting it")
    }
    guard let run else { return }
    if lease.run != run {
      report(
        "it renews the lease that run \(shown(lease.run)) has on \(shown(binding)), and is a step "
          + "of run \(run)")
    } else if let record, !mayHold(lease, record) {
      report("it renews the lease of \(shown(binding)), and run \(run) has ended")
    }
  }

  /// Whether a lease may stand while its run is in this state. A run that is settled in parts is
  /// told as interrupted with the first, and whoever took over another part goes on with that.
  private func mayHold(_ lease: Lease, _ record: RunRecord) -> Bool {
    switch record.state {
    case .started: true
    case .interrupted: lease.takeovers != nil
    case .finished: false
    }
  }

  /// Somebody makes the lease of a dead run their own, counts that, and does nothing else with it.
  private func checkTakeover(of binding: BindingID, _ lease: Lease, after old: Lease) {
    if lease.run != old.run {
      return report(
        "it hands the lease of \(shown(binding)) from run \(shown(old.run)) to run "
          + shown(lease.run))
    }
    let taken = old.takenOver(by: lease.owner, at: lease.since, length: lease.length)
    if lease.owner == old.owner || lease != taken {
      report(
        "it takes over the lease of \(shown(binding)), and changes another thing of it than whose it "
          + "is, since when and how long, or does not count that")
    }
    guard let run else { return }
    if lease.run != run {
      return report(
        "it takes over the lease that run \(shown(lease.run)) has on \(shown(binding)), and is a "
          + "step of run \(run)")
    }
    if let record, record.state == .finished {
      report("it takes over the lease of \(shown(binding)), and run \(run) has ended")
    }
    let isAlone =
      step.runs.isEmpty && step.deployed.isEmpty && step.latest.isEmpty && step.exceptions.isEmpty
      && step.leases.values.allSatisfy { $0.old != nil && $0.new != nil }
    if !isAlone { report("it takes over the lease of \(shown(binding)), and does more than that") }
  }

  private func checkRelease(of binding: BindingID, _ lease: Lease) {
    guard let run else { return }
    if lease.run != run {
      return report(
        "it lets go of \(shown(binding)), which run \(shown(lease.run)) holds, and is a step of "
          + "run \(run)")
    }
    guard let record else { return }
    // A settled run may let go of the rest of its bindings later; a finished one may not.
    let isEnd = record.state == .interrupted || (record.state == .finished && changesRun)
    if !isEnd { report("it lets go of \(shown(binding)), and run \(run) does not end with it") }
    if record.state == .finished, lease.takeovers != nil {
      report("run \(run) finishes with it, and the lease of \(shown(binding)) was taken over")
    }
  }

  /// A run that finishes lets go of everything.
  private func checkNothingKept() throws {
    guard let run, record?.state == .finished, changesRun else { return }
    guard
      let leases = try reading(
        LedgerPath.leases, { try repository.entry(at: LedgerPath.leases, in: after) },
        silently: true
      ).flatMap(\.self), leases.mode == .folder
    else { return }
    let files = try reading(LedgerPath.leases, { try repository.files(in: leases.id) }) ?? []
    for (path, version) in files {
      let path = GitPath(bytes: LedgerPath.leases.bytes + [UInt8(ascii: "/")] + path.bytes)
      let lease = try decode(Lease.self, version, at: path, reporting: false)
      if lease?.run == run { report("run \(run) finishes with it and keeps \(path.quoted)") }
    }
  }

  /// What a run is to bring comes and goes with its lease, and stays as it is between.
  func checkIntended() throws {
    let changed = Set(step.intended.keys)
    let released = step.leases.filter { $0.value.new == nil }.keys
    for binding in changed.union(released).sorted() {
      let path = LedgerPath.intended(binding)
      let (was, isNow) = (try isThere(path, in: before), try isThere(path, in: after))
      let lease = step.leases[binding]
      if isNow, lease != nil, lease?.new == nil {
        report("it keeps \(path.quoted) without the lease of \(shown(binding))")
      } else if !was, isNow, lease == nil || lease?.old != nil {
        report("it adds \(path.quoted) without taking \(shown(binding))")
      } else if was, isNow, changed.contains(binding) {
        report("it changes \(path.quoted), which the lease of \(shown(binding)) stands for")
      } else if was, !isNow, try version(at: LedgerPath.lease(binding), in: after) != nil {
        report("it removes \(path.quoted) and keeps the lease of \(shown(binding))")
      }
      for change in step.intended[binding] ?? [] {
        if let version = change.new { try checkBlob(version, at: change.path) }
      }
    }
  }
}
