import Domain
import Git

/// Where a deployed commit parts the first-parent line of head: what is before it is not deployed.
struct Boundary: Sendable, Hashable {
  /// The number of commits of the line, from the newest, that cannot be reached from the deployed
  /// commit.
  var position: Int
  /// Whether the deployed commit is itself on the line.
  var isOnLine: Bool
  /// Whether head contains the deployed commit.
  var isContained: Bool

  /// Finds it; nil where the repository does not have the commit although it has all of head's
  /// history.
  ///
  /// For a commit beside the line it is the newest commit of the line that can be reached from it.
  /// Throws `RepositoryError` where history is cut off before the answer.
  static func of(
    _ deployed: ObjectID, on line: FirstParentLine, head: ObjectID, merged: MergedHistory,
    in repository: Repository
  ) throws -> Boundary? {
    guard repository.contains(deployed) else {
      // Only in a complete history is an absent commit one that the branch does not have.
      if try repository.isAncestor(deployed, of: head) { _ = try repository.link(deployed) }
      return nil
    }
    if let position = try line.position(of: deployed) {
      return Boundary(position: position, isOnLine: true, isContained: true)
    }
    var nearest = try line.count()
    var seen: Set<ObjectID> = []
    var pending = [deployed]
    while let id = pending.popLast() {
      guard seen.insert(id).inserted else { continue }
      if let position = try line.position(of: id) {
        nearest = min(nearest, position)
      } else if try merged.position(bringing: id) ?? -1 < nearest {
        // What an older commit brought reaches only what is older still.
        pending += try repository.link(id).parents.reversed()
      }
    }
    return Boundary(
      position: nearest, isOnLine: false,
      isContained: try merged.position(bringing: deployed) != nil)
  }
}
