import Domain
import Fixtures
import Git
import Queueing
import Testing

/// A history with a submodule is told like the one that has its files as a plain folder.
struct RandomSubmoduleTests {
  @Test func `queues of random submodules are those of their files`() throws {
    var seen: Set<Entry.Status> = []
    var count = 0
    try forEachSeed(120) { seed, generator in
      count += 1
      seen.formUnion(try VendoredCase(seed: seed, using: &generator).check(using: &generator))
    }
    if count >= 60 { #expect(seen.isSuperset(of: [.queued, .carried, .cancelled, .held])) }
  }
}

/// The same history twice: with a submodule, and with the files of its commits in its place.
private struct VendoredCase {
  static let path = "data/lib"

  let seed: UInt64
  let submodules: QueueFixture
  let vendored: QueueFixture
  /// The commits of both, in one order.
  private(set) var marks: [(submodules: Mark, vendored: Mark)] = []
  private(set) var line: [Int] = []
  private let repository: Repository

  init(seed: UInt64, using generator: inout SeededGenerator) throws {
    self.seed = seed
    submodules = try QueueFixture()
    vendored = try QueueFixture()
    repository = try Repository.open(submodules.fixture.path)
    var versions: [(hex: String, files: [String: FixtureFile])] = []
    for _ in 0..<6 {
      let files = Self.files(using: &generator)
      let mark = submodules.builder.commit("text", on: "lib", snapshot: files)
      versions.append((try submodules.id(mark).hex, files))
    }
    var own: [String: FixtureFile] = ["deploysync.yaml": "version: 1\n"]
    var place = Int.random(in: -1..<versions.count, using: &generator)
    var folder: [String: FixtureFile] = [:]
    for _ in 0..<Int.random(in: 4...16, using: &generator) {
      let names = ["data/own/a.yaml", "data/b.yaml", "other/c.yaml"]
      switch Int.random(in: 0..<10, using: &generator) {
      case 0..<3:
        let name = names[Int.random(in: 0..<names.count, using: &generator)]
        own[name] = .text("\(Int.random(in: 0..<3, using: &generator))\n")
      case 3: own[names[Int.random(in: 0..<names.count, using: &generator)]] = nil
      // -1 is nothing there, -2 a plain folder.
      case 4: place = -1
      case 5:
        place = -2
        folder = Self.files(using: &generator)
      default: place = Int.random(in: 0..<versions.count, using: &generator)
      }
      var (left, right) = (own, own)
      let files = place >= 0 ? versions[place].files : place == -2 ? folder : [:]
      for (name, file) in files { right["\(Self.path)/\(name)"] = file }
      if place >= 0 {
        left[Self.path] = .submodule(versions[place].hex)
      } else {
        left = right
      }
      var parents = line.last.map { [$0] } ?? []
      if let last = line.last, Bool.random(using: &generator) {
        parents.append(try add(left, right, [last], isOnLine: false))
      }
      line.append(try add(left, right, parents, isOnLine: true))
    }
    _ = try submodules.id(marks[0].submodules)
    let head = try repository.reference("refs/heads/lib")
    repository.followSubmodules([
      SubmoduleSource(path: GitPath(Self.path), repository: "lib", head: head)
    ])
  }

  private mutating func add(
    _ left: [String: FixtureFile], _ right: [String: FixtureFile], _ parents: [Int],
    isOnLine: Bool
  ) throws -> Int {
    let branch = isOnLine ? "main" : nil
    marks.append(
      (
        submodules.builder.commit(
          "change", on: branch, parents: parents.map { marks[$0].submodules }, snapshot: left),
        vendored.builder.commit(
          "change", on: branch, parents: parents.map { marks[$0].vendored }, snapshot: right)
      ))
    return marks.count - 1
  }

  private static func files(using generator: inout SeededGenerator) -> [String: FixtureFile] {
    var files: [String: FixtureFile] = [:]
    for name in ["x/a.yaml", "x/b.yaml", "y/a.yaml", "top.txt"]
    where Int.random(in: 0..<3, using: &generator) > 0 {
      files[name] = .text("\(Int.random(in: 0..<2, using: &generator))\n")
    }
    // A commit without files is one of the things that can be.
    return files
  }

