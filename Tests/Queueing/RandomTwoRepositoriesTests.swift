import Configuration
import Domain
import Fixtures
import Foundation
import Git
import Queueing
import Testing

/// Items that take content from two random histories: what git says of each is what the queue says.
struct RandomTwoRepositoriesTests {
  @Test func `queues of two repositories are what git says of each`() throws {
    var seen: Set<Entry.Status> = []
    var count = 0
    try forEachSeed(120) { seed, generator in
      let control = try RandomQueueCase(seed: seed, using: &generator)
      let managed = try RandomQueueCase(seed: seed, using: &generator)
      count += 1
      seen.formUnion(try TwoRepositories(control, managed, seed: seed).check())
    }
    if count >= 60 { #expect(seen.isSuperset(of: [.queued, .carried, .cancelled, .held])) }
  }
}

/// The objects of the second history are also where those of the first are.
private struct TwoRepositories {
  let seed: UInt64
  let control: RandomQueueCase
  let managed: RandomQueueCase
  let repository: Repository

  init(_ control: RandomQueueCase, _ managed: RandomQueueCase, seed: UInt64) throws {
    self.seed = seed
    self.control = control
    self.managed = managed
    // Commits that no ref reaches are needed too: its objects are borrowed.
    try Data("\(managed.oracle.repository.path)/objects\n".utf8).write(
      to: URL(
        fileURLWithPath: control.oracle.repository.path + "/objects/info/alternates"))
    repository = try Repository.open(control.oracle.repository.path)
  }

  func check() throws -> Set<Entry.Status> {
    let pairs = Array(zip(control.bindings, managed.bindings))
    let queues = try queues(of: pairs.map(request))
    let (own, other) = try (alone(control), alone(managed))
    var seen: Set<Entry.Status> = []
    for (index, queue) in queues.enumerated() {
      let context: Comment = "seed \(seed) \(index)"
      let (binding, second) = pairs[index]
      let (first, last) = try (control.reference(binding), managed.reference(second))
      #expect(
        RandomQueueCase.flattened(queue.changes)
          == first.changes.union(Set(last.changes.map(inManaged))), context)
      #expect(
        try control.filesOf(queue.content, in: repository)
          == first.content.union(Set(last.content.map(inManaged))), context)
      guard !binding.isGone, !second.isGone else {
        #expect(queue.entries == nil && queue.why != nil && queue.isRewritten, context)
        continue
      }
      let named = Set(queue.record?.entryRepositories.keys ?? [:].keys)
      let shared = Set(first.rows.map(\.commit)).intersection(last.rows.map(\.commit))
      if shared.isEmpty, first.rows.contains(where: { named.contains($0.commit) }) { continue }
      guard shared.isEmpty else {
        // The histories can begin with the same commit. Where it is one that was left undone, it
        // belongs to the repository that the record names, and is no entry of the other.
        if shared.contains(where: named.contains) { continue }
        #expect(queue.entries == nil && queue.why?.contains("in two of the item's") == true)
        continue
      }
      let entries = try #require(queue.entries, context)
      for (name, expected, alone) in [
        ("control", first, own[index]), ("managed", last, other[index]),
      ] {
        let part = entries.filter { $0.repository == name }
        let rows = part.map {
          ReferenceQueue.Row(
            commit: $0.commit, status: $0.status, paths: Set($0.paths.map(\.ownPath)))
        }
        #expect(rows == expected.rows, context)
        #expect(part.allSatisfy { $0.paths.allSatisfy { $0.repository == name } }, context)
        #expect(part.map(\.commits) == alone.entries?.map(\.commits), context)
      }
      #expect(
        queue.cancelledPaths
          == first.cancelledPaths.union(last.cancelledPaths.map { $0.inRepository("managed") }),
        context)
      #expect(queue.isRewritten == (own[index].isRewritten || other[index].isRewritten), context)
      checkOrder(of: entries, context)
      seen.formUnion(entries.map(\.status))
    }
    return seen
  }

  /// Where the repositories alternate, the newer comes first.
  private func checkOrder(of entries: [Entry], _ context: Comment) {
    var rest = Dictionary(grouping: entries, by: \.repository).mapValues { $0[...] }
    for entry in entries {
      let others = rest.filter { $0.key != entry.repository }.compactMap(\.value.first)
      #expect(others.allSatisfy { $0.committedAt <= entry.committedAt }, context)
      rest[entry.repository]?.removeFirst()
    }
  }

  private func inManaged(_ difference: TreeDifference) -> TreeDifference {
    TreeDifference(
      path: difference.path.inRepository("managed"), old: difference.old, new: difference.new)
  }

  /// Each binding of one history by itself.
  private func alone(_ one: RandomQueueCase) throws -> [BindingQueue] {
    let head = try id(one.hex(one.history.head))
    return try QueueReader(
      head: head, line: FirstParentLine(of: head, in: one.repository),
      history: ConfigurationHistory(one.repository), in: one.repository
    ).queues(one.bindings.map(one.request), commits: true)
  }

  private func queues(of requests: [QueueRequest]) throws -> [BindingQueue] {
    let head = try id(control.hex(control.history.head))
    let other = try id(managed.hex(managed.history.head))
    return try QueueReader(
      head: head, line: FirstParentLine(of: head, in: repository),
      history: ConfigurationHistory(repository),
      others: [RepositoryLine("managed", head: other, in: repository)], in: repository
    ).queues(requests, commits: true)
  }

  /// One binding of both, with what is recorded of each.
  private func request(_ pair: (RandomBinding, RandomBinding)) throws -> QueueRequest {
    let (first, last) = try (control.request(pair.0), managed.request(pair.1))
    var item = first.item
    item.paths += last.item.paths.map { PathPattern(kind: $0.kind, repository: "managed") }
    guard first.record != nil || last.record != nil else {
      return QueueRequest(item: item, binding: first.binding, record: nil)
    }
    var record = DeploymentRecord(
      commits: [:], at: Timestamp(seconds: 0), run: "run", isProven: true)
    record.commits["control"] = first.record?.commit
    record.commits["managed"] = last.record?.commit
    for (part, one, name) in [
      (first.record, control, "control"), (last.record, managed, "managed"),
    ] {
      guard let part else { continue }
      record.carried += part.carried
      record.held += part.held
      record.undone += part.undone
      for entry in part.carried + part.undone + part.held.map(\.commit) where name != "control" {
        record.entryRepositories[entry] = name
      }
      var files: [GitPath: FileVersion?] = [:]
      for (path, version) in try one.repository.files(in: part.tree) {
        files[path.inRepository(name)] = .some(version)
      }
      record.tree = try repository.replacing(files, in: record.tree)
    }
    return QueueRequest(item: item, binding: first.binding, record: record)
  }
}

extension RandomQueueCase {
  fileprivate func filesOf(
    _ tree: ObjectID, in repository: Repository
  ) throws -> Set<TreeDifference> {
    Set(
      try repository.files(in: tree).map {
        TreeDifference(path: $0.path, old: nil, new: $0.version)
      })
  }
}
