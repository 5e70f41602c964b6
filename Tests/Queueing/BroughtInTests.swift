import Domain
import Fixtures
import Queueing
import Testing

/// What `commits` of an entry names.
struct BroughtInTests {
  private let item = Item(paths: "data")

  private func commits(_ fixture: QueueFixture, deployed: Mark?) throws -> [[ObjectID]?] {
    let record = try deployed.map { try fixture.record(item, deployed: $0) }
    return try #require(fixture.queue(item, record, commits: true).entries).map(\.commits)
  }

  @Test func `nobody who did not ask gets them`() throws {
    let fixture = try QueueFixture()
    fixture.commit("root", ["data/a": "1"])
    #expect(try fixture.queue(item, nil).entries?.map(\.commits) == [nil])
  }

  @Test func `a plain entry and a root bring in themselves`() throws {
    let fixture = try QueueFixture()
    let root = fixture.commit("root", ["data/a": "1"])
    let change = fixture.commit("change", ["data/a": "2"])
    #expect(
      try commits(fixture, deployed: nil) == [[fixture.id(change)], [fixture.id(root)]])
  }

  @Test func `a change and its revert inside a merge are both named, newest first`() throws {
    let fixture = try QueueFixture()
    let root = fixture.commit("root", ["data/a": "1"])
    let change = fixture.commit("change", on: nil, parents: [root], ["data/a": "2"])
    let elsewhere = fixture.commit("elsewhere", on: nil, parents: [change], ["other": "1"])
    let revert = fixture.commit("revert", on: nil, parents: [elsewhere], ["data/a": "1"])
    let kept = fixture.commit("kept", on: nil, parents: [revert], ["data/b": "1"])
    fixture.commit("merge", parents: [root, kept], ["data/b": "1"])
    #expect(
      try commits(fixture, deployed: root) == [fixture.ids([kept, revert, change])])
  }

  @Test func `what came with an earlier merge is not named again`() throws {
    let fixture = try QueueFixture()
    let root = fixture.commit("root", ["data/a": "1"])
    let first = fixture.commit("first", on: nil, parents: [root], ["data/b": "1"])
    let second = fixture.commit("second", on: nil, parents: [first], ["data/c": "1"])
    let one = fixture.commit("merge one", parents: [root, first], ["data/b": "1"])
    fixture.commit("merge two", parents: [one, second], ["data/c": "1"])
    #expect(
      try commits(fixture, deployed: root) == [fixture.ids([second]), fixture.ids([first])])
  }

  @Test func `an octopus brings in all its branches and another root`() throws {
    let fixture = try QueueFixture()
    let root = fixture.commit("root", ["data/a": "1"])
    let left = fixture.commit("left", on: nil, parents: [root], ["data/b": "1"])
    let right = fixture.commit("right", on: nil, parents: [root], ["data/c": "1"])
    let other = fixture.commit("other root", on: nil, parents: [], ["data/d": "1"])
    fixture.commit(
      "octopus", parents: [root, left, right, other],
      ["data/b": "1", "data/c": "1", "data/d": "1"])
    #expect(
      try commits(fixture, deployed: root) == [fixture.ids([other, right, left])])
  }

  @Test func `an evil merge of nothing else names no commit`() throws {
    let fixture = try QueueFixture()
    let root = fixture.commit("root", ["data/a": "1"])
    let side = fixture.commit("side", on: nil, parents: [root], ["other": "1"])
    fixture.commit("evil", parents: [root, side], ["other": "1", "data/a": "2"])
    #expect(try commits(fixture, deployed: root) == [[]])
  }
}
