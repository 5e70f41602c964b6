import Configuration
import Domain
import Exceptions
import Git
import Ledger
import Queueing

/// Turns what was prepared and done into the run's record and the bindings' next records.
struct RunResults {
  /// The next record of one binding.
  struct Update {
    var binding: BindingID
    /// The name that the ledger knew it by.
    var formerName: BindingID
    var record: DeploymentRecord
    /// The paths that left it, because another item has their objects by now.
    var released: [GitPath] = []
  }

  private let preparation: Preparation
  private let run: String
  private let now: Timestamp
  private let update: RecordUpdate

  init(preparation: Preparation, run: String, at now: Timestamp) {
    self.preparation = preparation
    self.run = run
    self.now = now
    update = RecordUpdate(run: run, at: now, in: preparation.situation.repository)
  }

  private var situation: Situation { preparation.situation }

  /// One binding's part of the run's record.
  func result(
    of prepared: PreparedBinding, _ outcomes: [BindingID: BindingOutcome]
  ) throws -> BindingResult {
    let id = prepared.binding.id
    let from = prepared.queue?.record?.commit
    let staying = prepared.queue?.entries?.filter { [.queued, .held].contains($0.status) } ?? []
    let held = staying.count { $0.status == .held }
    func ended(_ outcome: BindingResult.Outcome, _ why: String) -> BindingResult {
      var result = BindingResult(
        binding: id, outcome: outcome, from: from, excluded: staying.count, why: why)
      result.held = held > 0 ? held : nil
      return result
    }
    switch prepared.stage {
    case .notServed(let why): return ended(.notServed, why)
    case .failed(let why): return ended(.failed, why)
    case .unchanged(let why): return ended(.unchanged, why)
    case .refused(let why, _, let objects):
      var result = ended(.refused, why)
      result.objects = objects.map { ObjectOutcome($0, .refused, why).result }
      return result
    case .waiting(let why, let takingOver):
      var result = ended(.notDue, why)
      result.objects = (takingOver?.objects ?? []).map { ObjectOutcome($0, .done).result }
      return result
    case .planned(let plan, let occurrence):
      guard let outcome = outcomes[id], let queue = prepared.queue else {
        return ended(.failed, "it was not carried out")
      }
      let notes =
        (prepared.decided?.notes ?? [])
        + plan.desired.held.map { "\($0.entry.name) stays out: \($0.reason)" }
        + Self.driftNotes(plan)
      var result = BindingResult(
        binding: id, outcome: outcome.outcome, occurrence: occurrence, from: from,
        to: plan.carries == nil ? plan.desired.commit : from,
        excluded: try plan.restores?.excluded ?? excluded(queue, plan.desired.commits),
        objects: outcome.objects.map(\.result))
      let staysOut = plan.restores?.heldCount ?? held
      result.held = staysOut > 0 ? staysOut : nil
      if !plan.desired.others.isEmpty {
        let commits = plan.carries == nil ? plan.desired.commits : queue.record?.commits
        result.commits = commits?.mapValues(\.hex)
      }
      result.carried = plan.carries?.map(\.hex)
      if let reason = outcome.reason {
        result.why = ([reason] + notes).joined(separator: "; ")
      } else if !notes.isEmpty {
        result.why = notes.joined(separator: "; ")
      }
      return result
    }
  }

  /// The next records of all bindings that get one.
  func records(_ outcomes: [BindingID: BindingOutcome]) throws -> [Update] {
    var updates: [Update] = []
    for prepared in preparation.bindings {
      let id = prepared.binding.id
      let old = prepared.queue?.record
      var next: DeploymentRecord
      switch prepared.stage {
      case .planned:
        guard let outcome = outcomes[id], let queue = prepared.queue else { continue }
        guard outcome.isFinished || outcome.objects.contains(where: \.isDone) else { continue }
        next = try update.record(
          after: outcome, from: old, undone: try undone(queue, outcome))
      case .waiting(_, let plan?):
        guard !plan.objects.isEmpty, old?.commit != nil else { continue }
        next = try update.record(
          takingOver: plan.objects.map { ObjectOutcome($0, .done) }, of: plan.desired.commits,
          root: plan.desired.item.root, from: old)
      default: continue
      }
      next.noteRepositories(of: prepared.queue?.entries ?? [])
      updates.append(
        Update(binding: id, formerName: try situation.recordedName(of: id), record: next))
    }
    try handOver(outcomes, &updates)
    try release(outcomes, &updates)
    return updates
  }

