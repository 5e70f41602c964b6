package import Domain
package import Git

/// Where a deployed commit parts the first-parent line of head: what is before it is not deployed.
package struct Boundary: Sendable, Hashable {
  /// The number of commits of the line, from the newest, that cannot be reached from the deployed
  /// commit.
  package var position: Int
  /// Whether the deployed commit is itself on the line.
  package var isOnLine: Bool
  /// Whether head contains the deployed commit.
  package var isContained: Bool
  /// The deployed commit and what it is made of, as far as it is beside the line; none where it is
  /// on it.
  package var beside: Set<ObjectID> = []

  /// Finds it; nil where the repository does not have the commit although it has all of head's
  /// history.
  ///
  /// For a commit beside the line it is the newest commit of the line that can be reached from it.
  /// Throws `RepositoryError` where history is cut off before the answer.
  package static func of(
    _ deployed: ObjectID, on line: FirstParentLine, head: ObjectID, in repository: Repository
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
    var beside: Set<ObjectID> = []
    var pending = [deployed]
    while let id = pending.popLast() {
      if let position = try line.position(of: id) {
        nearest = min(nearest, position)
      } else if beside.insert(id).inserted {
        pending += try repository.link(id).parents
      }
    }
    return Boundary(
      position: nearest, isOnLine: false,
      isContained: try repository.isAncestor(deployed, of: head), beside: beside)
  }
}
