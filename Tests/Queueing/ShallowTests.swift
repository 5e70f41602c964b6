import Domain
import Fixtures
import Git
import Queueing
import Testing

struct ShallowTests {
  private let item = Item(paths: "data")

  /// Six commits in a line, each with a change.
  private func line() throws -> (QueueFixture, [Mark]) {
    let fixture = try QueueFixture()
    let marks = (0..<6).map { fixture.commit("\($0)", ["data/a": .text("\($0)")]) }
    _ = try fixture.id(marks[0])
    return (fixture, marks)
  }

  private func isCut(_ body: () throws -> Void) -> Bool {
    do {
      try body()
      return false
    } catch RepositoryError.shallowBoundary {
      return true
    } catch {
      return false
    }
  }

  @Test func `a clone that is deep enough is as good as a whole one`() throws {
    let (fixture, marks) = try line()
    let record = try fixture.record(item, deployed: marks[3])
    let clone = try FixtureRepository.clone(of: fixture.fixture, arguments: ["--depth=3"])
    let queue = try fixture.queue(item, record, in: clone)
    #expect(try fixture.rows(queue) == [Row(marks[5], .queued), Row(marks[4], .queued)])
    #expect(!queue.isRewritten)
  }

  @Test(arguments: [0, 1, 2])
  func `a deployed commit behind the cut is an error, not a shorter queue`(deployed: Int) throws {
    let (fixture, marks) = try line()
    let record = try fixture.record(item, deployed: marks[deployed])
    let clone = try FixtureRepository.clone(of: fixture.fixture, arguments: ["--depth=3"])
    #expect(isCut { _ = try fixture.queue(item, record, in: clone) })
  }

  @Test func `a cut history of an item that was never deployed is an error`() throws {
    let (fixture, _) = try line()
    let clone = try FixtureRepository.clone(of: fixture.fixture, arguments: ["--depth=3"])
    #expect(isCut { _ = try fixture.queue(item, nil, in: clone) })
  }

  @Test func `a commit that a cut history does not have is an error, not a rewritten branch`()
    throws
  {
    let (fixture, marks) = try line()
    let elsewhere = fixture.commit("elsewhere", on: "old", parents: [marks[0]], ["data/a": "x"])
    let record = try fixture.record(item, deployed: elsewhere)
    let clone = try FixtureRepository.clone(
      of: fixture.fixture, arguments: ["--depth=3", "--single-branch", "--branch=main"])
    #expect(isCut { _ = try fixture.queue(item, record, in: clone) })
  }

  @Test func `what an entry brought in is an error where the history below it is cut`() throws {
    let fixture = try QueueFixture()
    let root = fixture.commit("root", ["data/a": "0"])
    let old = fixture.commit("old", ["data/a": "1"])
    let side = fixture.commit("side", on: nil, parents: [root], ["data/b": "1"])
    fixture.commit("merge", parents: [old, side], ["data/b": "1"])
    let record = try fixture.record(item, deployed: old)
    let clone = try FixtureRepository.clone(of: fixture.fixture, arguments: ["--depth=2"])
    let entries = try fixture.queue(item, record, in: clone).entries
    #expect(entries?.count == 1)
    #expect(isCut { _ = try fixture.queue(item, record, commits: true, in: clone) })
  }

  @Test func `a cut in another branch does not matter`() throws {
    let (fixture, marks) = try line()
    let clone = try FixtureRepository.clone(
      of: fixture.fixture, arguments: ["--single-branch", "--branch=main"])
    fixture.commit("ledger 1", on: "ledger", parents: [], ["state": "1"])
    fixture.commit("ledger 2", on: "ledger", ["state": "2"])
    _ = try fixture.id(marks[0])
    try clone.git("fetch", "-q", "--depth=1", "origin", "ledger")
    #expect(try !Repository.open(clone.path).shallowBoundary.isEmpty)
    #expect(try fixture.queue(item, nil, head: marks[5], in: clone).entries?.count == 6)
  }

  @Test func `a partial clone answers, since a queue needs no file`() throws {
    let (fixture, marks) = try line()
    try fixture.fixture.git("config", "uploadpack.allowFilter", "true")
    let record = try fixture.record(item, deployed: marks[3])
    let clone = try FixtureRepository.clone(
      of: fixture.fixture, arguments: ["--filter=blob:none", "--no-checkout"])
    #expect(try fixture.queue(item, record, in: clone).entries?.count == 2)
    let treeless = try FixtureRepository.clone(
      of: fixture.fixture, arguments: ["--filter=tree:0", "--no-checkout"])
    #expect(throws: RepositoryError.self) { try fixture.queue(item, record, in: treeless) }
  }
}
