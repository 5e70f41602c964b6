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
    /// Look at all objects that are recorded, also at those that nothing is done with and that are
    /// too many for the target to be read on the way.
    package var looksAtAll: Bool

    /// To look only: a submodule whose files are not known does not stop the plan.
    package var allowsSubmodules = false

    package init(
      overwritesDrift: Bool = false, onlyTakesOver: Bool = false, restores: Set<GitPath>? = nil,
      deactivates: Set<GitPath> = [], looksAtAll: Bool = true
    ) {
      self.looksAtAll = looksAtAll
      self.restores = restores
      self.deactivates = deactivates
      self.overwritesDrift = overwritesDrift
      self.onlyTakesOver = onlyTakesOver
    }
  }

  private let repository: Repository
  private let reader: any TargetReader
  private let ownership: Ownership
  private let room: PlannedContents.Room

  package init(reader: any TargetReader, ownership: Ownership, in repository: Repository) {
    self.init(
      reader: reader, ownership: ownership, room: PlannedContents.Room(), in: repository)
  }

  /// Shares with other planners the room for contents that their plans keep.
  init(
    reader: any TargetReader, ownership: Ownership, room: PlannedContents.Room,
    in repository: Repository
  ) {
    self.room = room
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
    let wanted = try ObjectSide(desired.tree, root: desired.item.root, in: repository)
    if let collision = try wanted.collision() { throw collision }
    // What another item has from a later commit is not ours any more: a run never goes back.
    wanted.leaveOut(
      Set(
        try ownership.recordedClaims(on: wanted, besides: binding).filter {
          try isFromLater($0.claim, than: desired.commit)
        }.map(\.place)))
    let recorded = try ObjectSide(queue.record, in: repository)
    var leftBehind: [GitPath: LeftBehind] = [:]
    for left in queue.record?.leftBehind ?? [] { leftBehind[left.place] = left }

    let (touched, gone) = try recorded.difference(to: wanted)
    // A rollback also takes away what runs created since and then left behind.
    let mildest = reader.capabilities.mildestRemoval ?? .never
    let toPrune = try leftBehind.filter { place, left in
      let isCreated = options.restores?.contains(left.path) == true
      return try left.isPruned(by: isCreated ? mildest : desired.prune)
        && wanted.object(at: place) == nil
    }
    // What is kept is only looked at where something new needs its place: it may be gone by now.
    let inTheWay =
      options.onlyTakesOver || leftBehind.isEmpty
      ? [] : Set(touched.keys.flatMap { leftBehind.inTheWay(of: $0) })
    let kept = try leftBehind.filter {
      try inTheWay.contains($0.key) && toPrune[$0.key] == nil
        && wanted.object(at: $0.key) == nil
    }
    let looksAtAll = try self.looksAtAll(recorded, queue.record, options)
    // Its files may be on the target already: without them the plan would take those away.
    let submodules = (looksAtAll ? try wanted.all() : touched).values.filter {
      $0.version.mode == .submodule
    }
    if let first = submodules.min(by: { $0.path < $1.path }), !options.allowsSubmodules {
      throw repository.unknownSubmodule(at: first.path, first.version.content)
    }
    var asked = Set(touched.keys).union(gone.keys).union(toPrune.keys).union(kept.keys)
    if looksAtAll { asked.formUnion(try recorded.all().keys) }
    let deactivation = Deactivation(
      of: binding, on: reader.capabilities,
      prune: options.restores == nil ? desired.prune : mildest,
      leftBehind: leftBehind, ownership: ownership)
    asked.formUnion(deactivation.places(touched: touched, gone: gone, toPrune: toPrune))
    var known: [GitPath: [FileVersion]] = [:]
    for place in asked {
      known[place] = [
        try (gone[place] ?? recorded.object(at: place))?.version, leftBehind[place]?.version,
        try (touched[place] ?? wanted.object(at: place))?.version,
      ].compactMap(\.self)
    }
    let live = try reader.read(known.sought)
    let keptAndGone = kept.filter { live[$0.key] == nil }

    let comparison = LiveComparison(reader, in: repository)
    let sides = PlanSides(
      binding: binding, wanted: wanted, recorded: recorded, leftBehind: leftBehind, live: live,
      ownership: ownership, prune: desired.prune, options: options,
      comparison: comparison, capabilities: reader.capabilities, deactivation: deactivation,
      family: reader.family,
      proofs: RenameProofs(family: reader.family, in: repository) {
        try versions(of: queue, upTo: desired.commit)
      })
    var objects = try sides.objects(
      touched: touched, gone: gone, toPrune: toPrune.merging(keptAndGone) { a, _ in a })
    deactivation.refuseReserved(&objects)
    let contents = PlannedContents(room, in: repository)
    if options.onlyTakesOver {
      objects = objects.filter { $0.action == .takeOver && $0.verdict == .proceed }
    } else {
      try refuseImpossible(&objects, wanted: wanted, leftBehind: leftBehind, contents)
    }
    let seen = Set(objects.map(\.place)).union(objects.compactMap(\.fromPlace))
    let drift = try asked.filter { place in
      guard !seen.contains(place), let object = try recorded.object(at: place),
        try ownership.claim(on: place, besides: binding) == nil
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
      drift: (drift + unproven.map(\.place)).sorted(),
      goesLiveAsWhole: reader.capabilities.goesLiveAsWhole,
      looksAtAll: looksAtAll || options.onlyTakesOver, contents: contents.kept)
  }

  /// Whether what the plan does not touch is read as well, to tell what was changed there by hand.
  private func looksAtAll(
    _ recorded: ObjectSide, _ record: DeploymentRecord?, _ options: Options
  ) throws -> Bool {
    if options.onlyTakesOver { return false }
    // What is not proven becomes so by a run that has seen all of it.
    guard !options.looksAtAll, record?.isProven ?? true, let limit = reader.lookLimit else {
      return true
    }
    return try recorded.count(upTo: limit) <= limit
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

  /// Those of all places that are ours or will be which the target has to know to say what it cannot
  /// hold of the given ones.
  private func places(_ writing: [GitPath], _ wanted: ObjectSide) throws -> Set<GitPath> {
    guard reader.needsAllPlaces else {
      return try ownership.places(similarTo: writing).union(wanted.places(similarTo: writing))
    }
    return try ownership.places().union(wanted.all().keys)
  }

  /// Asks the target for what it cannot or must not hold.
  private func refuseImpossible(
    _ objects: inout [PlannedObject], wanted: ObjectSide, leftBehind: [GitPath: LeftBehind],
    _ contents: PlannedContents
  ) throws {
    for index in objects.indices
    where objects[index].verdict == .proceed && objects[index].desired?.mode == .submodule {
      objects[index].verdict = .impossible("it is a submodule, whose files are not known here")
    }
    let writing = objects.filter { $0.verdict == .proceed && $0.writes }.compactMap { object in
      object.desired.map { version in
        DesiredObject(
          path: object.place, version: version, size: { try contents.size(of: version) }
        ) { try contents.content(of: version) }
      }
    }
    guard !writing.isEmpty else { return }
    // What this plan removes no longer stands in the way of anything.
    let removed = Set(
      objects.filter { $0.verdict == .proceed }.compactMap {
        $0.desired == nil && ($0.writes || $0.action == .takeOver) ? $0.place : $0.fromPlace
      })
    let all = try places(writing.map(\.path), wanted).union(leftBehind.keys).filter {
      try !removed.contains($0) || wanted.object(at: $0) != nil
    }
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
