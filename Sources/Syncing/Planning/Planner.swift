package import Domain
import Exceptions
package import Git
import Ledger
package import Queueing
package import Targets

/// Makes the plan of one binding from three sides: what is recorded, what is to be deployed, and
/// what is on the target now. It holds a reader, so it cannot write.
package struct Planner {
  /// What a plan may do beyond the rules.
  package struct Options: Sendable {
    /// Overwrite what was changed on the target and is in the way.
    package var overwritesDrift: Bool
    /// Only record what the target has already; write nothing. Of a binding that is not due.
    package var onlyTakesOver: Bool
    /// Of a rollback: the objects that our runs created since, by path. They go whatever the prune
    /// rule says, and nothing else does.
    package var restores: Set<GitPath>?
    /// Of a rollback: the objects that were deactivated then, by path. They are again, where the target
    /// can do that.
    package var deactivates: Set<GitPath>

    /// To look only: a submodule whose files are not known does not stop the plan.
    package var allowsSubmodules = false

    package init(
      overwritesDrift: Bool = false, onlyTakesOver: Bool = false, restores: Set<GitPath>? = nil,
      deactivates: Set<GitPath> = []
    ) {
      self.restores = restores
      self.deactivates = deactivates
      self.overwritesDrift = overwritesDrift
      self.onlyTakesOver = onlyTakesOver
    }
  }

  private let repository: Repository
  private let reader: any TargetReader
  private let ownership: Ownership

  package init(reader: any TargetReader, ownership: Ownership, in repository: Repository) {
    self.reader = reader
    self.ownership = ownership
    self.repository = repository
  }

  /// The plan that brings `desired` to the target. Throws `TargetError` where it cannot be read, and
  /// `SubmoduleUnknown`.
  package func plan(
    _ desired: DesiredContent, for queue: BindingQueue, options: Options
  ) throws -> BindingPlan {
    let binding = queue.binding.id
    var wanted = try TargetObjects.desired(desired.tree, root: desired.item.root, in: repository)
    if let collision = wanted.collision { throw collision }
    // Its files may be on the target already: without them the plan would take those away.
    let submodules = wanted.byPlace.values.filter { $0.version.mode == .submodule }
    if let first = submodules.min(by: { $0.path < $1.path }), !options.allowsSubmodules {
      throw repository.unknownSubmodule(at: first.path, first.version.content)
    }
    // What another item has from a later commit is not ours any more: a run never goes back.
    wanted.byPlace = try wanted.byPlace.filter { place, _ in
      try !isFromLater(ownership.recordedClaim(on: place, besides: binding), than: desired.commit)
    }
    let recorded = try TargetObjects.recorded(queue.record, in: repository)
    var leftBehind: [GitPath: LeftBehind] = [:]
    for left in queue.record?.leftBehind ?? [] { leftBehind[left.place] = left }

    let touched = wanted.byPlace.filter { recorded.byPlace[$0.key] != $0.value }
    let gone = recorded.byPlace.filter { wanted.byPlace[$0.key] == nil }
    // A rollback also takes away what runs created since and then left behind.
    let mildest = reader.capabilities.mildestRemoval ?? .never
    let toPrune = leftBehind.filter { place, left in
      let isCreated = options.restores?.contains(left.path) == true
      return left.isPruned(by: isCreated ? mildest : desired.prune)
        && wanted.byPlace[place] == nil
    }
    // What is kept is only looked at where something new needs its place: it may be gone by now.
    let inTheWay =
      options.onlyTakesOver ? [] : Set(touched.keys.flatMap { leftBehind.inTheWay(of: $0) })
    let kept = leftBehind.filter {
      inTheWay.contains($0.key) && toPrune[$0.key] == nil && wanted.byPlace[$0.key] == nil
    }
    var asked =
      options.onlyTakesOver
      ? Set(touched.keys).union(gone.keys).union(toPrune.keys)
      : Set(wanted.byPlace.keys).union(recorded.byPlace.keys).union(toPrune.keys)
        .union(kept.keys)
    let deactivation = Deactivation(
      of: binding, on: reader.capabilities,
      prune: options.restores == nil ? desired.prune : mildest,
      leftBehind: leftBehind, ownership: ownership)
    asked.formUnion(deactivation.places(touched: touched, gone: gone, toPrune: toPrune))
    var known: [GitPath: [FileVersion]] = [:]
    for place in asked {
      known[place] = [
        recorded.byPlace[place]?.version, leftBehind[place]?.version,
        wanted.byPlace[place]?.version,
      ].compactMap(\.self)
    }
    let live = try reader.read(known.sought)
    let keptAndGone = kept.filter { live[$0.key] == nil }

    let comparison = LiveComparison(reader, in: repository)
    let sides = PlanSides(
      binding: binding, wanted: wanted.byPlace, recorded: recorded.byPlace, leftBehind: leftBehind,
      live: live, ownership: ownership, prune: desired.prune, options: options,
      comparison: comparison, capabilities: reader.capabilities, deactivation: deactivation,
      family: reader.family,
      proofs: RenameProofs(family: reader.family, in: repository) {
        try versions(of: queue, upTo: desired.commit)
      })
    var objects = try sides.objects(
      touched: touched, gone: gone, toPrune: toPrune.merging(keptAndGone) { a, _ in a })
    deactivation.refuseReserved(&objects)
    if options.onlyTakesOver {
      objects = objects.filter { $0.action == .takeOver && $0.verdict == .proceed }
    } else {
      try refuseImpossible(&objects, wanted: wanted, leftBehind: leftBehind)
    }
    let seen = Set(objects.map(\.place)).union(objects.compactMap(\.fromPlace))
    let drift = try recorded.byPlace.filter { place, object in
      guard asked.contains(place), !seen.contains(place),
        ownership.claim(on: place, besides: binding) == nil
      else { return false }
      return try !comparison.isSame(live[place], object.version, at: place)
    }
    let unproven = try objects.filter {
      guard $0.action == .takeOver, $0.desired != nil else { return false }
      return try !comparison.isSame($0.live, $0.desired, at: $0.place)
    }
    for index in objects.indices {
      objects[index].remoteID =
        reader.remoteID(of: objects[index].place)
        ?? objects[index].fromPlace.flatMap(reader.remoteID)
    }
    return BindingPlan(
      binding: binding, desired: desired, objects: objects.sorted { $0.path < $1.path },
      drift: (drift.keys + unproven.map(\.place)).sorted(),
      goesLiveAsWhole: reader.capabilities.goesLiveAsWhole)
  }

  /// The files that the queue's entries up to a commit changed, as each entry left them.
  private func versions(
    of queue: BindingQueue, upTo commit: ObjectID
  ) throws -> [TargetObject] {
    var versions: [TargetObject] = []
    for entry in (queue.entries ?? []).reversed() where entry.repository == Repositories.control {
      guard try repository.isAncestor(entry.commit, of: commit) else { continue }
      let tree = try repository.expanded(repository.link(entry.commit).tree)
      for path in entry.paths {
        guard let version = try repository.file(at: path, in: tree) else { continue }
        versions.append(TargetObject(path: path, version: version))
      }
    }
    return versions
  }

  private func isFromLater(_ claim: Ownership.Claim?, than commit: ObjectID) throws -> Bool {
    guard let other = claim?.commit, other != commit, repository.contains(other) else {
      return false
    }
    return try repository.isAncestor(commit, of: other)
  }

  /// Asks the target for what it cannot or must not hold.
  private func refuseImpossible(
    _ objects: inout [PlannedObject], wanted: TargetObjects, leftBehind: [GitPath: LeftBehind]
  ) throws {
    for index in objects.indices
    where objects[index].verdict == .proceed && objects[index].desired?.mode == .submodule {
      objects[index].verdict = .impossible("it is a submodule, whose files are not known here")
    }
    let writing = objects.filter { $0.verdict == .proceed && $0.writes }.compactMap { object in
      object.desired.map { version in
        DesiredObject(path: object.place, version: version) { try repository.blob(version.content) }
      }
    }
    guard !writing.isEmpty else { return }
    // What this plan removes no longer stands in the way of anything.
    let removed = Set(
      objects.filter { $0.verdict == .proceed }.compactMap {
        $0.desired == nil && ($0.writes || $0.action == .takeOver) ? $0.place : $0.fromPlace
      })
    let all = ownership.places.union(wanted.byPlace.keys).union(leftBehind.keys)
      .subtracting(removed.subtracting(wanted.byPlace.keys))
    let refusals = try reader.refusals(writing: writing, all: all.sorted())
    for index in objects.indices where objects[index].verdict == .proceed {
      guard objects[index].writes, objects[index].desired != nil,
        let reason = refusals[objects[index].place]
      else { continue }
      let kept = leftBehind.filter { !removed.contains($0.key) }
        .inTheWay(of: objects[index].place).first
      let leaving = objects.filter {
        $0.action == .leaveBehind && $0.place.isInTheWay(of: objects[index].place)
      }.map(\.place).min()
      objects[index].verdict = .impossible(
        (kept ?? leaving).map {
          "\($0) is in the way: it left the content and `prune` keeps it on the target. Remove it "
            + "there by hand, or set `prune: delete`, and run again"
        } ?? reason)
    }
  }
}

extension GitPath {
  /// Whether both cannot be on a target: one would have to be a file and a folder.
  fileprivate func isInTheWay(of other: GitPath) -> Bool {
    self != other && (isOrIsBelow(other) || other.isOrIsBelow(self))
  }
}

extension [GitPath: LeftBehind] {
  /// The places among these of which one would have to be a file and a folder, by name.
  fileprivate func inTheWay(of place: GitPath) -> [GitPath] {
    keys.filter { $0.isInTheWay(of: place) }.sorted()
  }
}
