import Domain
import Fixtures
import Queueing
import Testing

struct CarriedTests {
  private let item = Item(paths: "data")

  @Test func `what is recorded ahead of the deployed commit is carried`() throws {
    let fixture = try QueueFixture()
    let root = fixture.commit("root", ["data/a": "1", "data/b": "1"])
    let taken = fixture.commit("taken", ["data/a": "2"])
    let waiting = fixture.commit("waiting", ["data/b": "2"])
    let record = try fixture.record(item, deployed: root, content: taken)
    let queue = try fixture.queue(item, record)
    #expect(try fixture.rows(queue) == [Row(waiting, .queued), Row(taken, .carried)])
    #expect(queue.changes.map(\.path) == [GitPath("data/b")])
    #expect(queue.cancelledPaths.isEmpty)
  }

  @Test func `what an exception took is carried although its file changed again`() throws {
    let fixture = try QueueFixture()
    let root = fixture.commit("root", ["data/a": "1"])
    let taken = fixture.commit("taken", ["data/a": "2"])
    let later = fixture.commit("later", ["data/a": "3"])
    let record = try fixture.record(item, deployed: root, content: taken, carried: [taken])
    let queue = try fixture.queue(item, record)
    #expect(try fixture.rows(queue) == [Row(later, .queued), Row(taken, .carried)])
    #expect(queue.changes.count == 1)
  }

  @Test func `without the ledger's word such a group is queued`() throws {
    let fixture = try QueueFixture()
    let root = fixture.commit("root", ["data/a": "1"])
    let taken = fixture.commit("taken", ["data/a": "2"])
    let later = fixture.commit("later", ["data/a": "3"])
    let queue = try fixture.queue(
      item, fixture.record(item, deployed: root, content: taken))
    #expect(try fixture.rows(queue) == [Row(later, .queued), Row(taken, .queued)])
  }

  @Test func `held goes before carried`() throws {
    let fixture = try QueueFixture()
    let root = fixture.commit("root", ["data/a": "1"])
    let both = fixture.commit("both", ["data/a": "2"])
    let record = try fixture.record(
      item, deployed: root, content: both, carried: [both], held: [both])
    #expect(try fixture.rows(fixture.queue(item, record)) == [Row(both, .held)])
  }

  @Test func `a carried change that was reverted is queued, since the target has it`() throws {
    let fixture = try QueueFixture()
    let root = fixture.commit("root", ["data/a": "1"])
    let taken = fixture.commit("taken", ["data/a": "2"])
    let revert = fixture.commit("revert", ["data/a": "1"])
    let record = try fixture.record(item, deployed: root, content: taken, carried: [taken])
    let queue = try fixture.queue(item, record)
    #expect(try fixture.rows(queue) == [Row(revert, .queued), Row(taken, .carried)])
    #expect(queue.changes.map(\.kind) == [.modified])
  }

  @Test func `a definition that an exception took is carried too`() throws {
    let fixture = try QueueFixture()
    let root = fixture.commit("root", ["data/a": "1", "deploysync.yaml": .definition("data")])
    let change = fixture.commit("change", ["deploysync.yaml": .definition("data, more")])
    let item = Item(paths: "data", "more")
    let record = try fixture.record(item, deployed: root, carried: [change])
    #expect(try fixture.rows(fixture.queue(item, record)) == [Row(change, .carried)])
  }
}

extension FixtureFile {
  /// A configuration with the item `data` of these paths.
  static func definition(_ paths: String, more: String = "", name: String = "data") -> FixtureFile {
    .text(
      """
      version: 1
      items:
        \(name):
          paths: [\(paths)]
          targets: [production]
      \(more)
      """)
  }
}