  /// Every object has one record: what a binding brought or took over leaves that of the item which
  /// had it before.
  private func release(
    _ outcomes: [BindingID: BindingOutcome], _ updates: inout [Update]
  ) throws {
    var places: [BindingID: [GitPath: ObjectID]] = [:]
    for prepared in preparation.bindings {
      let objects: [PlannedObject]
      let commit: ObjectID
      switch prepared.stage {
      case .planned(let plan, _):
        objects = (outcomes[plan.binding]?.objects ?? []).filter(\.isDone).map(\.object)
        commit = plan.desired.commit
      case .waiting(_, let plan?) where prepared.queue?.record?.commit != nil:
        objects = plan.objects
        commit = plan.desired.commit
      default: continue
      }
      for object in objects where object.desired != nil {
        guard let owner = object.formerOwner?.binding else { continue }
        places[owner, default: [:]][object.place] = commit
        if object.isTakenUp, let from = object.fromPlace {
          places[owner, default: [:]][from] = commit
        }
      }
    }
    for (owner, places) in places.sorted(by: { $0.key < $1.key }) {
      let index = updates.firstIndex { $0.binding == owner }
      guard let old = try index.map({ updates[$0].record }) ?? situation.record(of: owner) else {
        continue
      }
      let (next, released) = try update.record(releasing: places, from: old)
      guard !released.isEmpty else { continue }
      if let index {
        updates[index].record = next
        updates[index].released = released
      } else {
        updates.append(
          Update(
            binding: owner, formerName: try situation.recordedName(of: owner), record: next,
            released: released))
      }
    }
  }

  /// Tells the run's record what left the records of other bindings.
  static func tell(_ released: [GitPath], of binding: BindingID, in record: inout RunRecord) {
    guard !released.isEmpty else { return }
    let objects = released.map { ObjectResult(path: $0, action: .handOver, outcome: .done) }
    if let index = record.bindings.firstIndex(where: { $0.binding == binding }) {
      let known = Set(record.bindings[index].objects.map(\.path))
      record.bindings[index].objects += objects.filter { !known.contains($0.path) }
    } else {
      record.bindings.append(
        BindingResult(
          binding: binding, outcome: .unchanged, why: Self.givesObjects, objects: objects))
    }
  }

  /// Why a binding is in a run that was not asked for it.
  static let givesObjects = "another item has some of its objects by now"

  /// Objects that left one record and belong to another item, which has not recorded them yet: its
  /// record gets them as they are, so that they stay ours.
  private func handOver(
    _ outcomes: [BindingID: BindingOutcome], _ updates: inout [Update]
  ) throws {
    for outcome in outcomes.values {
      for object in outcome.objects where object.isDone && object.object.action == .handOver {
        guard let claim = object.object.newOwner, let version = object.object.recorded,
          let item = situation.configuration.item(named: claim.binding.item)
        else { continue }
        let index = updates.firstIndex { $0.binding == claim.binding }
        let old = try index.map { updates[$0].record } ?? situation.record(of: claim.binding)
        let next = try update.record(
          receiving: TargetObject(path: claim.object.path, version: version),
          at: object.object.place, remoteID: object.object.remoteID, heads: situation.heads,
          root: item.root, from: old)
        if next == old { continue }
        if let index {
          updates[index].record = next
        } else {
          updates.append(
            Update(
              binding: claim.binding, formerName: try situation.recordedName(of: claim.binding),
              record: next))
        }
      }
    }
  }

  /// The entries up to the deployed commit that are held, or that change a path which is not as it
  /// was to be.
  private func undone(_ queue: BindingQueue, _ outcome: BindingOutcome) throws -> [ObjectID] {
    let paths = outcome.undonePaths
    let held = Set(outcome.plan.desired.held.map(\.entry.commit))
    return try (queue.entries ?? []).filter { entry in
      if held.contains(entry.commit) { return true }
      guard !paths.isDisjoint(with: entry.paths) else { return false }
      return try isIncluded(entry, in: outcome.plan.desired.commits)
    }.map(\.commit)
  }

  /// How many entries of the queue stay in it: those after the deployed commit, and held ones.
  private func excluded(_ queue: BindingQueue, _ commits: [String: ObjectID]) throws -> Int {
    try (queue.entries ?? []).count { entry in
      if entry.status == .held { return true }
      guard entry.status != .carried else { return false }
      return try !isIncluded(entry, in: commits)
    }
  }

  private func isIncluded(_ entry: Entry, in commits: [String: ObjectID]) throws -> Bool {
    guard let commit = commits[entry.repository] else { return false }
    if let line = situation.line(of: entry.repository),
      let own = try line.position(of: entry.commit), let end = try line.position(of: commit)
    {
      return own >= end
    }
    return try situation.repository.isAncestor(entry.commit, of: commit)
  }

  static func driftNotes(_ plan: BindingPlan) -> [String] {
    guard plan.looksAtAll else {
      return [
        "objects that it does not touch were not looked at; `deploysync drift \(plan.binding)` does"
      ]
    }
    guard !plan.drift.isEmpty else { return [] }
    let names = plan.drift.prefix(5).map(\.quoted).joined(separator: ", ")
    let more = plan.drift.count > 5 ? " and \(plan.drift.count - 5) more" : ""
    return ["changed on the target and not touched by this run: \(names)\(more)"]
  }
}
