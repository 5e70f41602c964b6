import Configuration
import Domain
import Fixtures
import Git
import Queueing
import Testing

/// A random history in a repository, and the questions about it.
struct RandomQueueCase {
  static let emptyTree = ObjectID.emptyTree.hex

  let seed: UInt64
  let history: RandomHistory
  let bindings: [RandomBinding]
  let oracle: GitOracle
  let repository: Repository
  private let ids: [Mark: String]
  private let marks: [ObjectID: Mark]
  private let trees: [String: String]

  init(seed: UInt64, using generator: inout SeededGenerator) throws {
    self.seed = seed
    let size = Int.random(in: 12...64, using: &generator)
    history = RandomHistory.make(using: &generator, commits: size)
    bindings = RandomBinding.bindings(of: history, using: &generator)
    let fixture = try FixtureRepository(bare: true)
    ids = try history.builder.write(to: fixture)
    oracle = GitOracle(fixture)
    trees = try oracle.trees(of: ids.values.sorted())
    marks = try Dictionary(uniqueKeysWithValues: ids.map { (try id($0.value), $0.key) })
    repository = try Repository.open(fixture.path)
  }

  func hex(_ mark: Mark) throws -> String { try #require(ids[mark]) }

  func tree(_ mark: Mark) throws -> String { try #require(trees[hex(mark)]) }

  func mark(_ id: ObjectID) throws -> Mark { try #require(marks[id]) }

  /// Compares the queues of all bindings with git's answers; returns the statuses that occurred.
  func check(using generator: inout SeededGenerator) throws -> Set<Entry.Status> {
    let head = try id(hex(history.head))
    let reader = QueueReader(
      head: head, line: FirstParentLine(of: head, in: repository),
      history: ConfigurationHistory(repository), in: repository)
    let bindings = bindings.shuffled(using: &generator)
    let queues = try reader.queues(bindings.map(request), commits: true)
    try checkAlone(queues, using: &generator)
    var seen: Set<Entry.Status> = []
    for (binding, queue) in zip(bindings, queues) {
      let context: Comment = "seed \(seed) \(binding.id): \(binding.item.paths)"
      let expected = try reference(binding)
      #expect(queue.binding.id == binding.id, context)
      #expect(Self.flattened(queue.changes) == expected.changes, context)
      #expect(queue.changes.map(\.path) == queue.changes.map(\.path).sorted(), context)
      #expect(try files(queue.content) == expected.content, context)
      guard !binding.isGone else {
        #expect(queue.entries == nil && queue.why != nil && queue.isRewritten, context)
        continue
      }
      let entries = try #require(queue.entries, context)
      let rows = entries.map {
        ReferenceQueue.Row(commit: $0.commit, status: $0.status, paths: Set($0.paths))
      }
      #expect(rows == expected.rows, context)
      #expect(queue.cancelledPaths == expected.cancelledPaths, context)
      let isContained =
        binding.deployed.map { history.ancestors(of: history.head).contains($0) } ?? true
      #expect(queue.isRewritten == !isContained, context)
      try checkCommits(of: entries, binding, using: &generator)
      seen.formUnion(entries.map(\.status))
    }
    return seen
  }

  /// Compares some of the queues with what they are when nobody else asks.
  private func checkAlone(
    _ queues: [BindingQueue], using generator: inout SeededGenerator
  ) throws {
    let head = try id(hex(history.head))
    for queue in queues.shuffled(using: &generator).prefix(4) {
      let reader = QueueReader(
        head: head, line: FirstParentLine(of: head, in: repository),
        history: ConfigurationHistory(repository), in: repository)
      let request = QueueRequest(item: queue.item, binding: queue.binding, record: queue.record)
      let alone = try #require(reader.queues([request], commits: true).first)
      #expect(alone.entries == queue.entries, "seed \(seed) \(queue.binding.id)")
      #expect(alone.changes == queue.changes, "seed \(seed) \(queue.binding.id)")
    }
  }

  /// All of them against git's list of commits that touch the item, one of them literally.
  private func checkCommits(
    of entries: [Entry], _ binding: RandomBinding, using generator: inout SeededGenerator
  ) throws {
    let patterns = binding.item.paths
    let literal = generator.pick(entries.indices)
    let touching = try oracle.commits(hex(history.head), patterns)
    let merged = history.ancestors(of: history.head)
    for (place, entry) in entries.enumerated() {
      let own = try mark(entry.commit)
      let parent = history.parents(of: own).first
      if place == literal || !merged.contains(own) {
        let range = try parent.map { try "\(hex($0))..\(hex(own))" } ?? hex(own)
        let expected = try oracle.commits(range, patterns)
        #expect(Set(entry.commits ?? []) == expected, "seed \(seed) \(binding.id) \(range)")
      }
      guard merged.contains(own) else { continue }
      let brought = history.ancestors(of: own).subtracting(parent.map(history.ancestors) ?? [])
      let expected = Set(try brought.map { try id(hex($0)) }).intersection(touching)
      #expect(Set(entry.commits ?? []) == expected, "seed \(seed) \(binding.id) \(entry.commit)")
      #expect(entry.commits?.count == expected.count, "seed \(seed) \(binding.id)")
    }
  }

  func request(_ binding: RandomBinding) throws -> QueueRequest {
    guard binding.recordedAt != nil || binding.isGone else {
      return QueueRequest(item: binding.item, binding: binding.binding, record: nil)
    }
    let gone = "00000000000000000000000000000000deadbeef"
    let commit = try binding.isGone ? gone : binding.deployed.map(hex)
    let recorded = try binding.recordedAt.map {
      try repository.content(of: ItemPaths(binding.item), in: id(tree($0)))
    }
    let record = DeploymentRecord(
      commits: try commit.map { ["control": try id($0)] } ?? [:],
      at: Timestamp(seconds: 0), run: "run", isProven: true,
      tree: recorded ?? .emptyTree,
      carried: try binding.carried.map { try id(hex($0)) },
      held: try binding.held.map { Hold(try id(hex($0))) },
      undone: try binding.undone.map { try id(hex($0)) })
    return QueueRequest(item: binding.item, binding: binding.binding, record: record)
  }

  func files(_ tree: ObjectID) throws -> Set<TreeDifference> {
    Set(
      try repository.files(in: tree).map {
        TreeDifference(path: $0.path, old: nil, new: $0.version)
      })
  }

  /// The changes with each rename as the deletion and the addition that it is.
  static func flattened(_ changes: [Change]) -> Set<TreeDifference> {
    Set(
      changes.flatMap { change in
        guard let from = change.from else {
          return [TreeDifference(path: change.path, old: change.old, new: change.new)]
        }
        return [
          TreeDifference(path: from, old: change.old, new: nil),
          TreeDifference(path: change.path, old: nil, new: change.new),
        ]
      })
  }
}
