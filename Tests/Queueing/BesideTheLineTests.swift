import Domain
import Fixtures
import Queueing
import Testing

/// The deployed commit is contained in head, and no commit of its first-parent line.
struct BesideTheLineTests {
  private let item = Item(paths: "data")

  @Test func `the merge that brought the deployed commit is told with what follows`() throws {
    let fixture = try QueueFixture()
    let root = fixture.commit("root", ["data/a": "1", "data/b": "1"])
    let side = fixture.commit("side", on: nil, parents: [root], ["data/a": "2"])
    let more = fixture.commit("more", on: nil, parents: [side], ["data/b": "2"])
    let merge = fixture.commit("merge", parents: [root, more], ["data/a": "2", "data/b": "2"])
    let later = fixture.commit("later", ["data/c": "1"])
    let queue = try fixture.queue(item, fixture.record(item, deployed: side))
    #expect(!queue.isRewritten)
    #expect(queue.notes.contains { $0.contains("not on the first-parent line") })
    #expect(try fixture.rows(queue) == [Row(later, .queued), Row(merge, .queued)])
    #expect(queue.changes.map(\.path) == ["data/b", "data/c"].map { GitPath($0) })
  }

  @Test func `a merge of nothing but the deployed commit is carried`() throws {
    let fixture = try QueueFixture()
    let root = fixture.commit("root", ["data/a": "1"])
    let side = fixture.commit("side", on: nil, parents: [root], ["data/a": "2"])
    let merge = fixture.commit("merge", parents: [root, side], ["data/a": "2"])
    let queue = try fixture.queue(item, fixture.record(item, deployed: side))
    #expect(try fixture.rows(queue) == [Row(merge, .carried)])
    #expect(queue.changes.isEmpty)
  }

  @Test func `reachability decides where git hides the oldest merge`() throws {
    let fixture = try QueueFixture()
    let root = fixture.commit("root", ["data/a": "1"])
    let middle = fixture.commit("middle", ["data/a": "2"])
    let side = fixture.commit("side", on: nil, parents: [root], ["data/b": "1"])
    let merge = fixture.commit("merge", parents: [middle, side], ["data/b": "1"])
    let deployed = fixture.commit("deployed", on: "old", parents: [middle], ["other": "1"])
    let queue = try fixture.queue(item, fixture.record(item, deployed: deployed))
    #expect(try fixture.rows(queue) == [Row(merge, .queued)])
    // The first parent is uninteresting and not an end of the range, so git looks at the second
    // alone, which it does not compare with.
    let range = try "\(fixture.id(deployed))..\(fixture.id(merge))"
    let oracle = GitOracle(fixture.fixture)
    #expect(try oracle.entries(range, item.paths).isEmpty)
    let same = try "\(fixture.id(middle))..\(fixture.id(merge))"
    #expect(try oracle.entries(same, item.paths) == [fixture.id(merge)])
  }

  @Test func `dates of any order change nothing`() throws {
    let fixture = try QueueFixture()
    let start = fixture.builder.clock
    let root = fixture.commit("root", at: start, ["data/a": "1"])
    let deployed = fixture.commit("deployed", at: start - 86_400 * 400, ["data/a": "2"])
    let side = fixture.commit(
      "side", on: nil, parents: [root], at: start + 86_400 * 400, ["data/b": "1"])
    let merge = fixture.commit(
      "merge", parents: [deployed, side], at: start - 86_400 * 800, ["data/b": "1"])
    let last = fixture.commit("last", at: 1_000_000_000, ["data/a": "3"])
    let record = try fixture.record(item, deployed: deployed)
    let queue = try fixture.queue(item, record, commits: true)
    #expect(try fixture.rows(queue) == [Row(last, .queued), Row(merge, .queued)])
    #expect(try queue.entries?.map(\.commits) == [[fixture.id(last)], [fixture.id(side)]])
  }
}
