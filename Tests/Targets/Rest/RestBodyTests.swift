import Configuration
import Differences
import Testing

@testable import Targets

/// What requests carry of an object.
@Suite struct RestBodyTests {
  private static let fields = """
    on: { type: boolean, "true": "yes", "false": "no" }
    size: { type: number, "null": "" }
    title: { type: text, at: attributes.title, sendAt: changes.title }
    mail: { type: text, at: attributes.mail, sendAt: changes.mail }
    group: { type: reference, kind: groups, as: "Group: {}" }
    type: { type: text, immutable: true }
    seen: { type: number, readOnly: true }
    rows:
      type: list
      key: [name, kind]
      elements: { type: map, fields: { name: text, kind: text, size: { type: number, sendAt: length } } }
    """

  /// The body of an update as JSON; `nothing` where there is none.
  private func update(
    _ update: String, from old: String, to new: String
  ) throws -> String {
    let kind = try DescribedKind(Self.fields, update: update)
    let request = try #require(kind.kind.updates.first)
    let body = try kind.body.body(
      request, kind.file("name: n\n" + new), after: kind.file("name: n\n" + old),
      resolving: DescribedKind.resolve)
    return body.map { String(decoding: JSONForm.bytes(of: $0), as: UTF8.self) } ?? "nothing"
  }

  private func create(_ file: String) throws -> String {
    let kind = try DescribedKind(Self.fields)
    let request = try #require(kind.kind.create)
    let body = try kind.body.body(
      request, kind.file("name: n\n" + file), after: nil, resolving: DescribedKind.resolve)
    return String(decoding: JSONForm.bytes(of: try #require(body)), as: UTF8.self)
  }

  @Test func `a new object has what its file says, as the system spells it`() throws {
    #expect(try create("") == #"{"name":"n"}"#)
    #expect(
      try create(
        "on: true\nsize: \"3.0\"\ntitle: t\nmail: m\ngroup: \"Group: g7\"\ntype: x\nseen: 4")
        == #"{"name":"n","on":"yes","size":3,"changes":{"title":"t","mail":"m"},"group":7,"type":"x"}"#
    )
    #expect(
      try create("rows: [{ name: a, kind: A, size: 1 }]")
        == #"{"name":"n","rows":[{"name":"a","kind":"A","length":1}]}"#)
  }

  @Test func `a change carries all fields but the immutable and the read-only ones`() throws {
    #expect(
      try update("\"/a/{id}\"", from: "on: true\nsize: 3\ntype: x", to: "on: false\ntype: y")
        == #"{"name":"n","on":"no","size":"","changes":{"title":null,"mail":null},"group":null,"rows":null}"#
    )
    #expect(try update("\"/a/{id}\"", from: "on: true", to: "on: true\nseen: 4") == "nothing")
    #expect(try update("\"/a/{id}\"", from: "type: x", to: "type: y") == "nothing")
  }

  @Test func `only what differs, only some fields, and what goes with them`() throws {
    let changed = "{ path: /a, changed: true, also: { why: [1], by: us }, body: object }"
    #expect(
      try update(changed, from: "on: true\nsize: 3\nmail: m", to: "on: true\nmail: k")
        == #"{"object":{"by":"us","why":[1],"size":"","changes":{"mail":"k"}}}"#)
    #expect(try update(changed, from: "size: 3.0", to: "size: \"3\"") == "nothing")
    let some = "{ path: /a, fields: [on, size] }"
    #expect(try update(some, from: "on: true", to: "on: false") == #"{"on":"no","size":""}"#)
    #expect(try update(some, from: "mail: a", to: "mail: b") == "nothing")
  }

  @Test func `elements of a list one by one, those that go first`() throws {
    let elements = """
      { path: /a, fields: [rows], elements: { field: rows, set: { op: SET }, remove: { op: DEL } } }
      """
    #expect(
      try update(
        elements,
        from: "rows: [{ name: a, kind: A, size: 1 }, { name: b, kind: A }, { name: c, kind: A }]",
        to: "rows: [{ name: a, kind: CNAME }, { name: b, kind: A, size: 2 }, { name: c, kind: A }]")
        == #"{"rows":[{"name":"a","kind":"A","op":"DEL"},{"name":"a","kind":"CNAME","length":null,"op":"SET"},{"name":"b","kind":"A","length":2,"op":"SET"}]}"#
    )
    #expect(
      try update(elements, from: "rows: [{ name: a, kind: A }]", to: "rows: [{ name: a, kind: A }]")
        == "nothing")
    #expect(
      try update(elements, from: "rows: [{ name: a, kind: A }]", to: "")
        == #"{"rows":[{"name":"a","kind":"A","op":"DEL"}]}"#)
  }

  @Test func `a reference that leads nowhere is told, and nothing is sent`() throws {
    #expect(throws: RestBody.Unresolved(kind: "groups", key: "g1", count: 0)) {
      try create("group: \"Group: g1\"")
    }
    #expect(
      RestBody.Unresolved(kind: "groups", key: "g1", count: 2).clause.contains("there are 2"))
  }

  @Test func `a request without fields sends what goes with it, or no body`() throws {
    let kind = try DescribedKind("f: text", update: "{ path: /a, body: data, also: { on: false } }")
    let request = try #require(kind.kind.updates.first)
    let body = try #require(kind.body.body(of: request))
    #expect(String(decoding: JSONForm.bytes(of: body), as: UTF8.self) == #"{"data":{"on":false}}"#)
    #expect(kind.body.body(of: try #require(kind.kind.create)) == nil)
  }
}
