import Domain
import Ledger
import Targets

/// The three sides of every object of one binding, and the rule that decides on each.
///
/// Live equals desired: recorded, not written. Live equals recorded: written. Live differs from
/// both: drift, left alone unless told otherwise.
struct PlanSides {
  let binding: BindingID
  let wanted: ObjectSide
  let recorded: ObjectSide
  let leftBehind: [GitPath: LeftBehind]
  let live: [GitPath: LiveReading]
  let ownership: Ownership
  let prune: PrunePolicy
  let options: Planner.Options
  let comparison: LiveComparison
  let capabilities: TargetCapabilities
  let deactivation: Deactivation
  /// The family of the objects at a place: no rename leads from one to another.
  let family: (GitPath) -> ObjectFamily
  let proofs: RenameProofs

  /// The objects of the plan: those to bring, those that are gone from the content, and those left
  /// behind that may be removed by now.
  func objects(
    touched: [GitPath: TargetObject], gone: [GitPath: TargetObject],
    toPrune: [GitPath: LeftBehind]
  ) throws -> [PlannedObject] {
    let renames = try self.renames(to: touched, from: gone)
    let leaving = Set(renames.values)
    var objects: [PlannedObject] = []
    for (place, object) in touched {
      if let from = renames[place], let source = gone[from] {
        objects.append(try rename(object, to: place, from: from, source: source))
      } else {
        objects.append(try put(object, at: place))
      }
    }
    for (place, object) in gone where !leaving.contains(place) {
      objects.append(try remove(object, at: place))
    }
    for (place, left) in toPrune {
      objects.append(try remove(TargetObject(path: left.path, version: left.version), at: place))
    }
    return objects
  }

  /// Which place each new object moved from: the same path of the repository at another place, or
  /// the same content that left another path, or what the files say of themselves. An empty file
  /// proves nothing.
  private func renames(
    to touched: [GitPath: TargetObject], from gone: [GitPath: TargetObject]
  ) throws -> [GitPath: GitPath] {
    // What another item owns by now is not ours to take away.
    var free = try gone.filter { try ownership.claim(on: $0.key, besides: binding) == nil }
    // A rollback leaves what was taken over since where it is.
    if let created = options.restores { free = free.filter { created.contains($0.value.path) } }
    var renames: [GitPath: GitPath] = [:]
    guard !free.isEmpty else { return [:] }
    let added = try touched.filter {
      try recordedVersion(at: $0.key) == nil && deactivation.deactivated(at: $0.key) == nil
    }.sorted { $0.key < $1.key }
    func pair(_ isFit: (_ old: TargetObject, _ new: TargetObject) -> Bool) {
      var byContent: [ObjectID: [GitPath]] = [:]
      for (place, object) in free { byContent[object.version.content, default: []].append(place) }
      for (place, object) in added where renames[place] == nil {
        let candidates = (byContent[object.version.content] ?? []).filter { free[$0] != nil }
          .sorted()
        let own = family(place)
        let source = candidates.first { from in
          family(from) == own && free[from].map { isFit($0, object) } ?? false
        }
        if let source {
          renames[place] = source
          free[source] = nil
        }
      }
    }
    let byPath = Dictionary(free.map { ($0.value.path, $0.key) }, uniquingKeysWith: { a, _ in a })
    for (place, object) in added {
      guard let source = byPath[object.path], free[source] != nil,
        family(source) == family(place)
      else { continue }
      renames[place] = source
      free[source] = nil
    }
    func isProof(_ object: TargetObject) -> Bool {
      object.version.content != .emptyBlob
        && (object.version.mode == .regular || object.version.mode == .executable)
    }
    pair { isProof($0) && isProof($1) && $0.path.lastComponent == $1.path.lastComponent }
    pair { isProof($0) && isProof($1) }
    let rest = Dictionary(uniqueKeysWithValues: added.filter { renames[$0.key] == nil })
    let proven = try proofs.pairs(
      added: rest, leaving: free, wanted: wanted.all, recorded: recorded.all)
    return renames.merging(proven) { exact, _ in exact }
  }

  private func put(_ object: TargetObject, at place: GitPath) throws -> PlannedObject {
    let recorded = try recordedVersion(at: place)
    if recorded == nil, let source = deactivation.deactivated(at: place) {
      return try takeUp(object, at: place, from: source)
    }
    let (present, foreign) = reading(at: place)
    var planned = PlannedObject(
      action: present == nil ? .create : .update, path: object.path, place: place,
      recorded: recorded, desired: object.version, live: present)
    let claim = try ownership.recordedClaim(on: place, besides: binding)
    planned.formerOwner = claim
    if let claim, !claim.isLeftBehind, try self.recorded.object(at: place) == nil,
      claim.object.version == object.version
    {
      // What the other item recorded counts as ours: there is nothing to bring.
      planned.action = .takeOver
    } else if let foreign {
      planned.verdict = .occupied(foreign)
    } else if try comparison.isSame(present, object.version, at: place) {
      planned.action = .takeOver
    } else if try !comparison.isSame(present, recorded, at: place) {
      planned.includesLive = try comparison.includes(
        object.version, changesTo: present, since: recorded, at: place)
      if !planned.includesLive, !options.overwritesDrift {
        planned.verdict = .drift(Self.clause(recorded: recorded, live: present))
      }
    } else {
      // Its bytes may be others all the same.
      planned.includesLive = present != recorded
    }
    return planned
  }

