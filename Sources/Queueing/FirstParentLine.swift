package import Domain
package import Git

/// The first-parent line of a commit, from the newest on: `c0` is the commit itself. Read as far
/// as somebody looks, and no further.
package final class FirstParentLine {
  /// One commit of the line.
  package struct Commit: Hashable, Sendable {
    package var id: ObjectID
    package var link: CommitLink
  }

  private let repository: Repository
  private var history: HistoryIndex?
  private var known: [ObjectID] = []
  private var positions = IDTable()
  private var following: ObjectID?

  /// Reads nothing yet.
  package init(of head: ObjectID, in repository: Repository) {
    self.repository = repository
    following = head
  }

  /// The commit at a position; nil behind the root. Throws where history is cut off before it.
  package func commit(at position: Int) throws -> Commit? {
    guard let id = try id(at: position), let history else { return nil }
    return Commit(id: id, link: try history.link(id))
  }

  /// The ID alone of the commit at a position; nil behind the root. Throws where history is cut off
  /// before it.
  package func id(at position: Int) throws -> ObjectID? {
    while known.count <= position {
      guard try extend() else { return nil }
    }
    return known[position]
  }

  /// The number of commits on the whole line.
  package func count() throws -> Int {
    while try extend() {}
    return known.count
  }

  /// Where on the line the commit is; nil where it is not on it. May read the whole line.
  package func position(of id: ObjectID) throws -> Int? {
    if let position = positions.value(of: id) { return position }
    while try extend() {
      if known[known.count - 1] == id { return known.count - 1 }
    }
    return nil
  }

  /// The position of the newest commit whose committer time is not after the instant.
  package func newest(notAfter instant: Timestamp) throws -> Int? {
    var position = 0
    while let commit = try commit(at: position) {
      if commit.link.committedAt <= instant { return position }
      position += 1
    }
    return nil
  }

  private func extend() throws -> Bool {
    guard let id = following else { return false }
    let history = try self.history ?? repository.history()
    self.history = history
    following = try history.firstParent(of: id)
    positions.set(known.count, for: id)
    known.append(id)
    return true
  }
}
