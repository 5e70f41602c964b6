import Configuration
import Domain

/// Which places of the targets a baseline may record for its bindings.
struct BaselinePlaces {
  private let situation: Situation
  private let bindings: [BindingID]
  private var ownerships: [String: Ownership] = [:]
  private var taken: [String: [GitPath: BindingID]] = [:]
  /// The recorded places that other bindings lose by it.
  private(set) var lost: [BindingID: Set<GitPath>] = [:]

  init(_ situation: Situation, bindings: [BindingID]) {
    self.situation = situation
    self.bindings = bindings
  }

  /// Claims the places for a binding. Returns the paths that it does not get, each with the binding
  /// that has the place: by the content at head, or by this baseline.
  mutating func claim(
    _ objects: TargetObjects, for binding: BindingID
  ) throws -> [GitPath: BindingID] {
    let ownership = try ownership(of: binding.target)
    var foreign: [GitPath: BindingID] = [:]
    for (place, object) in objects.byPlace {
      let other = try taken[binding.target]?[place] ?? ownership.headClaim(on: place)?.binding
      if let other, other != binding {
        foreign[object.path] = other
        continue
      }
      taken[binding.target, default: [:]][place] = binding
      if let former = try ownership.recordedClaim(on: place, besides: binding)?.binding,
        !bindings.contains(former)
      {
        lost[former, default: []].insert(place)
      }
    }
    return foreign
  }

  /// The places that other items own at head.
  mutating func foreign(to binding: BindingID) throws -> Set<GitPath> {
    try ownership(of: binding.target).headPlaces(besides: binding)
  }

  /// The binding of this baseline that has the place.
  func taker(of place: GitPath, on target: String) -> BindingID? { taken[target]?[place] }

  private mutating func ownership(of target: String) throws -> Ownership {
    if let known = ownerships[target] { return known }
    let own = situation.configuration.bindings.filter { $0.id.target == target }
    let ownership = try situation.ownership(of: target, among: situation.queues(own))
    ownerships[target] = ownership
    return ownership
  }
}
