import Domain
import Fixtures
import Queueing
import Testing

struct NeverDeployedTests {
  private let item = Item(paths: "data")

  @Test func `the whole history is queued where the ledger says nothing`() throws {
    let fixture = try QueueFixture()
    let root = fixture.commit("root", ["data/a": "1"])
    fixture.commit("other", ["other": "1"])
    let last = fixture.commit("last", ["data/b": "1"])
    let queue = try fixture.queue(item, nil)
    #expect(try fixture.rows(queue) == [Row(last, .queued), Row(root, .queued)])
    #expect(queue.changes.map(\.kind) == [.added, .added])
    #expect(!queue.isRewritten && queue.why == nil)
  }

  @Test func `so it is where only objects were recorded and no commit`() throws {
    let fixture = try QueueFixture()
    let root = fixture.commit("root", ["data/a": "1"])
    let last = fixture.commit("last", ["data/b": "1"])
    let record = try fixture.record(item, deployed: nil, content: root)
    let queue = try fixture.queue(item, record)
    #expect(try fixture.rows(queue) == [Row(last, .queued), Row(root, .cancelled)])
    #expect(queue.changes.map(\.path) == [GitPath("data/b")])
  }

  @Test func `an item whose paths match nothing has an empty queue`() throws {
    let fixture = try QueueFixture()
    fixture.commit("root", ["data/a": "1"])
    let queue = try fixture.queue(Item(paths: "missing", "none/*.yaml"), nil)
    #expect(try fixture.rows(queue).isEmpty)
    #expect(queue.changes.isEmpty && queue.content == .emptyTree)
  }

  @Test func `nothing is queued where head is deployed`() throws {
    let fixture = try QueueFixture()
    let root = fixture.commit("root", ["data/a": "1"])
    let queue = try fixture.queue(item, fixture.record(item, deployed: root))
    #expect(try fixture.rows(queue).isEmpty && queue.changes.isEmpty && queue.notes.isEmpty)
  }
}
