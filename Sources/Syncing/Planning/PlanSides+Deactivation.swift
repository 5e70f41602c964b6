import Domain
import Ledger
import Targets

extension PlanSides {
  /// Turns an object off that left the content: it goes to its inactive place.
  ///
  /// `removal` is what would remove it, `foreign` what is said of something in its place.
  func deactivate(
    _ removal: PlannedObject, _ object: TargetObject, foreign: String?
  ) throws -> PlannedObject {
    var planned = removal
    planned.action = .deactivate
    guard let inactive = deactivation.inactivePlace(of: removal.place) else {
      planned.verdict = .unsupported("the target cannot deactivate")
      return planned
    }
    turnOff(&planned, object, at: inactive)
    let (there, foreignThere) = reading(at: inactive)
    if let foreign {
      planned.verdict = .occupied(foreign)
    } else if let claim = try deactivation.claim(on: inactive) {
      planned.verdict = .impossible("\(inactive) is where \(claim.binding) has an object")
    } else if let foreignThere {
      planned.verdict = .occupied("\(inactive) \(foreignThere)")
    } else if !options.overwritesDrift,
      try !comparison.isSame(removal.live, object.version, at: removal.place)
    {
      planned.verdict = .drift("was changed on the target")
    } else if let there, there != object.version, there != deactivation.ownVersion(at: inactive),
      !options.overwritesDrift
    {
      planned.verdict = .drift("something is at \(inactive) already")
    }
    return planned
  }

  /// An object that somebody turned off by hand is recorded so; `planned` takes over that it is
  /// gone from its place.
  func takeOverDeactivated(_ planned: inout PlannedObject, _ object: TargetObject) throws {
    guard rule(for: object) == .deactivate,
      let inactive = deactivation.inactivePlace(of: planned.place),
      try deactivation.claim(on: inactive) == nil,
      try comparison.isSame(live[inactive], object.version, at: inactive)
    else { return }
    turnOff(&planned, object, at: inactive)
  }

  private func turnOff(
    _ planned: inout PlannedObject, _ object: TargetObject, at inactive: GitPath
  ) {
    planned.isDeactivation = true
    planned.fromPlace = planned.place
    planned.liveFrom = planned.live
    planned.place = inactive
    planned.live = reading(at: inactive).object
    planned.desired = object.version
  }

  /// Brings an object back that was turned off: one update, from its inactive place.
  func takeUp(
    _ object: TargetObject, at place: GitPath, from source: Deactivation.Source
  ) throws -> PlannedObject {
    let (present, foreign) = reading(at: place)
    let (old, oldForeign) = reading(at: source.place)
    var planned = PlannedObject(
      action: .update, path: object.path, place: place, recorded: source.version,
      desired: object.version, live: present)
    planned.fromPlace = source.place
    planned.liveFrom = old
    planned.formerOwner = source.owner
    if let foreign = foreign ?? oldForeign {
      planned.verdict = .occupied(foreign)
    } else if old == nil, try comparison.isSame(present, object.version, at: place) {
      planned.action = .takeOver
    } else if old != nil, !options.overwritesDrift,
      try !comparison.isSame(old, source.version, at: source.place)
    {
      planned.verdict = .drift("was changed on the target while it was deactivated")
    } else if old == nil, !options.overwritesDrift {
      planned.verdict = .drift("was removed on the target while it was deactivated")
    } else if present != nil, !options.overwritesDrift,
      try !comparison.isSame(present, object.version, at: place)
    {
      planned.verdict = .drift(Self.clause(recorded: nil, live: present))
    }
    return planned
  }
}