  private func rename(
    _ object: TargetObject, to place: GitPath, from: GitPath, source: TargetObject
  ) throws -> PlannedObject {
    let (present, foreign) = reading(at: place)
    let (old, oldForeign) = reading(at: from)
    var planned = PlannedObject(
      action: .rename, path: object.path, place: place, recorded: source.version,
      desired: object.version, live: present)
    planned.fromPath = source.path
    planned.fromPlace = from
    planned.liveFrom = old
    planned.formerOwner = try ownership.recordedClaim(on: place, besides: binding)
    if let foreign = foreign ?? oldForeign {
      planned.verdict = .occupied(foreign)
    } else if try isMoved(from: old, to: present, object, at: place) {
      planned.action = .takeOver
      // Where the system knows no places it is read under its former one.
      planned.live = present ?? old
    } else if old != nil, !options.overwritesDrift,
      try !comparison.isSame(old, source.version, at: from)
    {
      planned.verdict = .drift("was changed on the target under its former name")
    } else if old == nil, !options.overwritesDrift {
      planned.verdict = .drift("was removed on the target under its former name")
    } else if present != nil, !options.overwritesDrift,
      try !comparison.isSame(present, object.version, at: place)
    {
      planned.verdict = .drift(Self.clause(recorded: nil, live: present))
    } else if present == nil, old != source.version {
      planned.includesLive = try comparison.isSame(old, source.version, at: from)
    }
    return planned
  }

  /// Whether a renamed object is already what it is to be. Where the system knows no places it is
  /// found under its former one.
  private func isMoved(
    from old: LiveObject?, to present: LiveObject?, _ object: TargetObject, at place: GitPath
  ) throws -> Bool {
    if old == nil { return try comparison.isSame(present, object.version, at: place) }
    guard !capabilities.knowsPlaces, present == nil else { return false }
    return try comparison.isSame(old, object.version, at: place)
  }

  private func remove(_ object: TargetObject, at place: GitPath) throws -> PlannedObject {
    let (present, foreign) = reading(at: place)
    var planned = PlannedObject(
      action: .delete, path: object.path, place: place, recorded: object.version, desired: nil,
      live: present)
    if let (claim, _) = try ownership.claim(on: place, besides: binding) {
      planned.action = .handOver
      planned.newOwner = claim
    } else if present == nil, foreign == nil {
      planned.action = .takeOver
      try takeOverDeactivated(&planned, object)
    } else if let rule = rule(for: object) {
      return try remove(object, planned, by: rule, foreign: foreign)
    } else {
      planned.verdict = .impossible("the target can neither deactivate nor delete it")
    }
    return planned
  }

  /// What happens to an object that goes; nil where the target can do nothing with it. A rollback
  /// takes away what runs created since, in the mildest way that the target can, and deactivates what
  /// was deactivated then.
  func rule(for object: TargetObject) -> PrunePolicy? {
    if options.deactivates.contains(object.path), capabilities.deactivation != nil {
      return .deactivate
    }
    return options.restores?.contains(object.path) == true ? capabilities.mildestRemoval : prune
  }

  private func remove(
    _ object: TargetObject, _ removal: PlannedObject, by rule: PrunePolicy, foreign: String?
  ) throws -> PlannedObject {
    var planned = removal
    if rule == .never {
      planned.action = .leaveBehind
    } else if rule == .deactivate {
      return try deactivate(planned, object, foreign: foreign)
    } else if !capabilities.canDelete {
      planned.verdict = .unsupported("the target cannot delete")
    } else if let foreign {
      planned.verdict = .occupied(foreign)
    } else if !options.overwritesDrift,
      try !comparison.isSame(planned.live, object.version, at: planned.place)
    {
      planned.verdict = .drift("was changed on the target")
    } else if planned.live != object.version {
      planned.includesLive = try comparison.isSame(
        planned.live, object.version, at: planned.place)
    }
    return planned
  }

  /// What we know to have put at the place: recorded, left behind, or recorded by another item.
  private func recordedVersion(at place: GitPath) throws -> FileVersion? {
    if let own = try recorded.object(at: place)?.version ?? leftBehind[place]?.version {
      return own
    }
    return try ownership.recordedClaim(on: place, besides: binding)?.object.version
  }

  /// What is at the place; a folder that only holds what this plan takes away is nothing.
  func reading(at place: GitPath) -> (object: LiveObject?, foreign: String?) {
    switch live[place] {
    case nil: (nil, nil)
    case .object(let object): (object, nil)
    case .unreadable(let reason): (nil, reason)
    }
  }

  static func clause(recorded: FileVersion?, live: LiveObject?) -> String {
    switch (recorded, live) {
    case (nil, _): "is on the target already, and no record of ours says so"
    case (_, nil): "was removed on the target"
    default: "was changed on the target"
    }
  }
}
