package import Domain
package import Git
package import Queueing

/// Which items own which places of one target: at head, and by their records.
///
/// Places are looked up in the items' trees as they are asked for.
package struct Ownership {
  /// A place that belongs to one binding.
  package struct Claim: Hashable, Sendable {
    package var binding: BindingID
    package var object: TargetObject
    /// For a recorded claim the commit whose version it is; nil where none was deployed.
    package var commit: ObjectID?
    /// Whether the item left it behind.
    package var isLeftBehind = false
  }

  /// The record of one binding.
  private struct Recorded {
    var binding: BindingID
    var commit: ObjectID?
    /// The commits of objects that are recorded as another one has them.
    var taken: [GitPath: ObjectID]
  }

  /// The bindings by the content at head. One binding a place: `conflicts` tells the rest.
  private let owners: [BindingID]
  private let heads: PlaceIndex
  /// The bindings by the ledger; several records can name a place while it changes hands.
  private let records: [Recorded]
  private let recorded: PlaceIndex
  /// What is left behind, by place, each with the number of its record.
  private var leftBehind: [GitPath: [(number: Int, claim: Claim)]] = [:]
  /// What is turned off, by the place that it had before; and where it is.
  package private(set) var deactivated: [GitPath: [(claim: Claim, place: GitPath)]] = [:]
  /// All bindings that have a claim to anything.
  private let bindings: Set<BindingID>

  /// Takes all bindings of one target, and the records of those that are configured no longer.
  package static func of(
    _ queues: [BindingQueue], unconfigured: [(binding: BindingID, record: DeploymentRecord)] = [],
    in repository: Repository
  ) throws -> Ownership {
    let records =
      queues.compactMap { queue in queue.record.map { (queue.binding.id, $0) } }
      + unconfigured.map { ($0.binding, $0.record) }
    return try Ownership(queues, records: records, in: repository)
  }

  private init(
    _ queues: [BindingQueue], records: [(binding: BindingID, record: DeploymentRecord)],
    in repository: Repository
  ) throws {
    owners = queues.map(\.binding.id)
    heads = try PlaceIndex(
      queues.map { PlaceIndex.Side(tree: $0.content, root: $0.item.root) }, in: repository)
    recorded = try PlaceIndex(
      records.map { _, record in
        PlaceIndex.Side(tree: record.tree, root: record.root, places: record.places)
      }, in: repository)
    self.records = records.map { binding, record in
      // Who owns what, the control repository's commits say.
      let taken = Dictionary(
        record.takenOver.filter { $0.repository == Repositories.control }
          .map { ($0.path, $0.commit) }, uniquingKeysWith: { a, _ in a })
      return Recorded(binding: binding, commit: record.commit, taken: taken)
    }
    bindings = Set(owners).union(records.map(\.binding))
    for (number, (binding, record)) in records.enumerated() {
      for left in record.leftBehind {
        let object = TargetObject(path: left.path, version: left.version)
        let claim = Claim(
          binding: binding, object: object, commit: record.commit, isLeftBehind: true)
        leftBehind[left.place, default: []].append((number, claim))
        if let former = left.deactivatedFrom {
          deactivated[former, default: []].append((claim, left.place))
        }
      }
    }
  }

  /// Without any binding.
  static func none(in repository: Repository) throws -> Ownership {
    try Ownership([], records: [], in: repository)
  }

  /// Places that two items own at head, by place.
  package func conflicts() throws -> [OwnershipConflict] {
    var conflicts: [OwnershipConflict] = []
    try heads.shared { place, found in
      let first = found[0].side
      var seen: Set<Int> = [first]
      for file in found where seen.insert(file.side).inserted {
        let (a, b) = (owners[first], owners[file.side])
        conflicts.append(
          OwnershipConflict(target: b.target, place: place, first: a.item, second: b.item))
      }
    }
    return conflicts.sorted { ($0.place, $0.second) < ($1.place, $1.second) }
  }

  /// The binding that has the place by the content at head.
  func headClaim(on place: GitPath) throws -> Claim? {
    try heads.files(at: place).first.map {
      Claim(binding: owners[$0.side], object: $0.object)
    }
  }

  /// All places that other bindings have by the content at head.
  func headPlaces(besides binding: BindingID) throws -> Set<GitPath> {
    let others = heads.sides.indices.filter { owners[$0] != binding }.map { heads.sides[$0] }
    return try PlaceIndex(others, in: heads.repository).allPlaces()
  }

  /// Another binding's claim to the place: at head first, then by its record.
  func claim(
    on place: GitPath, besides binding: BindingID
  ) throws -> (claim: Claim, isRecorded: Bool)? {
    guard hasOthers(besides: binding) else { return nil }
    let recorded = try recordedClaim(on: place, besides: binding)
    if let claim = try headClaim(on: place), claim.binding != binding {
      return (claim, recorded?.binding == claim.binding)
    }
    return recorded.map { ($0, true) }
  }

  /// Another binding's recorded claim to the place.
  func recordedClaim(on place: GitPath, besides binding: BindingID) throws -> Claim? {
    guard hasOthers(besides: binding) else { return nil }
    let left = leftBehind[place]?.first { $0.claim.binding != binding }
    let file = try recorded.files(at: place).first { records[$0.side].binding != binding }
    guard let file, left.map({ file.side <= $0.number }) ?? true else { return left?.claim }
    return claim(of: file)
  }

  /// The places of a content that other bindings have recorded, with their claims.
  func recordedClaims(
    on side: ObjectSide, besides binding: BindingID
  ) throws -> [(place: GitPath, claim: Claim)] {
    let others = records.indices.filter { records[$0].binding != binding }
    guard !others.isEmpty else { return [] }
    let index = try PlaceIndex(
      [PlaceIndex.Side(tree: side.tree, root: side.root)] + others.map { recorded.sides[$0] },
      in: recorded.repository)
    var places: Set<GitPath> = []
    try index.shared { place, found in
      if found.first?.side == 0, found.contains(where: { $0.side > 0 }) { places.insert(place) }
    }
    for place in leftBehind.keys where try side.object(at: place) != nil { places.insert(place) }
    return try places.sorted().compactMap { place in
      try recordedClaim(on: place, besides: binding).map { (place, $0) }
    }
  }

  /// All places that are ours on the target, by head or by record.
  func places() throws -> Set<GitPath> {
    try heads.allPlaces().union(recorded.allPlaces()).union(leftBehind.keys)
  }

  /// Those among them that the given ones could collide with.
  func places(similarTo given: [GitPath]) throws -> Set<GitPath> {
    try heads.places(similarTo: given).union(recorded.places(similarTo: given))
      .union(leftBehind.keys)
  }

  private func hasOthers(besides binding: BindingID) -> Bool {
    bindings.count > 1 || !bindings.contains(binding)
  }

  private func claim(of file: PlaceIndex.Found) -> Claim {
    let record = records[file.side]
    return Claim(
      binding: record.binding, object: file.object,
      commit: record.taken[file.object.path] ?? record.commit)
  }
}

/// Two items own the same object of one target.
package struct OwnershipConflict: ExplainedError, Hashable {
  package var target: String
  package var place: GitPath
  package var first: String
  package var second: String

  package var category: FailureCategory { .configuration }
  package var message: String {
    "the items \(first) and \(second) both own \(place) on the target \(target)"
  }
  package var hints: [String] {
    ["change `paths` or `root` of one of them in deploysync.yaml, so that each object has one item"]
  }
}
