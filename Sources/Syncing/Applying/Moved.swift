import Domain
import Ledger

/// An object of a dead run's intent that was to be turned off, or on again.
struct Moved {
  private let object: Lease.Object
  private let place: GitPath
  private let fromPlace: GitPath

  /// Nil for every other object.
  init?(_ object: Lease.Object) {
    guard let place = object.place.flatMap({ GitPath(portable: $0) }),
      let fromPlace = object.fromPlace.flatMap({ GitPath(portable: $0) })
    else { return nil }
    self.object = object
    self.place = place
    self.fromPlace = fromPlace
  }

  /// What the run was to do with it.
  func planned(
    _ path: GitPath, recorded: TargetObjects, old: DeploymentRecord?, intended: TargetObjects
  ) -> PlannedObject {
    let before =
      recorded.byPlace[fromPlace]?.version
      ?? old?.leftBehind.first { $0.place == fromPlace }?.version
    let isDeactivation = object.action == .deactivate
    var planned = PlannedObject(
      action: object.action, path: path, place: place, recorded: before,
      desired: isDeactivation ? before : intended.byPlace[place]?.version, live: nil)
    planned.fromPlace = fromPlace
    planned.isDeactivation = isDeactivation
    return planned
  }
}
