import Domain
import Git
import Ledger

extension Settlement {
  /// The objects that the lease names, as the dead run had planned them.
  func planned(
    _ lease: Lease, root: GitPath, old: DeploymentRecord?, intended: ObjectID
  ) throws -> [PlannedObject] {
    let intended = try TargetObjects.desired(intended, root: root, in: repository)
    let recorded = try TargetObjects.recorded(old, in: repository)
    let recordedByPath = Dictionary(
      recorded.byPlace.map { ($0.value.path, ($0.key, $0.value.version)) },
      uniquingKeysWith: { a, _ in a })
    let intendedByPath = Dictionary(
      intended.byPlace.map { ($0.value.path, ($0.key, $0.value.version)) },
      uniquingKeysWith: { a, _ in a })
    let leftBehind = Dictionary(
      (old?.leftBehind ?? []).map { ($0.path, ($0.place, $0.version)) },
      uniquingKeysWith: { a, _ in a })

    var planned: [PlannedObject] = []
    for object in lease.objects {
      guard let path = GitPath(portable: object.path) else { continue }
      if let moved = Moved(object) {
        planned.append(moved.planned(path, recorded: recorded, old: old, intended: intended))
        continue
      }
      let source = object.from.flatMap { GitPath(portable: $0) }
      let before = recordedByPath[source ?? path] ?? leftBehind[path]
      let after = object.action == .delete ? nil : intendedByPath[path]
      guard let place = after?.0 ?? before?.0 else { continue }
      var entry = PlannedObject(
        action: object.action, path: path, place: place, recorded: before?.1, desired: after?.1,
        live: nil)
      if object.action == .rename {
        entry.fromPath = source
        entry.fromPlace = before?.0
      }
      planned.append(entry)
    }
    return planned
  }
}
