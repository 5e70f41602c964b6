import Domain
import Faults
import Git
import Ledger
import Targets

/// Settles runs that died: takes their leases over, finds out on the target what they did, records
/// that, and lets their bindings go. What they did not do is decided anew.
struct Settlement {
  let repository: Repository
  private let targets: TargetAccess
  private let writer: LedgerWriter
  private let control: ObjectID
  private let now: () -> Timestamp
  /// The leases that this process has taken over by now.
  private let leases: TakenLeases
  /// Whether a binding is frozen: then what died on it is recorded, and nothing is written.
  private let isStopped: (BindingID) throws -> Bool
  /// The name under which the ledger knows a binding.
  private let recordedName: (BindingID) throws -> BindingID

  init(
    targets: TargetAccess, writer: LedgerWriter, control: ObjectID, in repository: Repository,
    recordedName: @escaping (BindingID) throws -> BindingID,
    isStopped: @escaping (BindingID) throws -> Bool = { _ in false }, leases: TakenLeases,
    now: @escaping () -> Timestamp
  ) {
    self.leases = leases
    self.isStopped = isStopped
    self.recordedName = recordedName
    self.targets = targets
    self.writer = writer
    self.control = control
    self.repository = repository
    self.now = now
  }

  /// Settles every lease that `isDead` names and whose target is served here, but for one in a
  /// freeze that cannot be settled without writing. Returns the ledger
  /// after it and the IDs of the settled runs; nil where somebody else wrote the ledger meanwhile.
  ///
  /// Throws `RunError.leaseExpired` where a lease that it had taken over ran out.
  func settle(
    _ snapshot: LedgerSnapshot, isDead: (BindingID, Lease) -> Bool
  ) throws -> (ledger: LedgerSnapshot, runs: [String])? {
    var own: [String: [(BindingID, Lease)]] = [:]
    var dead: [String: [(BindingID, Lease)]] = [:]
    for binding in try snapshot.leasedBindings() where targets.serves(binding.target) {
      guard let lease = try snapshot.lease(of: binding) else { continue }
      switch LeaseRule.settler(isOwn: leases.owns(binding, lease), isDead: isDead(binding, lease)) {
      case .settle: own[lease.run, default: []].append((binding, lease))
      case .takeOver: dead[lease.run, default: []].append((binding, lease))
      case .wait: break
      }
    }
    var ledger = snapshot
    var runs: [String] = []
    for run in Set(own.keys).union(dead.keys).sorted() {
      if own[run] == nil {
        // Nothing is taken that cannot be settled: each attempt would be a step of the ledger.
        let ready = try (dead[run] ?? []).filter { try canSettle($0.0, $0.1, in: ledger) }
        guard !ready.isEmpty else { continue }
        guard
          let taken = try leases.takeOver(run, ready, in: ledger, by: writer, control: control)
        else { return nil }
        ledger = taken
        own[run] = try ready.map { binding, lease in
          (binding, try taken.lease(of: binding) ?? lease)
        }
      }
      do {
        guard let next = try settle(run, own[run] ?? [], in: ledger) else { return nil }
        if next.tip != ledger.tip { runs.append(run) }
        ledger = next
      } catch RunError.leaseLost {
        return nil
      }
    }
    return (ledger, runs)
  }

