import Configuration
package import Domain
import Git
import Ledger
import Queueing
import Targets
import YAMLEditing

/// Compares what is recorded as ours with what is on the targets. It reads and writes nothing.
package struct DriftReader {
  private let situation: Situation
  private let targets: TargetAccess

  package init(_ situation: Situation, targets: TargetAccess) {
    self.situation = situation
    self.targets = targets
  }

  /// The drift of the named bindings; nil for all, with those that are configured no longer.
  ///
  /// Throws `OwnershipConflicts` where two items own one object, and what reading the repository
  /// throws; what is wrong with one binding is told by its stage.
  package func read(_ names: Set<BindingID>?) throws -> [BindingDrift] {
    let queues = try situation.queues(situation.configuration.bindings)
    let ownerships = try situation.ownerships(among: queues)
    let none = try Ownership.none(in: situation.repository)

    var result: [BindingDrift] = []
    for queue in queues where names?.contains(queue.binding.id) ?? true {
      let id = queue.binding.id
      result.append(
        try drift(of: id, record: queue.record, queue, ownerships[id.target] ?? none))
    }
    for (binding, record) in try situation.unconfiguredRecords()
    where names?.contains(binding) ?? true {
      result.append(
        try drift(of: binding, record: record, nil, ownerships[binding.target] ?? none))
    }
    return result
  }

  private func drift(
    of id: BindingID, record: DeploymentRecord?, _ queue: BindingQueue?, _ ownership: Ownership
  ) throws -> BindingDrift {
    func ended(_ stage: BindingDrift.Stage) -> BindingDrift {
      BindingDrift(binding: id, deployed: record?.commit, stage: stage, seenAt: situation.now)
    }
    guard let record else { return ended(.neverDeployed) }
    guard targets.serves(id.target) else {
      return ended(
        .notServed(why: "the target \(id.target) is not in this machine's targets file"))
    }
    if let problem = targets.problem(of: id.target) { return ended(.failed(why: problem)) }
    do {
      return try compared(ended(.compared(0)), record, queue, ownership)
    } catch let error as TargetError {
      return ended(.failed(why: error.message))
    }
  }

  private func compared(
    _ start: BindingDrift, _ record: DeploymentRecord, _ queue: BindingQueue?,
    _ ownership: Ownership
  ) throws -> BindingDrift {
    var drift = start
    let reader = try targets.reader(start.binding.target, by: situation.ledger)
    let comparison = LiveComparison(reader, in: situation.repository)
    let ours = try objects(of: record)
    let plan = try queue.map { try self.plan($0, ownership, &drift.notes) }
    let asked = plan.map { candidates(of: $0, among: ours) } ?? Array(ours.keys)
    let unrecorded = plan?.unrecorded(besides: Set(ours.keys)) ?? []
    drift.stage = .compared(ours.count + unrecorded.count)
    var versions: [GitPath: [FileVersion]] = [:]
    for place in asked { versions[place] = ours[place].map { [$0.object.version] } }
    for planned in unrecorded { versions[planned.place] = [planned.desired].compactMap(\.self) }
    let live = try reader.read(versions.sought)
    let intended = try intendedVersions(of: start.binding, &drift.notes)
    let atHead = try queue.map {
      try TargetObjects.desired($0.content, root: $0.item.root, in: situation.repository).byPlace
    }
    for (place, own) in ours {
      guard asked.contains(place) else { continue }
      if let claim = try ownership.claim(on: place, besides: start.binding), claim.isRecorded {
        continue
      }
      if try comparison.isSame(live[place], own.object.version, at: place) { continue }
      if let version = intended[place], try comparison.isSame(live[place], version, at: place) {
        continue
      }
      var object = DriftedObject(
        path: own.object.path, place: place, isLeftBehind: own.isLeftBehind,
        recorded: own.object.version, live: live[place], merged: atHead?[place]?.version,
        consequence: .notConfigured,
        recordedContent: try situation.repository.blob(own.object.version.content))
      try readContents(of: &object, on: start.binding.target, reader, comparison)
      if let plan {
        object.consequence = try consequence(for: object, in: plan, comparison)
      }
      drift.objects.append(object)
    }
    for planned in unrecorded {
      let place = planned.place
      guard let reading = live[place] else { continue }
      if try comparison.isSame(reading, planned.desired, at: place) { continue }
      if let version = intended[place], try comparison.isSame(reading, version, at: place) {
        continue
      }
      var object = DriftedObject(
        path: planned.path, place: place, isLeftBehind: false, recorded: nil, live: reading,
        merged: planned.desired, consequence: .unrecorded, recordedContent: [])
      try readContents(of: &object, on: start.binding.target, reader, comparison)
      drift.objects.append(object)
    }
    drift.objects.sort { ($0.path, $0.place) < ($1.path, $1.place) }
    return drift
  }

  private func readContents(
    of object: inout DriftedObject, on target: String, _ reader: any TargetReader,
    _ comparison: LiveComparison
  ) throws {
    object.secrets = targets.secretKeys(of: target)
    object.mergedContent = try object.merged.map { try situation.repository.blob($0.content) }
    guard let version = object.liveVersion else { return }
    object.liveContent = try reader.content(
      of: version, at: object.place, like: object.base.content)
    // Changed once more, between two looks at it.
    if object.liveContent == nil { object.live = .unreadable("changes while it is read") }
    object.adoptedContent = try object.liveContent.map {
      try comparison.inOurForm($0, of: version, at: object.place, as: object.base.content)
    }
  }

  /// Everything of ours on the target: what is recorded, and what was left behind.
  private func objects(
    of record: DeploymentRecord
  ) throws -> [GitPath: (object: TargetObject, isLeftBehind: Bool)] {
    var ours = try TargetObjects.recorded(record, in: situation.repository).byPlace
      .mapValues { (object: $0, isLeftBehind: false) }
    for left in record.leftBehind where ours[left.place] == nil {
      ours[left.place] = (TargetObject(path: left.path, version: left.version), true)
    }
    return ours
  }

  /// What a run to head would do.
  private func plan(
    _ queue: BindingQueue, _ ownership: Ownership, _ notes: inout [String]
  ) throws -> BindingPlan {
    let decider = Decider(situation)
    if let lock = try situation.lock(of: queue.binding.id) {
      notes.append("an apply is refused altogether: \(lock.clause)")
    } else if case .refused(let why, _) = try decider.decide(queue).decision {
      notes.append("an apply is refused altogether: \(why)")
    }
    let desired: DesiredContent
    do {
      desired = try decider.desired(situation.head, queue)
    } catch is any ContentRefusal {
      desired = DesiredContent(
        commit: situation.head, others: situation.otherHeads, item: queue.item, tree: queue.content,
        prune: queue.binding.prune)
    }
    let planner = Planner(
      reader: try targets.reader(queue.binding.id.target, by: situation.ledger),
      ownership: ownership,
      in: situation.repository)
    var options = Planner.Options()
    options.allowsSubmodules = true
    return try planner.plan(desired, for: queue, options: options)
  }

  /// The places that may have drifted, by a plan that has read all but what was left behind.
  private func candidates(
    of plan: BindingPlan, among ours: [GitPath: (object: TargetObject, isLeftBehind: Bool)]
  ) -> [GitPath] {
    let seen = plan.drift + plan.objects.map(\.place) + plan.objects.compactMap(\.fromPlace)
    let left = ours.filter { $0.value.isLeftBehind }.map(\.key)
    return Array(Set(seen).intersection(ours.keys).union(left))
  }

  /// What a run that is at work, or died, was to bring: no drift where it is there.
  private func intendedVersions(
    of id: BindingID, _ notes: inout [String]
  ) throws -> [GitPath: FileVersion] {
    guard let lease = try situation.ledger.lease(of: id) else { return [:] }
    notes.append("run \(lease.run) is at work on it: what it brings is no drift")
    guard let root = GitPath(portable: lease.root) else { return [:] }
    return try TargetObjects.desired(
      situation.ledger.intendedContent(of: id), root: root, in: situation.repository
    ).byPlace.mapValues(\.version)
  }

  private func consequence(
    for object: DriftedObject, in plan: BindingPlan, _ comparison: LiveComparison
  ) throws -> DriftedObject.Consequence {
    let planned = plan.objects.first { $0.place == object.place || $0.fromPlace == object.place }
    guard let planned else {
      if object.isLeftBehind { return .leftBehind }
      let isMerged = try comparison.isSame(object.live, object.merged, at: object.place)
      return isMerged ? .heldBack : .untouched
    }
    switch (planned.action, planned.verdict) {
    case (.handOver, _): return .handedOver
    case (.leaveBehind, _): return .leftBehind
    case (_, .unsupported): return .untouched
    case (_, .proceed): return planned.includesLive ? .included : .recorded
    case (_, .drift), (_, .occupied), (_, .impossible):
      guard let live = object.adoptedContent?.bytes, let merged = object.mergedContent,
        planned.place == object.place, planned.fromPlace == nil,
        try Repository.mergeLines(
          ancestor: object.recordedContent, ours: merged, theirs: live) != nil
      else { return .conflicts }
      return .besides
    }
  }
}
