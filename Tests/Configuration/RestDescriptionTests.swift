import Domain
import Testing

@testable import Configuration

/// The description of a system with a REST interface, where nothing is wrong with it.
@Suite struct RestDescriptionTests {
  private static let full = """
    version: 1
    name: Help desk
    authentication: header X-API-Key
    headers: { X-Origin: "{origin}" }
    limits: { requestsPerMinute: 600, concurrency: 8 }
    etag: true
    retryConflicts: true
    messages: [error.title, .]
    kinds:
      groups:
        key: name
        fields: { name: text }
        list: { path: /groups, query: { all: "1" }, items: data.items, id: "@id", whole: true }
        read: "/groups/{id}"
      triggers:
        files: "triggers/*.yaml"
        key: title
        rename: false
        fields:
          title: { type: text, trim: true, at: attributes.title, sendAt: title }
          isActive: { type: boolean, "true": 1, "false": 0, default: true }
          priority: { type: number, "null": "" }
          group: { type: reference, kind: groups, as: "Group: {}" }
          owner: { type: text, readOnly: true }
          type: { type: text, immutable: true }
          token: { type: text, secret: true }
          extra: any
          rows:
            type: list
            unordered: true
            key: [name]
            without: { type: SOA }
            elements: { type: map, fields: { name: text, size: number } }
        list:
          path: /triggers
          page: { number: page, first: 0, last: pages }
          total: total
        read: { path: "/triggers/{id}", body: data, id: data.id }
        create: { path: /triggers, id: id, body: trigger, also: { source: [1, x] } }
        update:
          - { method: PATCH, path: "/triggers/{id}", fields: [rows],
              elements: { field: rows, set: { op: SET }, remove: { op: DELETE } } }
          - { path: "/triggers/{id}", fields: [title], changed: true, query: { id: "{id}" } }
        delete: "/triggers/{id}"
        deactivate:
          state: attributes.status
          off: [off, retired]
          turnOff: { method: POST, path: "/triggers/{id}/off" }
          turnOn: { path: "/triggers/{id}/on", also: { why: null } }
    """

  private func read(_ yaml: String) throws -> RestDescription {
    try RestDescription.read(Array(yaml.utf8), file: "f")
  }

  @Test func `everything that a description can say of a system`() throws {
    let own = try read(Self.full)
    #expect(own.name == "Help desk")
    #expect(own.authentication == .header("X-API-Key"))
    #expect(own.headers == ["X-Origin": "{origin}"])
    #expect(own.requestsPerMinute == 600)
    #expect(own.concurrency == 8)
    #expect(own.hasEntityTags && own.retriesConflicts)
    #expect(own.messages == [ValueRoute(["error", "title"]), ValueRoute([])])
    #expect(own.kinds.map(\.name) == ["groups", "triggers"])
  }

  @Test func `a kind that is only referred to, and its list`() throws {
    let groups = try #require(try read(Self.full).kinds.first)
    #expect(groups.files == nil && groups.create == nil && groups.updates.isEmpty)
    #expect(groups.canRename)
    #expect(groups.list.query == ["all": "1"])
    #expect(groups.list.items == ValueRoute(["data", "items"]))
    #expect(groups.list.id == ValueRoute(["@id"]))
    #expect(groups.list.isWhole && groups.list.paging == .none)
    #expect(groups.read.method == "GET" && groups.read.path == "/groups/{id}")
  }

