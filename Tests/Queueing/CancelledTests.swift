import Domain
import Fixtures
import Queueing
import Testing

struct CancelledTests {
  private let item = Item(paths: "data")

  @Test func `a change and its revert are cancelled`() throws {
    let fixture = try QueueFixture()
    let root = fixture.commit("root", ["data/a": "1", "data/b": "1"])
    let change = fixture.commit("change", ["data/a": "2"])
    let revert = fixture.commit("revert", ["data/a": "1"])
    let queue = try fixture.queue(item, fixture.record(item, deployed: root))
    #expect(try fixture.rows(queue) == [Row(revert, .cancelled), Row(change, .cancelled)])
    #expect(queue.changes.isEmpty)
    #expect(queue.cancelledPaths == [GitPath("data/a")])
  }

  @Test func `entries that share a path with others are one group, and so on`() throws {
    let fixture = try QueueFixture()
    let root = fixture.commit("root", ["data/a": "1", "data/b": "1", "data/c": "1", "data/d": "1"])
    let first = fixture.commit("first", ["data/a": "2", "data/b": "2"])
    let second = fixture.commit("second", ["data/b": "3", "data/c": "3"])
    let alone = fixture.commit("alone", ["data/d": "2"])
    let revert = fixture.commit("revert", ["data/a": "1", "data/b": "1", "data/c": "1"])
    let queue = try fixture.queue(item, fixture.record(item, deployed: root))
    #expect(
      try fixture.rows(queue) == [
        Row(revert, .cancelled), Row(alone, .queued), Row(second, .cancelled),
        Row(first, .cancelled),
      ])
    #expect(queue.cancelledPaths == Set(["data/a", "data/b", "data/c"].map { GitPath($0) }))
  }

  @Test func `a group of which one path still differs is queued as a whole`() throws {
    let fixture = try QueueFixture()
    let root = fixture.commit("root", ["data/a": "1", "data/b": "1", "data/c": "1"])
    let first = fixture.commit("first", ["data/a": "2", "data/b": "2"])
    let second = fixture.commit("second", ["data/b": "3", "data/c": "3"])
    let revert = fixture.commit("revert", ["data/a": "1", "data/b": "1"])
    let queue = try fixture.queue(item, fixture.record(item, deployed: root))
    #expect(
      try fixture.rows(queue) == [Row(revert, .queued), Row(second, .queued), Row(first, .queued)])
    #expect(queue.changes.map(\.path) == [GitPath("data/c")])
    #expect(queue.cancelledPaths.isEmpty)
  }

  @Test func `a new file that was deleted again is cancelled where nothing was deployed`() throws {
    let fixture = try QueueFixture()
    let root = fixture.commit("root", ["data/a": "1"])
    let added = fixture.commit("added", ["data/b": "1"])
    let deleted = fixture.commit("deleted", ["data/b": nil])
    let queue = try fixture.queue(item, nil)
    #expect(
      try fixture.rows(queue) == [
        Row(deleted, .cancelled), Row(added, .cancelled), Row(root, .queued),
      ])
  }

  @Test func `a change and its revert inside one merge are no entry at all`() throws {
    let fixture = try QueueFixture()
    let root = fixture.commit("root", ["data/a": "1"])
    let change = fixture.commit("change", on: nil, parents: [root], ["data/a": "2"])
    let revert = fixture.commit("revert", on: nil, parents: [change], ["data/a": "1"])
    fixture.commit("merge", parents: [root, revert])
    let queue = try fixture.queue(item, fixture.record(item, deployed: root))
    #expect(try fixture.rows(queue).isEmpty && queue.changes.isEmpty)
  }

  @Test func `a held half of a cancelled pair stays held`() throws {
    let fixture = try QueueFixture()
    let root = fixture.commit("root", ["data/a": "1"])
    let change = fixture.commit("change", ["data/a": "2"])
    let revert = fixture.commit("revert", ["data/a": "1"])
    let record = try fixture.record(item, deployed: root, held: [change])
    let queue = try fixture.queue(item, record)
    #expect(try fixture.rows(queue) == [Row(revert, .cancelled), Row(change, .held)])
  }
}
