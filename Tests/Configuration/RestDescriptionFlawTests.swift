import Configuration
import Testing

/// What is wrong in the description of a system, each told at its place.
@Suite struct RestDescriptionFlawTests {
  /// The problems of a description, without the file's name.
  private func problems(_ yaml: String) -> [String] {
    do {
      _ = try RestDescription.read(Array(yaml.utf8), file: "f")
      return []
    } catch let error as ConfigurationError {
      return error.problems.map(Told.short)
    } catch {
      return ["\(error)"]
    }
  }

  /// Those of a kind `a` with the field `k` and these keys besides or instead.
  private func kind(_ changes: [String: String?]) -> [String] {
    var keys: [String: String] = [
      "key": "k", "fields": "{ k: text }", "list": "{ path: /a }", "read": "\"/a/{id}\"",
    ]
    for (key, value) in changes { keys[key] = value }
    let lines = keys.sorted { $0.key < $1.key }.map { "    \($0.key): \($0.value)\n" }.joined()
    return problems("version: 1\nname: x\nkinds:\n  a:\n\(lines)")
  }

  private func field(_ text: String) -> [String] { kind(["fields": "{ k: text, f: \(text) }"]) }

  private func has(_ problems: [String], _ text: String) -> Bool {
    problems.contains { $0.contains(text) }
  }

  @Test func `the smallest description has no problems`() {
    #expect(kind([:]) == [])
  }

  @Test(arguments: [
    ("", "expected `kinds`, found an empty file"),
    ("name: x\nkinds: {}\n", "expected `version: 1`"),
    ("version: 2\nname: x\nkinds: {}\n", "the only version there is"),
    ("version: 1\nkinds: {}\n", "expected `name`"),
    ("version: 1\nname: x\n", "expected `kinds`"),
    ("version: 1\nname: x\nkinds: {}\nkind: {}\n", "unknown key `kind`"),
    ("version: 1\nname: x\nkinds: {}\nauthentication: digest\n", "`basic`, `bearer`"),
    ("version: 1\nname: x\nkinds: {}\nauthentication: header\n", "`header NAME`"),
    ("version: 1\nname: x\nkinds: {}\nlimits: { concurrency: 65 }\n", "from `1` to `64`"),
    ("version: 1\nname: x\nkinds: {}\nlimits: { requestsPerMinute: 0 }\n", "requests a minute"),
    ("version: 1\nname: x\nkinds: {}\netag: yes\n", "`true` or `false`"),
    ("version: 1\nname: x\nkinds: {}\nheaders: { a: [] }\n", "expected a text"),
  ]) func `the whole`(_ yaml: String, _ problem: String) {
    #expect(has(problems(yaml), problem), "\(problems(yaml))")
  }

  @Test(arguments: ["key", "fields", "list", "read"])
  func `what a kind must have`(_ key: String) {
    #expect(has(kind([key: String?.none]), "expected `\(key)` in the kind `a`"))
  }

  @Test(arguments: [
    ("key", "other", "the key `other` is not one of the fields"),
    ("colour", "x", "unknown key `colour`"),
    ("files", "a/*.yaml", "a kind with `files` needs `create` and `update`"),
    ("files", "/a/*.yaml", "the path `/a/*.yaml`"),
    ("read", "a/{id}", "a path below the target's URL"),
    ("read", "\"//other.host/{id}\"", "a path below the target's URL"),
    ("read", "\"https://other.host/{id}\"", "a path below the target's URL"),
    ("read", "\"/a?id={id}\"", "a path below the target's URL"),
    ("read", "\"/a b\"", "a path below the target's URL"),
    ("read", "{ method: GET }", "expected `path`"),
    ("read", "{ path: /a, verb: GET }", "unknown key `verb`"),
    ("read", "{ path: /a, method: get }", "a method, such as `PUT`"),
    ("list", "{ items: a }", "expected `path`"),
    ("list", "{ path: /a, page: { size: 3 } }", "unknown key `size`"),
    ("list", "{ path: /a, page: { cursor: c } }", "`next` with a `cursor`"),
    ("list", "{ path: /a, page: { number: p, first: 2 } }", "`0` or `1`"),
    ("deactivate", "{ state: s, off: 0 }", "expected `turnOff`"),
    ("deactivate", "{ turnOff: /a, turnOn: /a, off: 0 }", "expected `state`"),
    ("deactivate", "{ turnOff: /a, turnOn: /a, state: s }", "expected `off`"),
    ("update", "{ path: /a, elements: { set: {} } }", "expected `field`"),
    ("update", "{ path: /a, fields: [kk] }", "`kk`, which a request of `a` names"),
    ("update", "[{ path: /a, elements: { field: rows } }]", "`rows`, which a request of `a`"),
  ]) func `a kind`(_ key: String, _ value: String, _ problem: String) {
    #expect(has(kind([key: value]), problem), "\(kind([key: value]))")
  }

