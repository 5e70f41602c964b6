import Domain
import Fixtures
import Testing

@testable import Targets

/// Objects of a system are brought, changed, turned off and removed, and each is read back.
@Suite struct RestWritingTests {
  private let bench: RestBench
  init() throws { bench = try RestBench() }

  private static let files: [String: String?] = [
    "groups/b.yaml": "name: Billing\n",
    "triggers/t.yaml": "name: Greet\npriority: \"3\"\ngroup: 'Group: Billing'\ntags: [b, a]\n",
    "macros/m.yaml": "name: Close\ntext: Done\n",
  ]

  @Test func `what refers to another object of the same run comes behind it`() throws {
    let outcomes = try bench.bring(Self.files)
    #expect(outcomes.values.allSatisfy { $0 == .done }, "\(outcomes)")
    let group = try #require(bench.desk.id("groups", "Billing"))
    #expect(try bench.fields("triggers", "Greet")["group"] == .number(group))
    #expect(try bench.fields("triggers", "Greet")["priority"] == 3)
    #expect(bench.recordedIDs[GitPath("groups/b.yaml")] == "\(group)")
    #expect(bench.desk.writes.map(\.status) == [201, 201, 201])
  }

  @Test func `reading back finds the same object, and nothing is to do`() throws {
    try bench.bring(Self.files)
    bench.desk.forgetEntries()
    let reader = RestReader(bench.system())
    reader.use(bench.known)
    let live = try bench.read(reader, Self.files.compactMapValues { $0 })
    for (place, text) in Self.files {
      let text = try #require(text)
      let own = try reader.identity(of: bench.file(text), at: GitPath(place)) { Array(text.utf8) }
      #expect(live[GitPath(place)] == .object(own), "\(place)")
      let bytes = try reader.content(of: own, at: GitPath(place), like: Array(text.utf8))
      #expect(bytes == Array(text.utf8), "\(place)")
    }
    #expect(bench.desk.writes == [])
  }

  @Test func `an unchanged object costs no write`() throws {
    try bench.bring(Self.files)
    bench.desk.forgetEntries()
    let outcomes = try bench.bring(Self.files)
    #expect(outcomes.values.allSatisfy { $0 == .done }, "\(outcomes)")
    #expect(bench.desk.writes == [])
  }

  @Test func `a change carries what differs and names the version that it changes`() throws {
    try bench.bring(Self.files)
    bench.desk.forgetEntries()
    let text = "name: Greet\npriority: 4\ngroup: 'Group: Billing'\ntags: [a, b]\n"
    #expect(try bench.bring(["triggers/t.yaml": text]) == ["triggers/t.yaml": .done])
    #expect(bench.desk.writes.map(\.body) == [#"{"priority":4}"#])
  }

  @Test func `a secret that alone differs is sent`() throws {
    try bench.bring(["triggers/t.yaml": "name: Greet\ntoken: one\n"])
    #expect(try bench.fields("triggers", "Greet")["token"] == "one")
    #expect(
      try bench.bring(["triggers/t.yaml": "name: Greet\ntoken: two\n"])
        == ["triggers/t.yaml": .done])
    #expect(try bench.fields("triggers", "Greet")["token"] == "two")
    bench.desk.forgetEntries()
    try bench.bring(["triggers/t.yaml": "name: Greet\ntoken: two\n"])
    #expect(bench.desk.writes == [])
  }

  @Test func `a renamed object and one that refers to it by its new name`() throws {
    try bench.bring(Self.files)
    let id = try #require(bench.desk.id("groups", "Billing"))
    let outcomes = try bench.bring([
      "groups/b.yaml": "name: Payments\n", "groups/new.yaml": "name: Sales\n",
      "triggers/t.yaml": "name: Greet\npriority: 5\ngroup: 'Group: Payments'\ntags: [a, b]\n",
      "triggers/u.yaml": "name: Thank\ngroup: 'Group: Payments'\n",
      "triggers/v.yaml": "name: Sell\ngroup: 'Group: Sales'\n",
    ])
    #expect(outcomes.values.allSatisfy { $0 == .done }, "\(outcomes)")
    #expect(bench.desk.id("groups", "Payments") == id)
    #expect(try bench.fields("triggers", "Thank")["group"] == .number(id))
  }

  @Test(arguments: ["triggers", "macros"])
  func `turned off, and on again with another content`(_ kind: String) throws {
    try bench.bring(Self.files)
    let (place, name) =
      kind == "triggers" ? ("triggers/t.yaml", "Greet") : ("macros/m.yaml", "Close")
    let active = GitPath(place)
    let inactive = DeactivatedPlaces.other(active)
    let id = try #require(bench.desk.id(kind, name))
    let text = try #require(Self.files[place] ?? nil)
    for (from, to) in [(active, inactive), (inactive, active)] {
      let writer = bench.writer()
      let live = try bench.read(writer, [from.text: text, to.text: text])
      #expect(live[to] == nil)
      let expected = try #require(live[from]?.object)
      let write = ObjectWrite(
        path: to, action: .put(bench.object(to.text, text)), expected: expected, movedFrom: from,
        remoteID: writer.remoteID(of: from))
      #expect(
        bench.record([write], writer.write([write], mayContinue: {}), writer) == [to.text: .done])
      #expect(bench.recordedIDs[to] == "\(id)" && bench.recordedIDs[from] == nil)
      let object = try #require(bench.desk.objects(kind)[id])
      #expect((object.isRetired || object.fields["active"] == false) == (to == inactive))
    }
  }

  @Test(arguments: ["groups/b.yaml", "triggers/t.yaml", "macros/m.yaml"])
  func `removed for good`(_ place: String) throws {
    try bench.bring(Self.files)
    #expect(try bench.bring([place: nil]) == [place: .done])
    let kind = place.split(separator: "/").first.map(String.init) ?? ""
    #expect(bench.desk.objects(kind).isEmpty)
    #expect(bench.recordedIDs[GitPath(place)] == nil)
  }

  @Test func `what refers to an object that failed is left out, with the reason`() throws {
    bench.desk.goWrong { request in
      request.method == "POST" && request.target == "/groups" && request.body.contains("Bad")
        ? .answer("422 Unprocessable", body: #"{"error":"not this one"}"#) : nil
    }
    let outcomes = try bench.bring([
      "groups/a.yaml": "name: Bad\n", "groups/b.yaml": "name: Good\n",
      "triggers/t.yaml": "name: One\ngroup: 'Group: Bad'\n",
      "triggers/u.yaml": "name: Two\ngroup: 'Group: Good'\n",
    ])
    let failed = try #require(outcomes["groups/a.yaml"]?.sentence)
    #expect(failed.contains("not this one") && failed.contains("422"), "\(failed)")
    #expect(outcomes["groups/b.yaml"] == .done && outcomes["triggers/u.yaml"] == .done)
    #expect(
      outcomes["triggers/t.yaml"]
        == .skipped(
          "triggers/t.yaml was not written: it refers to `Bad` of groups, which is not there"))
  }

  @Test func `a run that may not go on writes no more`() throws {
    let writer = bench.writer()
    _ = try bench.read(writer, ["groups/b.yaml": "name: Billing\n"])
    struct Stop: Error {}
    let write = ObjectWrite.put(bench.object("groups/b.yaml", "name: Billing\n"), expected: nil)
    let outcomes = writer.write([write]) { throw Stop() }
    guard case .skipped? = outcomes.first else { return #expect(outcomes == []) }
    #expect(bench.desk.writes == [])
  }
}
