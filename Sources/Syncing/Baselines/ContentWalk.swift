import Domain
import Git
import Queueing

/// What an item has at every commit of one repository's first-parent line, newest first: the whole
/// content at head, and of every other commit what it has otherwise than the one after it.
struct ContentWalk {
  typealias Content = [GitPath: FileVersion]

  /// One change from a commit to its first parent, at one place.
  struct Step {
    var place: GitPath
    var newer: FileVersion?
    var older: FileVersion?
  }

  /// By place on the target, without places that another item owns.
  private(set) var newest: Content = [:]
  private(set) var steps: [[Step]] = []
  /// The item as it is defined at each commit.
  private(set) var items: [Item] = []
  private(set) var commits: [ObjectID] = []
  /// All places that the content ever had.
  private(set) var places: Set<GitPath> = []

  /// Walks the line. `item` gives the definition for a commit's tree; places of which `isForeign` is
  /// true do not count. Throws `RepositoryError` where the line or its contents are not complete.
  init(
    _ name: String, _ line: FirstParentLine, in repository: Repository,
    isForeign: (GitPath) -> Bool, item: (ObjectID) throws -> Item
  ) throws {
    func content(_ item: Item, _ tree: ObjectID) throws -> Content {
      let content = try repository.content(of: item.paths, in: tree, of: name)
      return try TargetObjects.desired(content, root: item.root, in: repository)
        .byPlace.filter { !isForeign($0.key) }.mapValues(\.version)
    }
    var newer: (tree: ObjectID, item: Item)?
    while let commit = try line.commit(at: commits.count) {
      let tree = commit.link.tree
      let item = try item(tree)
      if let newer {
        if newer.item.paths == item.paths, newer.item.root == item.root {
          let paths = ItemPaths(item.paths, in: name)
          steps.append(
            try repository.differences(newer.tree, tree, under: paths).compactMap {
              let place = $0.path.place(under: item.root)
              return isForeign(place) ? nil : Step(place: place, newer: $0.old, older: $0.new)
            })
        } else {
          let (before, after) = (try content(newer.item, newer.tree), try content(item, tree))
          steps.append(
            Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }.map {
              Step(place: $0, newer: before[$0], older: after[$0])
            })
        }
        places.formUnion(steps[steps.count - 1].map(\.place))
      } else {
        newest = try content(item, tree)
        places.formUnion(newest.keys)
      }
      commits.append(commit.id)
      items.append(item)
      newer = (tree, item)
    }
  }

  /// How a commit compares with the target.
  struct Standing {
    /// How many objects of its content are on the target just so.
    var equal: Int
    /// How many places are not as the commit has them.
    var different: Int
  }

  /// Compares every commit, the newest first. `isDifferent` is asked once for each place at head and
  /// once for each change of it.
  func compare(
    _ isDifferent: (GitPath, FileVersion?) throws -> Bool,
    visit: (_ position: Int, Standing) throws -> Void
  ) throws {
    var different = try Set(places.filter { try isDifferent($0, newest[$0]) })
    var equal = newest.keys.count { !different.contains($0) }
    for position in commits.indices {
      try visit(position, Standing(equal: equal, different: different.count))
      guard position < steps.count else { break }
      for step in steps[position] {
        if step.newer != nil, !different.contains(step.place) { equal -= 1 }
        if try isDifferent(step.place, step.older) {
          different.insert(step.place)
        } else {
          different.remove(step.place)
          if step.older != nil { equal += 1 }
        }
      }
    }
  }

  /// All that was ever at each place, the newest first.
  var versions: [GitPath: [FileVersion]] {
    var versions = newest.mapValues { [$0] }
    for step in steps.joined() {
      if let older = step.older { versions[step.place, default: []].append(older) }
    }
    return versions
  }

  /// The content at one commit.
  func content(at position: Int) -> Content {
    var content = newest
    for step in steps.prefix(position).joined() { content[step.place] = step.older }
    return content
  }
}
