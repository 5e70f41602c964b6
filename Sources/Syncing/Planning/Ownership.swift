package import Domain
package import Git
package import Queueing

/// Which items own which places of one target: at head, and by their records.
package struct Ownership: Sendable {
  /// A place that belongs to one binding.
  package struct Claim: Hashable, Sendable {
    package var binding: BindingID
    package var object: TargetObject
    /// For a recorded claim the commit whose version it is; nil where none was deployed.
    package var commit: ObjectID?
    /// Whether the item left it behind.
    package var isLeftBehind = false
  }

  /// By the content at head. One binding a place: `conflicts` holds the rest.
  package private(set) var atHead: [GitPath: Claim] = [:]
  /// By the ledger, what is left behind included; several records can name a place while it
  /// changes hands.
  package private(set) var recorded: [GitPath: [Claim]] = [:]
  /// What is turned off, by the place that it had before; and where it is.
  package private(set) var deactivated: [GitPath: [(claim: Claim, place: GitPath)]] = [:]
  /// Places that two items own at head.
  package private(set) var conflicts: [OwnershipConflict] = []

  /// Takes all bindings of one target, and the records of those that are configured no longer.
  package static func of(
    _ queues: [BindingQueue], unconfigured: [(binding: BindingID, record: DeploymentRecord)] = [],
    in repository: Repository
  ) throws -> Ownership {
    var ownership = Ownership()
    for queue in queues {
      let id = queue.binding.id
      let content = try TargetObjects.desired(
        queue.content, root: queue.item.root, in: repository)
      for (place, object) in content.byPlace {
        if let other = ownership.atHead[place] {
          ownership.conflicts.append(
            OwnershipConflict(
              target: id.target, place: place, first: other.binding.item, second: id.item))
        } else {
          ownership.atHead[place] = Claim(binding: id, object: object)
        }
      }
      if let record = queue.record { try ownership.add(record, of: id, in: repository) }
    }
    for (binding, record) in unconfigured {
      try ownership.add(record, of: binding, in: repository)
    }
    ownership.conflicts.sort { $0.place < $1.place }
    return ownership
  }

  private mutating func add(
    _ record: DeploymentRecord, of binding: BindingID, in repository: Repository
  ) throws {
    // Who owns what, the control repository's commits say.
    let taken = Dictionary(
      record.takenOver.filter { $0.repository == Repositories.control }
        .map { ($0.path, $0.commit) }, uniquingKeysWith: { a, _ in a })
    for (place, object) in try TargetObjects.recorded(record, in: repository).byPlace {
      let commit = taken[object.path] ?? record.commit
      recorded[place, default: []].append(
        Claim(binding: binding, object: object, commit: commit))
    }
    for left in record.leftBehind {
      let object = TargetObject(path: left.path, version: left.version)
      let claim = Claim(
        binding: binding, object: object, commit: record.commit, isLeftBehind: true)
      recorded[left.place, default: []].append(claim)
      if let former = left.deactivatedFrom {
        deactivated[former, default: []].append((claim, left.place))
      }
    }
  }

  /// Another binding's claim to the place: at head first, then by its record.
  func claim(on place: GitPath, besides binding: BindingID) -> (claim: Claim, isRecorded: Bool)? {
    let recorded = recorded[place]?.first { $0.binding != binding }
    if let claim = atHead[place], claim.binding != binding {
      return (claim, recorded?.binding == claim.binding)
    }
    return recorded.map { ($0, true) }
  }

  /// Another binding's recorded claim to the place.
  func recordedClaim(on place: GitPath, besides binding: BindingID) -> Claim? {
    recorded[place]?.first { $0.binding != binding }
  }

  /// All places that are ours on the target, by head or by record.
  var places: Set<GitPath> { Set(atHead.keys).union(recorded.keys) }
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
