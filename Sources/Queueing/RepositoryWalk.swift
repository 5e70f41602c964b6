import Configuration
import Domain
import Git

/// What the history of one repository says of all requests, found in one walk.
struct RepositoryWalk {
  let source: RepositoryLine
  private let walk: HistoryWalk
  /// By item: several bindings share one.
  private let slots: [String: Int]
  /// By request; nil without a deployed commit, or where it is not in the repository.
  private let boundaries: [Boundary?]
  private let touches: [[HistoryWalk.Touch]]
  private let submodules: SubmoduleTouches

  init(_ source: RepositoryLine, _ requests: [QueueRequest], in repository: Repository) throws {
    self.source = source
    let isControl = source.name == Repositories.control
    // Most bindings share a deployed commit.
    var known: [ObjectID: Boundary?] = [:]
    var boundaries: [Boundary?] = []
    // One slot per item, whatever the number of its bindings, and one for the configuration.
    var slots: [String: Int] = [:]
    let submodules = SubmoduleTouches(source, in: repository)
    var items: [[PathPattern]] = []
    var limits: [Int] = []
    for request in requests {
      guard isControl || request.item.otherRepositories.contains(source.name) else {
        boundaries.append(nil)
        continue
      }
      var boundary: Boundary?
      var limit = Int.max
      if let deployed = request.record?.commits[source.name] {
        boundary =
          try known[deployed]
          ?? Boundary.of(deployed, on: source.line, head: source.head, in: repository)
        known[deployed] = .some(boundary)
        limit = boundary?.position ?? 0
      }
      boundaries.append(boundary)
      if let slot = slots[request.item.name] {
        limits[slot] = max(limits[slot], limit)
      } else {
        slots[request.item.name] = items.count
        items.append(submodules.watching(request.item.paths, of: source.name))
        limits.append(limit)
      }
    }
    if isControl {
      items.append([PathPattern(ConfigurationFile.fileName)])
      limits.append(limits.max() ?? 0)
    }
    self.boundaries = boundaries
    self.slots = slots
    walk = try HistoryWalk(
      items: items, boundaries: limits, line: source.line, of: source.name, in: repository)
    var touches = try walk.touches()
    for request in requests {
      guard let slot = slots[request.item.name] else { continue }
      touches[slot] = try submodules.resolved(touches[slot], of: request.item)
    }
    self.touches = touches
    self.submodules = submodules
  }

  /// Whether the item takes content from it.
  func concerns(_ item: Item) -> Bool { slots[item.name] != nil }

  /// Of the request at an index.
  func boundary(_ index: Int) -> Boundary? { boundaries[index] }

  func touches(of item: Item) -> [HistoryWalk.Touch] { slots[item.name].map { touches[$0] } ?? [] }

  /// The commits that touch `deploysync.yaml`; only of the control repository.
  var definitionTouches: [HistoryWalk.Touch] { touches.last ?? [] }

  /// What the entries at these positions brought in.
  func commits(below positions: Set<Int>) throws -> [Int: [(id: ObjectID, items: Set<Int>)]] {
    try walk.commits(below: positions)
  }

  /// What an entry brought in that touches the item; `below` is what `commits(below:)` says.
  func commits(
    broughtInBy entry: EntryDraft.Source, touching item: Item,
    below: [Int: [(id: ObjectID, items: Set<Int>)]]
  ) throws -> [ObjectID] {
    guard let slot = slots[item.name] else { return [] }
    guard let position = entry.position else {
      return try submodules.touching(
        item, among: walk.commits(broughtInBy: entry.commit, touching: slot))
    }
    return try submodules.touching(
      item, among: (below[position] ?? []).filter { $0.items.contains(slot) }.map(\.id))
  }
}
