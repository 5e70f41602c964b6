import Configuration
import Testing

@testable import Differences

/// How differences of values read.
struct ValueDifferenceTests {
  static func lines(_ old: String, _ new: String, _ name: String = "x.yaml") -> [String] {
    let difference = ContentDifference.between(
      Array(old.utf8), Array(new.utf8), name: name, secrets: SecretKeys())
    return difference.map { [$0.kind.rawValue] + $0.changes.map(\.text) } ?? []
  }

  static let cases: [(old: String, new: String, lines: [String])] = [
    ("a: 1\n", "a: 1\n", []),
    ("a: 1\n", "a: 2\n", ["values", "a: 1 -> 2"]),
    ("a: 1\n", "a: '1'\n", ["values", "a: 1 -> \"1\""]),
    ("a: on\n", "a: 'on'\n", ["values", "a: on -> \"on\""]),
    ("a: x\n", "a: 'x' # why\n", ["layout"]),
    ("a: 1\nb: 2\n", "b: 2\na: 1\n", ["layout"]),
    ("a: ~\n", "a:\n", ["layout"]),
    ("a: &x {b: 1}\nc: *x\n", "a: {b: 1}\nc: {b: 1}\n", ["layout"]),
    ("a: 1\n", "b: 1\n", ["values", "+ b: 1", "- a: 1"]),
    ("a: Old title\n", "a: New title\n", ["values", "a: Old title -> New title"]),
    ("a: {b: {c: x}}\n", "a: {b: {c: y}}\n", ["values", "a.b.c: x -> y"]),
    ("a.b: x\n", "a.b: y\n", ["values", "\"a.b\": x -> y"]),
    ("a: []\n", "a: {}\n", ["values", "a: [] -> {}"]),
    ("a\n", "b\n", ["values", "(the whole value): a -> b"]),
    ("t: [a, b, c]\n", "t: [a, c, d]\n", ["values", "- t[1]: b", "+ t[2]: d"]),
    ("t: [a, b]\n", "t: [a, x]\n", ["values", "t[1]: b -> x"]),
    (
      "c: [{field: status, value: open}, {field: tag, value: a}]\n",
      "c: [{field: tag, value: b}]\n",
      ["values", "- c[field=status]: {field: status, value: open}", "c[field=tag].value: a -> b"]
    ),
    (
      "c: [{field: tag, value: a}, {field: tag, value: b}]\n",
      "c: [{field: tag, value: a}, {field: tag, value: c}]\n", ["values", "c[1].value: b -> c"]
    ),
    ("a: 1\n  b: 2\n", "a: 1\n", ["text"]),
    ("a: 1\na: 2\n", "a: 1\n", ["text"]),
    ("a: !x 1\n", "a: 1\n", ["text"]),
    ("a: \"x\\0\"\n", "a: \"\0\"\n", ["binary"]),
    ("a: \"x\\u202ey\"\n", "a: z\n", ["values", "a: x\u{202e}y -> z"]),
  ]

  @Test(arguments: cases) func `differences are told by their place`(
    old: String, new: String, lines: [String]
  ) {
    #expect(Self.lines(old, new) == lines)
  }

  @Test func `of long texts the part that differs is shown`() {
    let long = String(repeating: "word ", count: 40)
    #expect(
      Self.lines("a: \(long)end\n", "a: \(long)END\n")
        == ["values", "a: …\"d word word end\" -> …\"d word word END\""])
    #expect(
      Self.lines("a: 1\n", "a: 1\nb: \(long)\n")
        == ["values", "+ b: \"\(String(long.prefix(60)))\"… (199 characters)"])
  }

  @Test func `JSON is read by its own rules`() {
    #expect(Self.lines("{\"a\":\"\\ud83d\\ude00\"}", "{\"a\": \"😀\"}\n", "x.json") == ["layout"])
    #expect(Self.lines("{\"a\":1.0}", "{\"a\":1}", "X.JSON") == ["values", "a: 1.0 -> 1"])
    for text in [
      "{\"a\":1,}", "{'a':1}", "{\"a\":01}", "{\"a\":1} x", "[\"\\ud83d\"]", "[1",
      "{\"a\":1,\"a\":2}",
    ] {
      #expect(Self.lines(text, "{}", "x.json") == ["text"], "\(text)")
    }
  }

  @Test func `a new or removed file tells its topmost keys`() {
    let bytes = Array("title: A\nactions: [1, 2]\n".utf8)
    let made = ContentDifference.between(nil, bytes, name: "a.yml", secrets: SecretKeys())
    #expect(made?.changes.map(\.text) == ["+ title: A", "+ actions: [1, 2]"])
    let gone = ContentDifference.between(bytes, nil, name: "a.yml", secrets: SecretKeys())
    #expect(gone?.changes.map(\.text) == ["- title: A", "- actions: [1, 2]"])
  }

  @Test func `what would be too much is compared as text`() {
    let bomb =
      "a: &a [x,x,x,x,x,x,x,x]\n"
      + (0..<9).map {
        "b\($0): &b\($0) [\(Array(repeating: $0 == 0 ? "*a" : "*b\($0 - 1)", count: 9).joined(separator: ","))]\n"
      }.joined()
    #expect(Self.lines(bomb, "a: 1\n") == ["text"])
    let deep = String(repeating: "[", count: 200) + String(repeating: "]", count: 200)
    #expect(Self.lines(deep, "[]", "x.yaml") == ["text"])
    #expect(Self.lines(deep, "[]", "x.json") == ["text"])
  }
}
