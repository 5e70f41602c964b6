import Configuration
import Domain
import Fixtures
import Testing

@testable import Targets

/// Which object of a system is ours: the one of the recorded ID, then the one of the key.
@Suite struct RestIdentityTests {
  private let bench: RestBench
  private static let place = "triggers/t.yaml"
  private static let text = "name: Greet\npriority: 3\n"
  init() throws { bench = try RestBench() }

  private func read(_ files: [String: String] = [place: text]) throws -> [GitPath: LiveReading] {
    try bench.read(bench.writer(), files)
  }

  private func form(_ text: String) throws -> FileVersion {
    try bench.writer().identity(of: bench.file(text), at: GitPath(Self.place)) { Array(text.utf8) }
  }

  @Test func `an object whose ID nobody recorded is found by its key`() throws {
    bench.desk.put("triggers", ["name": "Other", "priority": 3, "active": true])
    bench.desk.put("triggers", ["name": "Greet", "priority": 3, "active": true])
    #expect(try read() == [GitPath(Self.place): .object(try form(Self.text))])
  }

  @Test func `an object of a recorded ID is ours whatever its key`() throws {
    try bench.bring([Self.place: Self.text])
    let id = try #require(bench.desk.id("triggers", "Greet"))
    bench.desk.change("triggers", id, ["name": "Hello"])
    bench.desk.put("triggers", ["name": "Greet", "priority": 9, "active": true])
    #expect(
      try read() == [GitPath(Self.place): .object(try form("name: Hello\npriority: 3\n"))])
  }

  @Test func `an object of ours is nobody else's, whatever its key`() throws {
    try bench.bring([Self.place: Self.text])
    #expect(try read(["triggers/other.yaml": Self.text]) == [:])
  }

  @Test func `more than one object of a key is told with their IDs`() throws {
    bench.desk.allowRepeatedNames()
    let first = bench.desk.put("triggers", ["name": "Greet", "active": true])
    let second = bench.desk.put("triggers", ["name": "Greet", "active": true])
    let reason = try #require(try read()[GitPath(Self.place)]?.reason)
    #expect(reason == "is there 2 times: triggers \(first), \(second)")
  }

  @Test func `one of two objects of a key is ours by its recorded ID`() throws {
    bench.desk.allowRepeatedNames()
    try bench.bring([Self.place: Self.text])
    bench.desk.put("triggers", ["name": "Greet", "priority": 9, "active": true])
    #expect(try read() == [GitPath(Self.place): .object(try form(Self.text))])
  }

  @Test func `an object that was made anew under another ID is found by its key`() throws {
    try bench.bring([Self.place: Self.text])
    bench.desk.remove("triggers", try #require(bench.desk.id("triggers", "Greet")))
    let id = bench.desk.put("triggers", ["name": "Greet", "priority": 3, "active": true])
    #expect(try read() == [GitPath(Self.place): .object(try form(Self.text))])
    #expect(
      try bench.bring([Self.place: "name: Greet\npriority: 4\n"]) == [Self.place: .done])
    #expect(bench.recordedIDs[GitPath(Self.place)] == "\(id)")
    #expect(bench.desk.objects("triggers").count == 1)
  }

  @Test func `an object that is gone is absent`() throws {
    try bench.bring([Self.place: Self.text])
    bench.desk.remove("triggers", try #require(bench.desk.id("triggers", "Greet")))
    #expect(try read() == [:])
  }

  @Test func `a deactivated object of our key that nobody recorded is told`() throws {
    let id = bench.desk.put("triggers", ["name": "Greet", "active": false])
    let reason = try #require(try read()[GitPath(Self.place)]?.reason)
    #expect(reason == "is there, deactivated, and nobody recorded it: triggers \(id)")
  }

  @Test func `an ID that another object got is another object, and it is not written to`() throws {
    try bench.bring([Self.place: Self.text])
    let id = try #require(bench.desk.id("triggers", "Greet"))
    let writer = bench.writer()
    let live = try bench.read(writer, [Self.place: Self.text])
    bench.desk.put("triggers", ["name": "Foreign", "priority": 1, "active": true], id: id)
    let write = ObjectWrite(
      path: GitPath(Self.place),
      action: .put(bench.object(Self.place, "name: Greet\npriority: 4\n")),
      expected: live[GitPath(Self.place)]?.object, remoteID: "\(id)")
    bench.desk.forgetEntries()
    #expect(
      writer.write([write], mayContinue: {})
        == [.failed("\(Self.place) was changed since the plan")])
    #expect(bench.desk.writes == [])
    #expect(try read() == [GitPath(Self.place): .object(try form("name: Foreign\npriority: 1\n"))])
  }

  @Test func `places, names and references that cannot be`() throws {
    let writer = bench.writer()
    let objects = [
      bench.object("other/a.yaml", "name: A\n"), bench.object("groups/a.yaml", "email: x\n"),
      bench.object("groups/b.yaml", "name: B\n"), bench.object("groups/c.yaml", "name: B\n"),
      bench.object("triggers/r.yaml", "name: R\ngroup: 'Group: None'\n"),
      bench.object("triggers/s.yaml", "name: S\ngroup: 'Group: B'\n"),
      bench.object("triggers/u.yaml", "name: U\ncolour: red\n"),
      bench.object("triggers/w.yaml", "name: W\nname: X\n"),
    ]
    let refusals = try writer.refusals(writing: objects, all: [])
    #expect(
      refusals.mapValues { $0.prefix(34) }.reduce(into: [:]) { $0[$1.key.text] = String($1.value) }
        == [
          "other/a.yaml": "no kind of the description has its",
          "groups/a.yaml": "it has no `name`, by which it is k",
          "groups/b.yaml": "it has the `name` of groups/c.yaml",
          "groups/c.yaml": "it has the `name` of groups/b.yaml",
          "triggers/r.yaml": "it refers to `None` of groups, whi",
          "triggers/u.yaml": "colour is not a field that the des",
          "triggers/w.yaml": "it cannot be read as YAML or JSON ",
        ])
  }

  @Test func `a reference to one of several objects of a name is refused`() throws {
    bench.desk.allowRepeatedNames()
    for _ in 0..<2 { bench.desk.put("groups", ["name": "Twin"]) }
    let object = bench.object(Self.place, "name: T\ngroup: 'Group: Twin'\n")
    let refusals = try bench.writer().refusals(writing: [object], all: [])
    #expect(
      refusals[object.path] == "it refers to `Twin` of groups, of which there are 2")
  }
}
