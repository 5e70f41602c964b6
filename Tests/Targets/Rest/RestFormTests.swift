import Configuration
import Testing

@testable import Targets

/// Files and what a system says of its objects are brought into one form.
@Suite struct RestFormTests {
  private static let fields = """
    on: { type: boolean, default: true }
    hidden: { type: boolean, "true": false, "false": true, at: shown }
    flag: { type: boolean, "true": "2", "false": "1" }
    size: { type: number, default: 3 }
    count: number
    note: { type: text, trim: true, default: "" }
    body: text
    tags: { type: list, elements: text, unordered: true, default: [] }
    steps: { type: list, elements: text }
    group: { type: reference, kind: groups, as: "Group: {}" }
    owners: { type: list, elements: { type: reference, kind: groups }, unordered: true }
    seen: { type: number, readOnly: true }
    token: { type: text, secret: true }
    extra: any
    rows:
      type: list
      unordered: true
      key: [name, kind]
      without: { kind: SOA }
      elements: { type: map, fields: { name: text, kind: text, size: { type: number, default: 1 } } }
    """
  private let kind: DescribedKind
  init() throws { kind = try DescribedKind(Self.fields) }

  @Test(arguments: [
    ("on: true", #""on": "true""#), ("on: true", #""on": 1"#), ("on: \"TRUE\"", #""on": true"#),
    ("on: false", #""on": "0""#), ("", #""on": true"#), ("on: null", #""on": null"#),
    ("hidden: true", #""shown": false"#), ("hidden: false", #""shown": true"#),
    ("flag: true", #""flag": 2"#), ("flag: false", #""flag": "1""#),
    ("size: 3", #""size": "3""#), ("size: \"3\"", #""size": 3.0"#), ("size: 3.0", ""),
    ("size: 03.10", #""size": 3.1"#), ("size: -0.0", #""size": 0"#), ("size: +7", #""size": 7"#),
    ("count: 100", #""count": "100.00""#), ("count: ~", ""), ("", #""count": null"#),
    ("note: \" a\\n\"", #""note": "a""#), ("note: |\n  a\n  b\n", #""note": "a\r\nb\r\n""#),
    ("note: \"\"", #""note": null"#), ("note: \" \"", ""), ("", #""note": "  ""#),
    ("body: 12", #""body": "12""#), ("body: yes", #""body": "yes""#),
    ("body: 2026-12-01", #""body": "2026-12-01""#), ("body: \"a\\r\\nb\"", #""body": "a\nb""#),
    ("body: \" a\"", #""body": " a""#), ("body: true", #""body": true"#),
    ("tags: [b, a]", #""tags": ["a", "b"]"#), ("tags: []", ""), ("", #""tags": []"#),
    ("tags: [1, true]", #""tags": ["true", "1"]"#), ("steps: [a, b]", #""steps": ["a", "b"]"#),
    ("group: \"Group: g7\"", #""group": 7"#), ("group: \"Group: g7\"", #""group": {"id": "7"}"#),
    ("group: \"Group: g7\"", #""group": "7""#), ("", #""group": 0"#), ("", #""group": """#),
    ("group: \"Group: #5\"", #""group": 5"#), ("owners: [g9, g8]", #""owners": [8, 9]"#),
    ("seen: 4", #""seen": 9"#),
    ("extra: { b: 1, a: [x, null] }", #""extra": {"a": ["x", null], "b": 1}"#),
    ("extra: 2026-12-01", #""extra": "2026-12-01""#),
    (
      "rows: [{ name: b, kind: A }, { kind: A, name: a, size: \"1\" }]",
      #""rows": [{"name": "a", "kind": "A"}, {"name": "z", "kind": "SOA"}, {"kind": "A", "name": "b", "size": 1, "seen": 4}]"#
    ),
  ]) func `the same`(_ file: String, _ live: String) throws {
    let ours = try kind.file("name: n\n" + file)
    let theirs = try kind.live(#"{"name": "n""# + (live.isEmpty ? "" : ", ") + live + "}")
    #expect(ours == theirs)
    #expect(RestFile.bytes(of: ours) == RestFile.bytes(of: theirs))
  }

  @Test(arguments: [
    ("on: true", #""on": false"#), ("on: false", ""), ("hidden: true", #""shown": true"#),
    ("size: 3", #""size": 30"#), ("size: 3", #""size": "3x""#), ("count: 0", #""count": null"#),
    ("body: a", #""body": "a ""#), ("body: \"\"", ""), ("steps: [a, b]", #""steps": ["b", "a"]"#),
    ("tags: [a, a]", #""tags": ["a"]"#), ("group: \"Group: g7\"", #""group": 8"#),
    ("extra: 1", #""extra": "1""#), ("extra: [a, b]", #""extra": ["b", "a"]"#),
    ("rows: [{ name: a, kind: A }]", #""rows": [{"name": "a", "kind": "A", "size": 2}]"#),
  ]) func `not the same`(_ file: String, _ live: String) throws {
    let ours = try kind.file("name: n\n" + file)
    let theirs = try kind.live(#"{"name": "n""# + (live.isEmpty ? "" : ", ") + live + "}")
    #expect(RestFile.version(of: ours) != RestFile.version(of: theirs))
  }

  @Test(arguments: [
    ("[a]", "it is no mapping of fields"),
    ("name: n\nnoet: x", "noet is not a field that the description knows, did you mean note?"),
    ("name: [n]", "name is no text"),
    ("on: perhaps", "on is neither true nor false"),
    ("size: 3 apples", "size is no number"),
    ("size: 0x10", "size is no number"),
    ("group: g7", "group is not of the form `Group: {}`"),
    ("group: \"Group: \"", "group is not of the form `Group: {}`"),
    ("tags: a", "tags is no list"),
    ("tags: [[a]]", "tags is no text"),
    ("rows: [x]", "rows is no mapping"),
    ("rows: [{ name: a, kind: A, colour: red }]", "rows.colour is not a field"),
    ("rows: [{ name: a, kind: SOA }]", "rows has an element that is the system's own"),
    ("rows: [{ name: a, kind: A }, { name: a, kind: A, size: 2 }]", "rows has a A twice"),
  ]) func `what is no object`(_ file: String, _ clause: String) throws {
    let flaw = try #require(try kind.flaw(file))
    #expect(flaw.hasPrefix(clause), "\(flaw)")
  }

  @Test func `a former key may stand in a file, and counts for nothing`() throws {
    #expect(try kind.file("name: n\nprevious_name: m") == kind.file("name: n"))
  }

  @Test func `what cannot be read is taken to be what is recorded`() throws {
    let secrets = ContentMap([("token", .text("s"))])
    #expect(
      try kind.live(#"{"name": "n", "token": "***"}"#, secrets: secrets)["token"] == .text("s"))
    #expect(try kind.live(#"{"name": "n", "token": "***"}"#)["token"] == .null)
    #expect(try kind.file("name: n\ntoken: s")["token"] == .text("s"))
  }

  @Test func `a value of the wrong kind in the system stays what it is, and is a difference`()
    throws
  {
    let live = try kind.live(#"{"name": "n", "tags": "a", "on": "perhaps", "rows": [1]}"#)
    #expect(live["tags"] == .text("a") && live["on"] == .text("perhaps"))
    #expect(live["rows"] != (try kind.file("name: n"))["rows"])
  }
}