  /// Settles bindings of a dead run, whose leases this process has.
  private func settle(
    _ run: String, _ leases: [(BindingID, Lease)], in ledger: LedgerSnapshot
  ) throws -> LedgerSnapshot? {
    let keepers = self.leases.keepers(of: leases.map(\.0))
    let instant = now()
    var transition = LedgerTransition(subject: "settle run \(run), which ended early", run: run)
    var record = try ledger.run(run)
    let update = RecordUpdate(run: run, at: instant, in: repository)
    var records: [BindingID: DeploymentRecord] = [:]
    var places: [String: [GitPath: (owner: BindingID, commit: ObjectID)]] = [:]
    var settledBindings: Set<BindingID> = []
    var isSettled: Bool { !settledBindings.isEmpty }
    for (binding, lease) in leases {
      guard let commit = ObjectID(hex: lease.commit), let root = GitPath(portable: lease.root)
      else { throw LedgerError.unreadable(part: "lease of \(binding)", reason: "it is damaged") }
      var commits = [Repositories.control: commit]
      for (name, hex) in lease.commits ?? [:] { commits[name] = ObjectID(hex: hex) }
      let old = try ledger.record(of: recordedName(binding))
      let objects: [ObjectOutcome]
      do {
        objects = try settled(binding, lease, root: root, old: old, in: ledger) {
          for keeper in keepers { try keeper.check() }
        }
      } catch is HalfRename {
        continue
      } catch RunError.leaseExpired where isSettled {
        // What was found out by then is recorded, and the rest is left to the next run.
        break
      }
      settledBindings.insert(binding)
      records[binding] = old
      let restoration = try record.flatMap {
        try Restoration(
          $0, of: [binding, recordedName(binding)], reference: ledger.reference, in: repository)
      }
      if objects.contains(where: \.isDone), let old, let restoration {
        records[binding] = try update.record(restoring: restoration, after: objects, from: old)
      } else if objects.contains(where: \.isDone) {
        records[binding] = try update.record(
          takingOver: objects.filter(\.isDone), of: commits, root: root, from: old)
      }
      let occurrence = record?.bindings.first { $0.binding == binding }?.occurrence
        .flatMap { Timestamp(iso8601: $0) }
      let isComplete =
        try restoration == nil
        && isComplete(
          objects, of: record, binding, old, recorded: records[binding]?.tree, in: ledger)
      if isComplete {
        records[binding] = try update.record(
          completing: objects, of: commits, root: root, occurrence: occurrence, from: old)
      }
      for object in objects where object.isDone && object.object.desired != nil {
        places[binding.target, default: [:]][object.object.place] = (binding, commit)
        if object.object.isTakenUp, let from = object.object.fromPlace {
          places[binding.target, default: [:]][from] = (binding, commit)
        }
      }
      transition.release(binding)
      // Nobody decides anew on a rollback: where it had come to its end, it is done.
      let isWhole =
        isComplete || restoration != nil && records[binding]?.tree == restoration?.record.tree
      let result = BindingResult(
        binding: binding,
        outcome: objects.allSatisfy { !$0.isDone } ? .failed : isWhole ? .applied : .partial,
        occurrence: isComplete ? occurrence : nil, from: old?.commit,
        to: commit, why: "the run ended early; what it had done was found on the target",
        objects: objects.map(\.result))
      if let index = record?.bindings.firstIndex(where: { $0.binding == binding }),
        record?.bindings[index].outcome != .unchanged
      {
        record?.bindings[index] = result
      }
    }
    guard isSettled else { return ledger }
    for (binding, _) in leases {
      guard var next = records[binding] else { continue }
      let others = (places[binding.target] ?? [:]).filter { $0.value.owner != binding }
      let released = try update.record(releasing: others.mapValues(\.commit), from: next)
      next = released.record
      guard next.run == run else { continue }
      let former = try recordedName(binding)
      if former != binding { transition.removeRecord(of: former) }
      try transition.record(next, of: binding)
      if var told = record {
        RunResults.tell(released.released, of: binding, in: &told)
        record = told
      }
    }
    record?.state = .interrupted
    record?.finishedAt = instant.iso8601
    if let record { try transition.record(record) }
    transition.decided(at: control)
    // Renewals may have come between; what others recorded must have nothing to do with it.
    var newest = ledger
    for keeper in keepers { newest = try keeper.newest() }
    guard try isUnchanged(run, leases.map(\.0), from: ledger, to: newest) else { return nil }
    FaultPoint.settlementBefore.pass()
    guard let next = try writer.append(transition, to: newest, at: instant) else { return nil }
    FaultPoint.settlementRecorded.pass()
    self.leases.letGo(Array(settledBindings))
    return next
  }

  /// Whether what a settlement goes by is the same in a later state.
  private func isUnchanged(
    _ run: String, _ bindings: [BindingID], from old: LedgerSnapshot, to new: LedgerSnapshot
  ) throws -> Bool {
    guard new.tip != old.tip else { return true }
    guard try new.run(run) == old.run(run) else { return false }
    return try bindings.allSatisfy { binding in
      let former = try recordedName(binding)
      return try new.record(of: binding) == old.record(of: binding)
        && new.record(of: former) == old.record(of: former)
    }
  }

  /// Whether all that the run was to bring to a binding is on the target, so that it only did not
  /// come to record it. What a run of chosen entries was to carry, and what a hold keeps out, a lease
  /// does not tell: there the next run finds it out.
  private func isComplete(
    _ objects: [ObjectOutcome], of run: RunRecord?, _ binding: BindingID, _ old: DeploymentRecord?,
    recorded tree: ObjectID?, in ledger: LedgerSnapshot
  ) throws -> Bool {
    guard let run, run.kind == .apply, run.exception == nil, old?.held.isEmpty ?? true,
      !objects.isEmpty, objects.allSatisfy(\.isDone)
    else { return false }
    return try tree == ledger.intendedContent(of: binding)
  }

