import Domain
import Git

/// Which commit of the first-parent line brought each merged commit: the oldest one that it can be
/// reached from.
///
/// The whole history is read once, at the first question, from the oldest commit of the line on;
/// from then on every question about ancestry is a comparison of numbers, whatever the number of
/// bindings and entries. Dates play no part.
final class MergedHistory {
  typealias LinkedCommit = (id: ObjectID, link: CommitLink)

  private let line: FirstParentLine
  private let repository: Repository
  private var positions: [ObjectID: Int]?
  private var brought: [Int: [LinkedCommit]] = [:]
  private var beside: [ObjectID: Set<ObjectID>] = [:]

  /// Reads nothing yet.
  init(of line: FirstParentLine, in repository: Repository) {
    self.line = line
    self.repository = repository
  }

  /// The position of the commit that brought this one; nil where it is not merged. It can be
  /// reached from the commits of the line up to this position, and from none behind it.
  func position(bringing commit: ObjectID) throws -> Int? { try allPositions()[commit] }

  /// What the commit at a position brought, itself included.
  func broughtIn(at position: Int) throws -> [LinkedCommit] {
    guard let tip = try line.commit(at: position) else { return [] }
    // Most bring nothing but themselves, and then nothing has to be read.
    if tip.link.parents.count < 2 { return [(tip.id, tip.link)] }
    _ = try allPositions()
    return [(tip.id, tip.link)] + brought[position, default: []]
  }

  /// What can be reached from a deployed commit and not from those of the line at its boundary and
  /// behind.
  func ancestors(of commit: ObjectID, newerThan position: Int) throws -> Set<ObjectID> {
    if let known = beside[commit] { return known }
    let positions = try allPositions()
    var found: Set<ObjectID> = []
    var pending = [commit]
    while let id = pending.popLast() {
      guard positions[id, default: -1] < position, found.insert(id).inserted else { continue }
      pending += try repository.link(id).parents
    }
    beside[commit] = found
    return found
  }

  /// Throws `RepositoryError` where history is cut off.
  private func allPositions() throws -> [ObjectID: Int] {
    if let positions { return positions }
    var positions: [ObjectID: Int] = [:]
    for position in try (0..<line.count()).reversed() {
      guard let tip = try line.commit(at: position) else { continue }
      positions[tip.id] = position
      var pending = tip.link.parents.dropFirst().filter { positions[$0] == nil }
      while let id = pending.popLast() {
        guard positions.updateValue(position, forKey: id) == nil else { continue }
        let link = try repository.link(id)
        brought[position, default: []].append((id, link))
        pending += link.parents.filter { positions[$0] == nil }
      }
    }
    self.positions = positions
    return positions
  }
}
