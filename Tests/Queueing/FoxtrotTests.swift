import Domain
import Fixtures
import Queueing
import Testing

/// A branch that was fast-forwarded onto a commit which had merged it.
struct FoxtrotTests {
  private let item = Item(paths: "data")

  /// `main` with a deployed commit, and a side branch from before it.
  private func branches(side path: String) throws -> (QueueFixture, deployed: Mark, side: Mark) {
    let fixture = try QueueFixture()
    let root = fixture.commit("root", ["data/a": "1"])
    let deployed = fixture.commit("deployed", ["data/a": "2"])
    let side = fixture.commit("side", on: "side", parents: [root], [path: "side"])
    return (fixture, deployed, side)
  }

  @Test func `the merge that brings back what is deployed is carried`() throws {
    let (fixture, deployed, side) = try branches(side: "other/file")
    let merge = fixture.commit(
      "foxtrot", parents: [side, deployed], ["data/a": "2"])
    let queue = try fixture.queue(item, fixture.record(item, deployed: deployed))
    #expect(try fixture.rows(queue) == [Row(merge, .carried)])
    #expect(queue.changes.isEmpty && !queue.isRewritten)
    #expect(queue.notes.contains { $0.contains("not on the first-parent line") })
  }

  @Test func `it is carried beside what the other branch brought`() throws {
    let (fixture, deployed, side) = try branches(side: "data/b")
    let merge = fixture.commit("foxtrot", parents: [side, deployed], ["data/a": "2"])
    let queue = try fixture.queue(item, fixture.record(item, deployed: deployed))
    #expect(try fixture.rows(queue) == [Row(merge, .carried), Row(side, .queued)])
    #expect(queue.changes.map(\.path) == [GitPath("data/b")])
  }

  @Test func `it is carried although a later change of the same file is queued`() throws {
    let (fixture, deployed, side) = try branches(side: "data/b")
    let merge = fixture.commit("foxtrot", parents: [side, deployed], ["data/a": "2"])
    let later = fixture.commit("later", ["data/a": "3"])
    let queue = try fixture.queue(item, fixture.record(item, deployed: deployed))
    #expect(
      try fixture.rows(queue) == [Row(later, .queued), Row(merge, .carried), Row(side, .queued)])
  }

  @Test func `a merge that adds a change of its own is queued`() throws {
    let (fixture, deployed, side) = try branches(side: "other/file")
    let merge = fixture.commit("evil", parents: [side, deployed], ["data/a": "evil"])
    let queue = try fixture.queue(item, fixture.record(item, deployed: deployed))
    #expect(try fixture.rows(queue) == [Row(merge, .queued)])
  }

  @Test func `a merge that takes an older deployed version back is queued, not carried`() throws {
    let fixture = try QueueFixture()
    let old = fixture.commit("old", ["data/a": "1"])
    let deployed = fixture.commit("deployed", ["data/a": "2"])
    let merge = fixture.commit("theirs", parents: [deployed, old], ["data/a": "1"])
    let queue = try fixture.queue(item, fixture.record(item, deployed: deployed))
    #expect(try fixture.rows(queue) == [Row(merge, .queued)])
    #expect(queue.changes.map(\.kind) == [.modified])
  }

  @Test func `so it is although the file changed again since`() throws {
    let fixture = try QueueFixture()
    let old = fixture.commit("old", ["data/a": "1"])
    let deployed = fixture.commit("deployed", on: "old", parents: [old], ["data/a": "2"])
    let taken = fixture.commit("taken", ["data/a": "2"])
    let merge = fixture.commit("theirs", parents: [taken, old], ["data/a": "1"])
    let later = fixture.commit("later", ["data/a": "3"])
    for commit in [deployed, taken] {
      let queue = try fixture.queue(item, fixture.record(item, deployed: commit))
      #expect(try fixture.rows(queue).prefix(2) == [Row(later, .queued), Row(merge, .queued)])
    }
  }

  @Test func `what an earlier merge brought is not brought again`() throws {
    let fixture = try QueueFixture()
    let root = fixture.commit("root", ["data/a": "0"])
    let side = fixture.commit("side", on: nil, parents: [root], ["data/a": "1"])
    let deployed = fixture.commit("deployed", on: "old", parents: [side], ["data/a": "2"])
    let one = fixture.commit("one", parents: [root, side], ["data/a": "1"])
    let own = fixture.commit("own", ["data/a": "own"])
    let again = fixture.commit("again", parents: [own, side], ["data/a": "1"])
    let last = fixture.commit("last", ["data/a": "3"])
    let queue = try fixture.queue(item, fixture.record(item, deployed: deployed))
    #expect(
      try fixture.rows(queue) == [
        Row(last, .queued), Row(again, .queued), Row(own, .queued), Row(one, .carried),
      ])
  }

  @Test func `what the record lacks is queued although its commit is deployed`() throws {
    let (fixture, deployed, side) = try branches(side: "other/file")
    let merge = fixture.commit("foxtrot", parents: [side, deployed], ["data/a": "2"])
    let record = try fixture.record(item, deployed: deployed, content: side)
    let queue = try fixture.queue(item, record)
    #expect(try fixture.rows(queue) == [Row(merge, .queued)])
    #expect(queue.changes.count == 1)
  }
}