  @Test func `an object that the list does not have needs no state`() {
    #expect(kind(["deactivate": "{ unlisted: true, turnOff: /a, turnOn: /a }"]) == [])
  }

  @Test(arguments: [
    ("string", "expected `text`, `number`"),
    ("{ default: x }", "expected `type` in the field `f`"),
    ("{ type: text, size: 3 }", "unknown key `size`"),
    ("{ type: reference }", "a reference needs the `kind`"),
    ("{ type: reference, kind: a, as: Group }", "`{}` once"),
    ("{ type: reference, kind: a, as: \"{}{}\" }", "`{}` once"),
    ("{ type: reference, kind: groups }", "refers to the kind `groups`, which is not described"),
    ("{ type: list, elements: { type: reference, kind: b } }", "the kind `b`, which is not"),
    ("{ type: map }", "a map needs its `fields`"),
    ("{ type: list, elements: { fields: {} } }", "expected a type"),
    ("{ type: text, secret: maybe }", "`true` or `false`"),
    (
      "{ type: map, fields: { a: { type: text, secret: true } } }",
      "`secret` is for the fields of an"
    ),
    (
      "{ type: map, fields: { a: { type: text, immutable: true } } }",
      "`immutable` is for the fields"
    ),
    (
      "{ type: list, elements: { type: map, fields: { a: { type: text, secret: true } } } }",
      "`secret` is for the fields of an object"
    ),
    ("{ type: list, elements: { type: text, secret: true } }", "`secret` is for fields, not for"),
    ("{ type: list, elements: { type: text, default: x } }", "`default` is for fields, not for"),
    ("{ type: number, default: many }", "the `default` to be a number"),
    ("{ type: boolean, default: maybe }", "the `default` to be `true` or `false`"),
    ("{ type: text, default: [a] }", "the `default` to be a text"),
    ("{ type: list, default: x }", "the `default` to be a list"),
    ("{ type: list, elements: number, default: [1, x] }", "every element is a number"),
    ("{ type: map, fields: { a: number }, default: { b: 1 } }", "a mapping without `b`"),
    ("{ type: map, fields: { a: number }, default: { a: x } }", "in which `a` is a number"),
    ("{ type: reference, kind: a, as: 'A: {}', default: B }", "of the form `A: {}`"),
  ]) func `a field`(_ text: String, _ problem: String) {
    #expect(has(field(text), problem), "\(field(text))")
  }

  @Test(arguments: [
    "{ type: number, default: -1.50 }", "{ type: boolean, true: Y, false: N, default: N }",
    "{ type: text, default: 12 }", "{ type: list, default: [] }",
    "{ type: any, default: { a: [] } }",
    "{ type: map, fields: { a: number }, default: { a: 1 } }", "{ type: number, default: null }",
    "{ type: reference, kind: a, as: 'A: {}', default: 'A: b' }",
  ]) func `a default that is a value of the field`(_ text: String) {
    #expect(field(text) == [])
  }

  @Test func `all problems are told at once, in the file's order`() {
    let told = problems(
      """
      version: 1
      name: x
      colour: red
      kinds:
        a: { key: k, fields: { k: string }, list: { path: /a }, read: a }
      """)
    #expect(told.count >= 3, "\(told)")
    let lines = told.compactMap { $0.split(separator: ":").first.flatMap { Int($0) } }
    #expect(lines == lines.sorted(), "\(told)")
  }
}
