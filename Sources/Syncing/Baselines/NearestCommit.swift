import Configuration
import Domain
import Git
import Queueing
import Targets

/// Finds the commits of the branches whose content is nearest to what a target has, one of each
/// repository that an item takes content from.
///
/// A branch is its first-parent line. Every place that the item's content ever had is read from the
/// target once; down a line only the paths that a commit changed are looked at again. As long as no
/// place was ever one of two repositories, each is nearest by itself, under the item's definition of
/// the control repository's commit.
struct NearestCommit {
  /// The commit of one repository, and how near it is.
  struct Part {
    var repository: String
    var commit: ObjectID
    /// How many of the places that its content or the target has something at are not as it has them.
    var different: Int
    var total: Int
    /// Places at which the target has something and the commit's content nothing.
    var extra: [GitPath]
  }

  /// The commits, the control repository's first.
  struct Found {
    var parts: [Part]

    var commit: ObjectID { parts[0].commit }
    var commits: [String: ObjectID] {
      Dictionary(parts.map { ($0.repository, $0.commit) }, uniquingKeysWith: { a, _ in a })
    }
    var different: Int { parts.reduce(0) { $0 + $1.different } }
    var total: Int { parts.reduce(0) { $0 + $1.total } }
    var extra: [GitPath] { parts.flatMap(\.extra).sorted() }
  }

  /// How a search ended.
  enum Outcome {
    case found(Found)
    /// No commit of these repositories has an object that is on the target just so.
    case nothingEqual([String])
    /// Places that were ones of several repositories.
    case shared([GitPath])
  }

  /// What of a definition the contents of other repositories depend on.
  private struct Definition: Hashable {
    var paths: [PathPattern]
    var root: GitPath

    init(_ item: Item) {
      paths = item.paths.filter { $0.repository != Repositories.control }
      root = item.root
    }
  }

  private let situation: Situation
  private let reader: any TargetReader
  private let comparison: LiveComparison

  init(_ situation: Situation, reader: any TargetReader) {
    self.situation = situation
    self.reader = reader
    comparison = LiveComparison(reader, in: situation.repository)
  }

  /// The nearest commits, of several the newest. `isForeign` names places that another item owns.
  ///
  /// Throws `RepositoryError` where a line or its contents are not complete, `RepositoryAbsentError`,
  /// and `TargetError`.
  func find(_ own: Item, isForeign: (GitPath) -> Bool) throws -> Outcome {
    let control = try ContentWalk(
      Repositories.control, situation.line, in: situation.repository, isForeign: isForeign
    ) { tree in
      let configuration = try situation.history.state(in: tree).configuration
      return configuration.flatMap { own.former(in: $0) } ?? own
    }
    var walks: [Definition: [String: ContentWalk]] = [:]
    for item in control.items where walks[Definition(item)] == nil {
      walks[Definition(item)] = try self.walks(item, isForeign: isForeign)
    }
    var universes = [Repositories.control: control.places]
    for (name, walk) in walks.values.joined() {
      universes[name, default: []].formUnion(walk.places)
    }
    let shared = Self.shared(universes)
    guard shared.isEmpty else { return .shared(shared) }
    var versions = control.versions
    for walk in walks.values.flatMap(\.values) {
      versions.merge(walk.versions) { $0 + $1 }
    }
    let live = try reader.read(versions.sought)
    let present = universes.mapValues { $0.filter { live[$0] != nil } }

    func isDifferent(_ place: GitPath, _ version: FileVersion?) throws -> Bool {
      try !comparison.isSame(live[place], version, at: place)
    }
    var lacking = Set(universes.keys)
    if control.places.isEmpty, walks.count > 0 { lacking.remove(Repositories.control) }
    // The best of the other repositories under each definition, and how much they differ.
    var others: [Definition: (parts: [Part], different: Int, equal: Int)] = [:]
    for (definition, walks) in walks {
      var parts: [Part] = []
      var equal = 0
      for (name, places) in present where name != Repositories.control && walks[name] == nil {
        // What the item does not take from there is there all the same.
        parts.append(
          Part(
            repository: name, commit: .emptyTree, different: places.count, total: places.count,
            extra: places.sorted()))
      }
      for (name, walk) in walks {
        guard let best = try nearest(walk, isDifferent) else { continue }
        lacking.remove(name)
        equal += best.equal
        parts.append(
          part(name, walk, best.position, best.different, present: present[name] ?? []))
      }
      if parts.count == universes.count - 1 {
        others[definition] = (parts, parts.reduce(0) { $0 + $1.different }, equal)
      }
    }
    var best: (position: Int, different: Int, own: Int)?
    try control.compare(isDifferent) { position, standing in
      if standing.equal > 0 { lacking.remove(Repositories.control) }
      guard let beside = others[Definition(control.items[position])],
        standing.equal > 0 || control.places.isEmpty, standing.equal + beside.equal > 0
      else { return }
      let different = standing.different + beside.different
      if different < best?.different ?? .max { best = (position, different, standing.different) }
    }
    guard let best, let beside = others[Definition(control.items[best.position])] else {
      return .nothingEqual(lacking.isEmpty ? universes.keys.sorted() : lacking.sorted())
    }
    let first = part(
      Repositories.control, control, best.position, best.own,
      present: present[Repositories.control] ?? [])
    return .found(Found(parts: [first] + beside.parts.sorted { $0.repository < $1.repository }))
  }

  /// The walks of the other repositories that an item takes content from as it is defined.
  private func walks(
    _ item: Item, isForeign: (GitPath) -> Bool
  ) throws -> [String: ContentWalk] {
    var walks: [String: ContentWalk] = [:]
    for name in item.otherRepositories {
      guard let line = situation.line(of: name) else { throw RepositoryAbsentError(name) }
      walks[name] = try ContentWalk(
        name, line, in: situation.repository, isForeign: isForeign
      ) { _ in item }
    }
    return walks
  }

  /// Where a line is nearest: nil where no commit has an object that is on the target just so, though
  /// some have objects.
  private func nearest(
    _ walk: ContentWalk, _ isDifferent: (GitPath, FileVersion?) throws -> Bool
  ) throws -> (position: Int, different: Int, equal: Int)? {
    if walk.places.isEmpty { return (0, 0, 0) }
    var best: (position: Int, different: Int, equal: Int)?
    try walk.compare(isDifferent) { position, standing in
      if standing.equal > 0, standing.different < best?.different ?? .max {
        best = (position, standing.different, standing.equal)
      }
    }
    return best
  }

  private func part(
    _ name: String, _ walk: ContentWalk, _ position: Int, _ different: Int,
    present: Set<GitPath>
  ) -> Part {
    let content = walk.content(at: position)
    // Under another definition the item had other places, at which the target may have something.
    let others = present.subtracting(walk.places)
    return Part(
      repository: name, commit: walk.commits[position], different: different + others.count,
      total: present.union(content.keys).count,
      extra: present.filter { content[$0] == nil }.sorted())
  }

  /// The places that are ones of two repositories or more.
  private static func shared(_ universes: [String: Set<GitPath>]) -> [GitPath] {
    var owned: Set<GitPath> = []
    var shared: Set<GitPath> = []
    for places in universes.values {
      shared.formUnion(owned.intersection(places))
      owned.formUnion(places)
    }
    return shared.sorted()
  }
}
