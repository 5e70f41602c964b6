import Domain
import Fixtures
import Queueing
import Testing

struct RewrittenTests {
  private let item = Item(paths: "data")

  @Test func `where the deployed commit is gone entries are untold and changes exact`() throws {
    let fixture = try QueueFixture()
    let root = fixture.commit("root", ["data/a": "1", "data/b": "1"])
    fixture.commit("rewritten", ["data/a": "2"])
    var record = try fixture.record(item, deployed: root)
    record.commits["control"] = ObjectID(hex: String(repeating: "d", count: 40))
    let queue = try fixture.queue(item, record)
    #expect(queue.entries == nil && queue.isRewritten)
    #expect(queue.why?.contains("dddddddddd") == true)
    #expect(queue.changes.map(\.path) == [GitPath("data/a")])
    #expect(queue.changes.map(\.kind) == [.modified])
  }

  @Test func `one binding that cannot be told does not touch another`() throws {
    let fixture = try QueueFixture()
    let root = fixture.commit("root", ["data/a": "1"])
    let later = fixture.commit("later", ["data/a": "2"])
    let whole = try fixture.record(item, deployed: root)
    var gone = whole
    gone.commits["control"] = ObjectID(hex: String(repeating: "d", count: 40))
    let queues = try fixture.queues([(item, gone), (item, whole)])
    #expect(queues[0].entries == nil)
    #expect(try fixture.rows(queues[1]) == [Row(later, .queued)])
  }

  @Test func `head that lacks the deployed commit is rewritten, and entries are still told`() throws
  {
    let fixture = try QueueFixture()
    let root = fixture.commit("root", ["data/a": "1"])
    let deployed = fixture.commit("deployed", on: "old", parents: [root], ["data/a": "2"])
    let other = fixture.commit("other", ["data/a": "3"])
    let queue = try fixture.queue(item, fixture.record(item, deployed: deployed))
    #expect(queue.isRewritten)
    #expect(try fixture.rows(queue) == [Row(other, .queued)])
    #expect(queue.notes.contains { $0.contains("no longer contains") })
  }

  @Test func `head before the deployed commit is rewritten without entries`() throws {
    let fixture = try QueueFixture()
    let root = fixture.commit("root", ["data/a": "1"])
    let deployed = fixture.commit("deployed", ["data/a": "2"])
    let record = try fixture.record(item, deployed: deployed)
    let queue = try fixture.queue(item, record, head: root)
    #expect(queue.isRewritten)
    #expect(try fixture.rows(queue).isEmpty)
    #expect(queue.changes.map(\.kind) == [.modified])
  }

  @Test func `histories without a common commit are told whole`() throws {
    let fixture = try QueueFixture()
    let deployed = fixture.commit("deployed", on: "old", parents: [], ["data/a": "1"])
    let root = fixture.commit("new root", parents: [], ["data/a": "2"])
    let queue = try fixture.queue(item, fixture.record(item, deployed: deployed))
    #expect(queue.isRewritten)
    #expect(try fixture.rows(queue) == [Row(root, .queued)])
  }
}
