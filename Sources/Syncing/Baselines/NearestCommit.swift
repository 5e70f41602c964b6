import Configuration
import Domain
import Git
import Queueing
import Targets

/// Finds the commit of the branch whose content is nearest to what a target has.
///
/// The branch is its first-parent line. Every place that an item's content ever had there is read
/// from the target once; down the line only the paths that a commit changed are looked at again.
struct NearestCommit {
  /// The commit, and how near it is.
  struct Found {
    var commit: ObjectID
    /// How many objects of its content are on the target just so.
    var equal: Int
    /// The places that are not as the commit has them.
    var different: [GitPath]
    /// The places that its content or the target has something at.
    var total: Int
    /// Places at which the target has something and the commit's content nothing.
    var extra: [GitPath]
  }

  private typealias Content = [GitPath: FileVersion]

  /// One change from a commit to its first parent, at one place.
  private struct Step {
    var place: GitPath
    var newer: FileVersion?
    var older: FileVersion?
  }

  private let situation: Situation
  private let reader: any TargetReader
  private let comparison: LiveComparison

  init(_ situation: Situation, reader: any TargetReader) {
    self.situation = situation
    self.reader = reader
    comparison = LiveComparison(reader, in: situation.repository)
  }

  /// The nearest commit, of several the newest; nil where none has an object that is on the target
  /// just so. `isForeign` names places that another item owns.
  ///
  /// Throws `RepositoryError` where the line or its contents are not complete, and `TargetError`.
  func find(_ own: Item, isForeign: (GitPath) -> Bool) throws -> Found? {
    let (newest, steps) = try walk(own, isForeign: isForeign)
    var places = Set(newest.keys)
    for step in steps { places.formUnion(step.map(\.place)) }
    let live = try reader.read(places.sorted())

    func isDifferent(_ place: GitPath, _ version: FileVersion?) throws -> Bool {
      try !comparison.isSame(live[place], version, at: place)
    }
    var different = try Set(places.filter { try isDifferent($0, newest[$0]) })
    var equal = newest.count - different.count { newest[$0] != nil }
    var content = newest
    var best: (position: Int, count: Int)?
    var found: Found?
    for position in 0...steps.count {
      if equal > 0, different.count < best?.count ?? .max {
        best = (position, different.count)
        found = Found(
          commit: try situation.line.commit(at: position)?.id ?? situation.head, equal: equal,
          different: different.sorted(),
          total: Set(content.keys).union(live.keys).count,
          extra: live.keys.filter { content[$0] == nil }.sorted())
      }
      guard position < steps.count else { break }
      for step in steps[position] {
        if step.newer != nil, !different.contains(step.place) { equal -= 1 }
        if try isDifferent(step.place, step.older) {
          different.insert(step.place)
        } else {
          different.remove(step.place)
          if step.older != nil { equal += 1 }
        }
        content[step.place] = step.older
      }
    }
    return found
  }

  /// The content at head, and for each commit of the line what its first parent has otherwise.
  private func walk(
    _ own: Item, isForeign: (GitPath) -> Bool
  ) throws -> (newest: Content, steps: [[Step]]) {
    let repository = situation.repository
    var steps: [[Step]] = []
    var position = 0
    var newer: (tree: ObjectID, item: Item)?
    var newest: Content = [:]
    while let commit = try situation.line.commit(at: position) {
      let tree = commit.link.tree
      let configuration = try situation.history.state(in: tree).configuration
      let item = configuration.flatMap { own.former(in: $0) } ?? own
      if let newer {
        if newer.item.paths == item.paths, newer.item.root == item.root {
          let differences = try repository.differences(
            newer.tree, tree, under: ItemPaths(item))
          steps.append(
            differences.compactMap {
              let place = $0.path.place(under: item.root)
              return isForeign(place)
                ? nil : Step(place: place, newer: $0.old, older: $0.new)
            })
        } else {
          let before = try content(newer.item, in: newer.tree, isForeign)
          let after = try content(item, in: tree, isForeign)
          steps.append(
            Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }.map {
              Step(place: $0, newer: before[$0], older: after[$0])
            })
        }
      } else {
        newest = try content(item, in: tree, isForeign)
      }
      newer = (tree, item)
      position += 1
    }
    return (newest, steps)
  }

  private func content(
    _ item: Item, in tree: ObjectID, _ isForeign: (GitPath) -> Bool
  ) throws -> Content {
    let content = try situation.repository.content(of: ItemPaths(item), in: tree)
    return try TargetObjects.desired(content, root: item.root, in: situation.repository)
      .byPlace.filter { !isForeign($0.key) }.mapValues(\.version)
  }
}