  func check(using generator: inout SeededGenerator) throws -> Set<Entry.Status> {
    var seen: Set<Entry.Status> = []
    let other = try Repository.open(vendored.fixture.path)
    let paths = [
      ["data"], ["data/lib"], ["data/lib/x"], ["data/**/*.yaml"], ["data/lib/x", "data/own"],
      ["data/*/a.yaml"], ["data/lib/*/a.yaml"], ["other"], ["."],
    ]
    for (number, own) in paths.enumerated() {
      let item = Item(name: "item-\(number)", paths: own.map { PathPattern($0) })
      let choice = try choose(using: &generator)
      let left = try queue(item, choice, repository, submodules, \.submodules)
      let right = try queue(item, choice, other, vendored, \.vendored)
      let context: Comment = "seed \(seed) \(own) \(choice)"
      #expect(left.content == right.content, context)
      #expect(left.changes == right.changes, context)
      #expect(left.cancelledPaths == right.cancelledPaths, context)
      #expect(
        try rows(left, submodules, \.submodules) == rows(right, vendored, \.vendored), context)
      seen.formUnion((left.entries ?? []).map(\.status))
    }
    return seen
  }

  /// What a ledger could say, by positions among the commits of the line.
  private struct Choice {
    var deployed: Int?
    var content: Int?
    var carried: [Int] = []
    var held: [Int] = []
    var undone: [Int] = []
  }

  private func choose(using generator: inout SeededGenerator) throws -> Choice {
    guard Int.random(in: 0..<5, using: &generator) > 0 else { return Choice() }
    let deployed = Int.random(in: 0..<line.count, using: &generator)
    var choice = Choice(deployed: line[deployed])
    choice.content =
      Bool.random(using: &generator)
      ? line[Int.random(in: 0..<line.count, using: &generator)] : nil
    for index in line where Int.random(in: 0..<6, using: &generator) == 0 {
      switch Int.random(in: 0..<3, using: &generator) {
      case 0: choice.carried.append(index)
      case 1: choice.held.append(index)
      default: choice.undone.append(index)
      }
    }
    return choice
  }

  private func queue(
    _ item: Item, _ choice: Choice, _ repository: Repository, _ fixture: QueueFixture,
    _ side: (((submodules: Mark, vendored: Mark)) -> Mark)
  ) throws -> BindingQueue {
    func id(_ index: Int) throws -> ObjectID { try fixture.id(side(marks[index])) }
    let last = try #require(line.last)
    let head = try id(last)
    var record: DeploymentRecord?
    if let deployed = choice.deployed {
      let tree = try repository.content(
        of: ItemPaths(item), in: repository.link(id(choice.content ?? deployed)).tree)
      record = DeploymentRecord(
        commits: [Repositories.control: try id(deployed)], at: Timestamp(seconds: 0), run: "run",
        isProven: true, tree: tree, carried: try choice.carried.map(id),
        held: try choice.held.map { Hold(try id($0)) }, undone: try choice.undone.map(id))
    }
    let reader = QueueReader(
      head: head, line: FirstParentLine(of: head, in: repository),
      history: ConfigurationHistory(repository), in: repository)
    let binding = Binding(
      id: BindingID(item: item.name, target: "target"), deployment: .adHoc)
    let queues = try reader.queues(
      [QueueRequest(item: item, binding: binding, record: record)], commits: true)
    return try #require(queues.first)
  }

  /// The entries with their commits as positions.
  private func rows(
    _ queue: BindingQueue, _ fixture: QueueFixture,
    _ side: (((submodules: Mark, vendored: Mark)) -> Mark)
  ) throws -> [String] {
    var positions: [ObjectID: Int] = [:]
    for index in marks.indices { positions[try fixture.id(side(marks[index]))] = index }
    return try #require(queue.entries).map { entry in
      let commits = (entry.commits ?? []).map { "\(positions[$0] ?? -1)" }
      return "\(positions[entry.commit] ?? -1) \(entry.status) \(entry.paths) \(commits)"
    }
  }
}