  @Test func `the fields of a kind`() throws {
    let kind = try #require(try read(Self.full).kinds.last)
    let fields = Dictionary(uniqueKeysWithValues: kind.fields.map { ($0.name, $0) })
    #expect(!kind.canRename)
    #expect(kind.files == PathPattern("triggers/*.yaml"))
    #expect(kind.references == ["groups"])
    #expect(fields["title"]?.shape == .text(isTrimmed: true))
    #expect(fields["title"]?.route == ValueRoute(["attributes", "title"]))
    #expect(fields["title"]?.sentRoute == ValueRoute(["title"]))
    #expect(fields["isActive"]?.shape == .boolean(on: .literal("1"), off: .literal("0")))
    #expect(fields["isActive"]?.usual == .literal("true"))
    #expect(fields["priority"]?.shape == .number && fields["priority"]?.sentNull == .text(""))
    #expect(fields["priority"]?.usual == nil)
    #expect(fields["group"]?.shape == .reference(kind: "groups", form: "Group: {}"))
    #expect(fields["owner"]?.isReadOnly == true && fields["type"]?.isImmutable == true)
    #expect(fields["token"]?.isSecret == true && fields["title"]?.isSecret == false)
    #expect(fields["extra"]?.shape == .any)
    guard case .list(.fields(let inner), true, ["name"], let without)? = fields["rows"]?.shape
    else { return #expect(fields["rows"]?.shape == nil) }
    #expect(inner.map(\.name) == ["name", "size"] && without == ["type": .text("SOA")])
  }

  @Test func `the requests of a kind`() throws {
    let kind = try #require(try read(Self.full).kinds.last)
    #expect(
      kind.list.paging == .number(parameter: "page", first: 0, last: ValueRoute(["pages"])))
    #expect(kind.list.total == ValueRoute(["total"]) && !kind.list.isWhole)
    #expect(kind.read.body == ValueRoute(["data"]) && kind.read.id == ValueRoute(["data", "id"]))
    #expect(kind.create?.method == "POST" && kind.create?.body == ValueRoute(["trigger"]))
    #expect(kind.create?.also == ["source": .list([.literal("1"), .text("x")])])
    #expect(kind.updates.map(\.method) == ["PATCH", "PUT"])
    let elements = try #require(kind.updates.first?.elements)
    #expect(elements.field == "rows")
    #expect(elements.set == ["op": .text("SET")] && elements.remove == ["op": .text("DELETE")])
    #expect(kind.updates.last?.onlyChanged == true && kind.updates.last?.query == ["id": "{id}"])
    #expect(kind.delete?.method == "DELETE")
    #expect(kind.deactivation?.off == [.literal("off"), .text("retired")])
    #expect(kind.deactivation?.turnOff.method == "POST")
    #expect(kind.deactivation?.turnOn.also == ["why": .null])
  }

  @Test(arguments: [
    ("{}", RestDescription.Listing.Paging?.none),
    ("{ page: { link: next } }", .link(ValueRoute(["next"]))),
    (
      "{ page: { cursor: after, next: meta.next } }",
      .cursor(parameter: "after", next: ValueRoute(["meta", "next"]))
    ),
    ("{ page: { number: p } }", .number(parameter: "p", first: 1, last: nil)),
  ]) func `ways to page`(_ list: String, _ paging: RestDescription.Listing.Paging?) throws {
    let more = list == "{}" ? "" : ", " + list.dropFirst(2).dropLast(2)
    let own = try read(
      """
      version: 1
      name: x
      kinds: { a: { key: k, fields: { k: text }, list: { path: /a\(more) }, read: "/a/{id}" } }
      """)
    #expect(own.kinds.first?.list.paging == paging ?? RestDescription.Listing.Paging.none)
    #expect(own.authentication == .bearer && own.concurrency == 4 && !own.hasEntityTags)
    #expect(own.requestsPerMinute == nil)
  }

  @Test func `ways to values`() throws {
    let value = ContentValue.map(
      ContentMap([
        ("a", .list([.map(ContentMap([("n", .text("x")), ("v", .literal("1"))])), .text("y")]))
      ]))
    #expect(ValueRoute(["a", "1"]).value(in: value) == .text("y"))
    #expect(ValueRoute(["a", "n=x", "v"]).value(in: value) == .literal("1"))
    #expect(ValueRoute(["a", "n=z"]).value(in: value) == nil)
    #expect(ValueRoute(["a", "2"]).value(in: value) == nil)
    #expect(ValueRoute(["a", "b"]).value(in: value) == nil)
    #expect(ValueRoute([]).value(in: value) == value)
    #expect(ValueRoute(["b", "a"]).value(in: ValueRoute(["b"]).wrapping(value)) != nil)
  }
}
