import Domain
import Fixtures
import Queueing
import Testing

struct HeldAndUndoneTests {
  private let item = Item(paths: "data")

  @Test func `a held entry before the deployed commit still appears`() throws {
    let fixture = try QueueFixture()
    let root = fixture.commit("root", ["data/a": "1", "data/b": "1", "data/c": "1"])
    let held = fixture.commit("held", ["data/a": "2"])
    let deployed = fixture.commit("deployed", ["data/b": "2"])
    let later = fixture.commit("later", ["data/c": "2"])
    let other = fixture.commit("other content", on: "other", parents: [root], ["data/b": "2"])
    let record = try fixture.record(item, deployed: deployed, content: other, held: [held])
    let queue = try fixture.queue(item, record)
    #expect(try fixture.rows(queue) == [Row(later, .queued), Row(held, .held)])
    #expect(queue.changes.map(\.path) == ["data/a", "data/c"].map { GitPath($0) })
  }

  @Test func `undone entries at and before the deployed commit appear, newest first`() throws {
    let fixture = try QueueFixture()
    let root = fixture.commit("root", ["data/a": "1", "data/b": "1"])
    let first = fixture.commit("first", ["data/a": "2"])
    let deployed = fixture.commit("deployed", ["data/b": "2"])
    let record = try fixture.record(
      item, deployed: deployed, content: root, undone: [first, deployed])
    let queue = try fixture.queue(item, record)
    #expect(try fixture.rows(queue) == [Row(deployed, .queued), Row(first, .queued)])
    #expect(queue.entries?.map(\.paths) == [[GitPath("data/b")], [GitPath("data/a")]])
    #expect(queue.changes.count == 2)
  }

  @Test func `an undone merge is not carried because its branch is in the deployed commit`() throws
  {
    let fixture = try QueueFixture()
    let root = fixture.commit("root", ["data/a": "1"])
    let work = fixture.commit("work", on: nil, parents: [root], ["data/a": "2"])
    let merge = fixture.commit("merge", parents: [root, work], ["data/a": "2"])
    let beside = fixture.commit("beside", on: nil, parents: [merge, work], ["other": "1"])
    fixture.commit("later", parents: [merge, beside], ["data/a": "3", "other": "1"])
    for deployed in [merge, beside] {
      let record = try fixture.record(item, deployed: deployed, content: root, undone: [merge])
      let rows = try fixture.rows(fixture.queue(item, record))
      #expect(rows.map(\.status) == [.queued, .queued], "\(rows)")
    }
  }

  @Test func `an entry that is undone and held is there once`() throws {
    let fixture = try QueueFixture()
    let root = fixture.commit("root", ["data/a": "1"])
    let entry = fixture.commit("entry", ["data/a": "2"])
    let record = try fixture.record(
      item, deployed: entry, content: root, held: [entry], undone: [entry])
    #expect(try fixture.rows(fixture.queue(item, record)) == [Row(entry, .held)])
  }

  @Test func `an undone entry that left the line keeps its place at the end and its commits`()
    throws
  {
    let fixture = try QueueFixture()
    let root = fixture.commit("root", ["data/a": "1", "data/b": "1"])
    let work = fixture.commit("work", on: nil, parents: [root], ["data/a": "2"])
    let more = fixture.commit("more", on: nil, parents: [work], ["other": "2"])
    let lost = fixture.commit("lost", on: "old", parents: [root, more], ["data/a": "2"])
    let later = fixture.commit("later", ["data/b": "2"])
    let record = try fixture.record(item, deployed: root, undone: [lost])
    let queue = try fixture.queue(item, record, commits: true)
    #expect(try fixture.rows(queue).map(\.mark) == [later, lost])
    #expect(try queue.entries?.last?.commits == [fixture.id(work)])
  }

  @Test func `an undone entry that is gone leaves the entries untold and the changes exact`() throws
  {
    let fixture = try QueueFixture()
    let root = fixture.commit("root", ["data/a": "1"])
    fixture.commit("later", ["data/a": "2"])
    var record = try fixture.record(item, deployed: root)
    record.undone = [try #require(ObjectID(hex: String(repeating: "d", count: 40)))]
    let queue = try fixture.queue(item, record)
    #expect(queue.entries == nil)
    #expect(queue.why?.contains("dddddddddd") == true)
    #expect(queue.changes.map(\.kind) == [.modified])
  }
}
