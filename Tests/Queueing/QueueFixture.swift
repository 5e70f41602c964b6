import Configuration
import Domain
import Fixtures
import Git
import Queueing
import Testing

/// A small history told commit by commit, and queues of it.
final class QueueFixture {
  let builder = HistoryBuilder()
  let fixture: FixtureRepository
  private var ids: [Mark: String] = [:]

  init() throws { fixture = try FixtureRepository() }

  /// Adds a commit to `main`, or to the branch.
  @discardableResult
  func commit(
    _ message: String = "change", on branch: String? = "main", parents: [Mark]? = nil,
    at time: Int64? = nil, _ changes: [String: FixtureFile?] = [:]
  ) -> Mark {
    builder.commit(message, on: branch, parents: parents, changes: changes, at: time)
  }

  /// The ID of a commit; writes what was told and not written yet.
  func id(_ mark: Mark) throws -> ObjectID {
    ids = try builder.write(to: fixture)
    return try #require(ids[mark].flatMap { ObjectID(hex: $0) })
  }

  func ids(_ marks: [Mark]) throws -> [ObjectID] { try marks.map(id) }

  /// What the ledger says after a run that brought all of a commit, or the content of another one.
  func record(
    _ item: Item, deployed: Mark?, content: Mark? = nil, carried: [Mark] = [], held: [Mark] = [],
    undone: [Mark] = []
  ) throws -> DeploymentRecord {
    let commit = try deployed.map(id)
    let tree = try (content ?? deployed).map(id)
    let repository = try Repository.open(fixture.path)
    let recorded = try tree.map {
      try repository.content(of: ItemPaths(item), in: repository.link($0).tree)
    }
    if let recorded { try repository.persist(recorded) }
    return DeploymentRecord(
      commits: commit.map { [Repositories.control: $0] } ?? [:], at: Timestamp(seconds: 0),
      run: "run", isProven: true, tree: recorded ?? .emptyTree, carried: try ids(carried),
      held: try ids(held).map { Hold($0) }, undone: try ids(undone))
  }

  /// The queue of an item up to the tip of `main` (or another commit), as a repository tells it.
  func queue(
    _ item: Item, _ record: DeploymentRecord?, head: Mark? = nil, commits: Bool = false,
    in other: FixtureRepository? = nil
  ) throws -> BindingQueue {
    try #require(
      queues([(item, record)], head: head, commits: commits, in: other).first)
  }

  /// The queues of several bindings.
  func queues(
    _ bindings: [(item: Item, record: DeploymentRecord?)], head: Mark? = nil,
    commits: Bool = false, in other: FixtureRepository? = nil
  ) throws -> [BindingQueue] {
    let head = try id(try #require(head ?? builder.tip()))
    let repository = try Repository.open((other ?? fixture).path)
    let reader = QueueReader(
      head: head, line: FirstParentLine(of: head, in: repository),
      history: ConfigurationHistory(repository), in: repository)
    let requests = bindings.enumerated().map { number, binding in
      QueueRequest(
        item: binding.item,
        binding: Binding(
          id: BindingID(item: binding.item.name, target: "target-\(number)"), deployment: .adHoc),
        record: binding.record)
    }
    return try reader.queues(requests, commits: commits)
  }

  /// The entries as commits of the fixture with their statuses, newest first.
  func rows(_ queue: BindingQueue) throws -> [Row] {
    _ = try builder.commits.last.map { try id($0.mark) }
    let marks = try Dictionary(
      uniqueKeysWithValues: ids.map { (try #require(ObjectID(hex: $0.value)), $0.key) })
    return try #require(queue.entries).map {
      Row(try #require(marks[$0.commit]), $0.status)
    }
  }
}

/// One entry in short.
struct Row: Equatable, CustomStringConvertible {
  var mark: Mark
  var status: Entry.Status

  init(_ mark: Mark, _ status: Entry.Status) {
    self.mark = mark
    self.status = status
  }

  var description: String { "\(mark) \(status)" }
}

extension Item {
  /// An item of these paths.
  init(_ name: String = "data", paths: String...) {
    self.init(name: name, paths: paths.map { PathPattern($0) })
  }
}

extension Hold {
  /// Somebody's hold of an entry.
  init(_ commit: ObjectID) {
    self.init(
      commit: commit, reason: "not yet", by: "ops@example.com", at: Timestamp(seconds: 0))
  }
}