  /// What became of each object that the lease names.
  ///
  /// - Parameter mayWrite: Asked before anything is written; it throws where the lease is lost.
  private func settled(
    _ binding: BindingID, _ lease: Lease, root: GitPath, old: DeploymentRecord?,
    in ledger: LedgerSnapshot, checking mayWrite: () throws -> Void
  ) throws -> [ObjectOutcome] {
    let target = try targets.writer(binding.target, by: ledger)
    target.attribute(
      to: WriteOrigin(
        run: lease.run, binding: binding, verb: "settle",
        commits: ObjectID(hex: lease.commit).map { [Repositories.control: $0] } ?? [:],
        person: writer.person, at: now()))
    try mayWrite()
    _ = try target.removeLeftovers()
    let planned = try planned(
      lease, root: root, old: old, intended: ledger.intendedContent(of: binding))
    let live = try target.read(planned.sought)
    let comparison = LiveComparison(target, in: repository)
    let isFree = try !isStopped(binding)
    let taken = Set(planned.filter { $0.desired != nil }.map(\.place))
    return try planned.map {
      // Whatever is not moved is only compared.
      if $0.fromPlace != nil { try mayWrite() }
      return try settle(
        $0, live: live, taken: taken, on: target, comparison, mayWrite: isFree)
    }
  }

  /// Whether a dead run's binding can be settled now, as far as looking tells: its target can be
  /// read, and nothing has to be written where nothing may be. It throws what reading throws.
  private func canSettle(
    _ binding: BindingID, _ lease: Lease, in ledger: LedgerSnapshot
  ) throws -> Bool {
    guard ObjectID(hex: lease.commit) != nil, let root = GitPath(portable: lease.root)
    else { throw LedgerError.unreadable(part: "lease of \(binding)", reason: "it is damaged") }
    let target = try targets.writer(binding.target, by: ledger)
    let old = try ledger.record(of: recordedName(binding))
    let planned = try planned(
      lease, root: root, old: old, intended: ledger.intendedContent(of: binding))
    let live = try target.read(planned.sought)
    guard try isStopped(binding) else { return true }
    let comparison = LiveComparison(target, in: repository)
    do {
      for object in planned {
        _ = try settle(
          object, live: live, taken: [], on: target, comparison, mayWrite: false)
      }
      return true
    } catch is HalfRename {
      return false
    }
  }

  /// A rename came half way, and nothing must be written now.
  private struct HalfRename: Error {}

  /// What became of one object. A rename that came half way is finished, since the object is not to
  /// be there twice; where its old name holds something else by now, the new one is taken back.
  private func settle(
    _ object: PlannedObject, live: [GitPath: LiveReading], taken: Set<GitPath>,
    on target: any TargetWriter, _ comparison: LiveComparison, mayWrite: Bool
  ) throws -> ObjectOutcome {
    var object = object
    object.remoteID =
      target.remoteID(of: object.place) ?? object.fromPlace.flatMap(target.remoteID)
    let isThere = try comparison.isSame(live[object.place], object.desired, at: object.place)
    guard let fromPlace = object.fromPlace, fromPlace != object.place else {
      return isThere
        ? ObjectOutcome(object, .done)
        : ObjectOutcome(object, .skipped, "the run ended before it was written")
    }
    // Where the system knows no places it is found under its former one; whether it is on or off the
    // place does tell.
    if !target.capabilities.knowsPlaces, object.fromPath != nil, live[object.place] == nil,
      live[fromPlace] != nil,
      try comparison.isSame(live[fromPlace], object.desired, at: object.place)
    {
      return ObjectOutcome(object, .done)
    }
    guard isThere, case .object(let renamed)? = live[object.place] else {
      return ObjectOutcome(object, .skipped, "the run ended before it was renamed")
    }
    guard let old = live[fromPlace] else { return ObjectOutcome(object, .done) }
    guard mayWrite else { throw HalfRename() }
    let twice = ObjectOutcome(object, .failed, "it is there under both names")
    if case .object(let present) = old, !taken.contains(fromPlace),
      try comparison.isSame(present, object.recorded, at: fromPlace)
    {
      let isFinished = target.writeNow(.remove(fromPlace, expected: present)) == .done
      return isFinished ? ObjectOutcome(object, .done) : twice
    }
    let isTakenBack = target.writeNow(.remove(object.place, expected: renamed)) == .done
    return isTakenBack
      ? ObjectOutcome(object, .skipped, "the run ended before it was renamed") : twice
  }
}
