import Domain
import Ledger
import Targets

/// Where the objects of one binding are while they are turned off, as far as its plan needs it.
struct Deactivation {
  /// An object that is turned off.
  struct Source {
    var place: GitPath
    var version: FileVersion
    /// The other item whose it is; nil for one of ours.
    var owner: Ownership.Claim?
  }

  private let binding: BindingID
  private let capabilities: TargetCapabilities
  private let prune: PrunePolicy
  private let ownership: Ownership
  private let ownByFormerPlace: [GitPath: Source]
  private let ownVersions: [GitPath: FileVersion]

  init(
    of binding: BindingID, on capabilities: TargetCapabilities, prune: PrunePolicy,
    leftBehind: [GitPath: LeftBehind], ownership: Ownership
  ) {
    self.binding = binding
    self.capabilities = capabilities
    self.prune = prune
    self.ownership = ownership
    ownByFormerPlace = Dictionary(
      leftBehind.values.sorted { $0.place < $1.place }.compactMap { left in
        left.deactivatedFrom.map { ($0, Source(place: left.place, version: left.version)) }
      }, uniquingKeysWith: { a, _ in a })
    ownVersions = leftBehind.mapValues(\.version)
  }

  /// What is turned off and had this place: ours, or that of another item.
  func deactivated(at place: GitPath) -> Source? {
    if let own = ownByFormerPlace[place] { return own }
    guard let other = ownership.deactivated[place]?.first(where: { $0.claim.binding != binding })
    else { return nil }
    return Source(place: other.place, version: other.claim.object.version, owner: other.claim)
  }

  /// Where an object of the place goes; nil where the target cannot deactivate.
  func inactivePlace(of place: GitPath) -> GitPath? { capabilities.inactivePlace(of: place) }

  /// What we left there earlier.
  func ownVersion(at place: GitPath) -> FileVersion? { ownVersions[place] }

  /// Another item's claim to a place for what is turned off.
  func claim(on place: GitPath) throws -> Ownership.Claim? {
    try ownership.claim(on: place, besides: binding)?.claim
  }

  /// The places that a plan must look at besides those of the content.
  func places(
    touched: [GitPath: TargetObject], gone: [GitPath: TargetObject], toPrune: [GitPath: LeftBehind]
  ) -> Set<GitPath> {
    var places = Set(touched.keys.compactMap { deactivated(at: $0)?.place })
    if prune == .deactivate {
      places.formUnion(gone.keys.compactMap(inactivePlace))
      places.formUnion(toPrune.keys.compactMap(inactivePlace))
    }
    return places
  }

  /// Nothing of an item may be placed where the target keeps what is turned off.
  func refuseReserved(_ objects: inout [PlannedObject]) {
    guard let folder = capabilities.reservedFolder else { return }
    for index in objects.indices
    where objects[index].desired != nil && !objects[index].isDeactivation
      && objects[index].place.isOrIsBelow(folder) && objects[index].verdict == .proceed
    {
      objects[index].verdict = .impossible(
        "the target keeps \(folder) for what is deactivated (`inactive` in targets.yaml)")
    }
  }
}

extension LeftBehind {
  /// Whether a run with the rule does something about it.
  func isPruned(by prune: PrunePolicy) -> Bool {
    switch prune {
    case .never: false
    case .deactivate: !isDeactivated
    case .delete: true
    }
  }
}
