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
  private var known: [Commit] = []
  private var positions: [ObjectID: Int] = [:]
  private var following: ObjectID?

  /// Reads nothing yet.
  package init(of head: ObjectID, in repository: Repository) {
    self.repository = repository
    following = head
  }

  /// The commit at a position; nil behind the root. Throws where history is cut off before it.
  package func commit(at position: Int) throws -> Commit? {
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
    if let position = positions[id] { return position }
    while try extend() {
      if known[known.count - 1].id == id { return known.count - 1 }
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
    let link = try history.link(id, remembering: true)
    positions[id] = known.count
    known.append(Commit(id: id, link: link))
    following = link.parents.first
    return true
  }
}
