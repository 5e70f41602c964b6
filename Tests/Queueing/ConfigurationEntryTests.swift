import Domain
import Fixtures
import Queueing
import Testing

struct ConfigurationEntryTests {
  private static let file = "deploysync.yaml"

  /// The entries after the first of these configurations was deployed, told by their messages.
  private func entries(
    _ item: Item = Item(paths: "data"), _ versions: FixtureFile?...
  ) throws -> [String] {
    let fixture = try QueueFixture()
    let first = try #require(versions.first)
    let deployed = fixture.commit("0", ["data/a": "1", Self.file: first])
    for (number, version) in versions.enumerated().dropFirst() {
      fixture.commit("\(number)", [Self.file: version])
    }
    let queue = try fixture.queue(item, fixture.record(item, deployed: deployed))
    return try #require(queue.entries).map { "\($0.subject) \($0.status)" }
  }

  @Test func `changed paths are an entry`() throws {
    #expect(
      try entries(.init(paths: "data"), .definition("data"), .definition("data, more")) == [
        "1 configuration"
      ])
  }

  @Test func `a changed root or order is an entry`() throws {
    let root = FixtureFile.definition("data", more: "    root: data")
    let other = "  other: { paths: [other], targets: [production] }"
    #expect(try entries(.init(paths: "data"), .definition("data"), root) == ["1 configuration"])
    #expect(
      try entries(
        .init(paths: "data"), .definition("data", more: other),
        .definition("data", more: "    after: [other]\n\(other)")) == ["1 configuration"])
  }

  @Test func `a changed type, target or comment is none`() throws {
    let comment = FixtureFile.definition("data", more: "# nothing")
    let target = FixtureFile.text(
      """
      version: 1
      items:
        data: { paths: [data], targets: { production: { deployment: ad-hoc }, sandbox: {} } }
      """)
    #expect(try entries(.init(paths: "data"), .definition("data"), comment, target) == [])
  }

  @Test func `a newly added item has none`() throws {
    let added = FixtureFile.definition(
      "data", more: "  new: { paths: [new], targets: [production] }")
    #expect(try entries(.init("new", paths: "new"), .definition("data"), added) == [])
  }

  @Test func `the definition of another item is none`() throws {
    let other = "  other: { paths: [other], targets: [production] }"
    let changed = "  other: { paths: [changed], targets: [production] }"
    #expect(
      try entries(
        .init(paths: "data"), .definition("data", more: other), .definition("data", more: changed))
        == [])
  }

  @Test func `a commit whose configuration cannot be read is passed over`() throws {
    #expect(
      try entries(.init(paths: "data"), .definition("data"), "version: [", .definition("data"))
        == [])
    #expect(
      try entries(
        .init(paths: "data"), .definition("data"), "version: [", .definition("more"), "items")
        == ["2 configuration"])
  }

  @Test func `a commit in which the item is broken is passed over`() throws {
    let broken = FixtureFile.definition(
      "/data", more: "  ok: { paths: [ok], targets: [production] }")
    #expect(
      try entries(
        .init(paths: "data"), .definition("data"), broken, .definition("data"))
        == [])
    #expect(
      try entries(
        .init(paths: "data"), .definition("data"), broken, .definition("more"))
        == ["2 configuration"])
  }

  @Test func `a configuration that was away for a while defines its items anew`() throws {
    #expect(
      try entries(.init(paths: "data"), .definition("data"), nil, .definition("more")) == [])
  }

  @Test func `a renamed item is followed to its old name`() throws {
    #expect(
      try entries(
        .init("data", paths: "data"), .definition("data", name: "old"),
        .definition("data, more", name: "old"),
        .definition("data, more", more: "    was: old"),
        .definition("most", more: "    was: old"))
        == ["3 configuration", "1 configuration"])
  }

  @Test func `a commit that changes definition and content is an ordinary entry`() throws {
    let fixture = try QueueFixture()
    let item = Item(paths: "data")
    let deployed = fixture.commit("root", ["data/a": "1", Self.file: .definition("data")])
    let both = fixture.commit("both", ["data/a": "2", Self.file: .definition("data, more")])
    let queue = try fixture.queue(item, fixture.record(item, deployed: deployed))
    #expect(try fixture.rows(queue) == [Row(both, .queued)])
  }

  @Test func `what was defined before the deployed commit is no entry`() throws {
    let fixture = try QueueFixture()
    let item = Item(paths: "data")
    fixture.commit("root", ["data/a": "1", Self.file: .definition("data")])
    let deployed = fixture.commit("definition", [Self.file: .definition("data, more")])
    fixture.commit("other", ["other": "1"])
    let queue = try fixture.queue(item, fixture.record(item, deployed: deployed))
    #expect(try fixture.rows(queue).isEmpty)
  }
}
