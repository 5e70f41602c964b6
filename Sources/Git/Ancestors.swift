package import Domain

/// The ancestors of a commit, itself among them, for many questions about the same one: the history
/// is read once, and not further than a question needs.
package final class Ancestors {
  private let repository: Repository
  private var seen: Set<ObjectID>
  private var queue: [ObjectID]
  private var next = 0
  /// A part of the history that is not here; it does not matter to what is found elsewhere.
  private var cut: RepositoryError?

  package init(of commit: ObjectID, in repository: Repository) {
    self.repository = repository
    seen = [commit]
    queue = [commit]
  }

  /// The same as `Repository.isAncestor` with this commit as the second one.
  ///
  /// - Throws: `RepositoryError` where a part of the history that could decide it is not here.
  package func contains(_ commit: ObjectID) throws -> Bool {
    while !seen.contains(commit), next < queue.count {
      let id = queue[next]
      next += 1
      do {
        for parent in try repository.link(id).parents where seen.insert(parent).inserted {
          queue.append(parent)
        }
      } catch let error as RepositoryError {
        cut = cut ?? error
      }
    }
    if seen.contains(commit) { return true }
    if let cut { throw cut }
    return false
  }
}
