import Configuration
import Domain
import Testing

/// The rules of `targets.yaml`.
@Suite struct TargetsFileTests {
  static func read(_ yaml: String) throws -> TargetsFile {
    try TargetsFile.read(Array(yaml.utf8), file: "t")
  }

  @Test func `a folder is a target`() throws {
    let file = try Self.read(
      """
      targets:
        sandbox: { kind: directory, path: /srv/sandbox }
        live: { path: "/srv/with space", kind: directory }
      """)
    #expect(
      file
        == TargetsFile(targets: [
          "sandbox": .init(name: "sandbox", kind: .directory(path: "/srv/sandbox")),
          "live": .init(name: "live", kind: .directory(path: "/srv/with space")),
        ]))
  }

  @Test func `a target can say where deactivated objects go`() throws {
    let file = try Self.read(
      "targets: { a: { kind: directory, path: /a, inactive: switched/off } }")
    #expect(file.targets["a"]?.inactive == GitPath("switched/off"))
    #expect(
      try Self.read("targets: { a: { kind: directory, path: /a } }").targets["a"]?.inactive == nil)
  }

  @Test(arguments: [("true", 5), ("false", nil), ("3", 3), ("1000", 1000)] as [(String, Int?)])
  func `a target can keep releases`(_ value: String, _ kept: Int?) throws {
    let file = try Self.read(
      "targets: { a: { kind: directory, path: /a, releases: \(value), key: title } }")
    #expect(file.targets["a"]?.releases == kept)
    #expect(file.targets["a"]?.key == "title")
    #expect(file.broken.isEmpty)
  }

  @Test(arguments: ["0", "1001", "yes", "-1", "[1]"])
  func `their number is one`(_ value: String) throws {
    let file = try Self.read(
      "targets: { a: { kind: directory, path: /a, releases: \(value) } }")
    #expect(file.targets.isEmpty)
    #expect(file.broken["a"]?.first?.text.contains("the number of old releases to keep") == true)
  }

  @Test(arguments: [
    ("/off", "expected a folder of the target, such as `inactive`, found `/off`"),
    ("off/../on", "the folder `off/../on` holds `..`"),
    (".", "expected a folder of the target, such as `inactive`, found `.`"),
    ("o*", "expected a folder of the target, such as `inactive`, found `o*`"),
    ("[off]", "expected a folder of the target, such as `inactive`, found a list"),
  ]) func `that folder is one of the target`(_ value: String, _ text: String) throws {
    let file = try Self.read(
      "targets: { a: { kind: directory, path: /a, inactive: \(value) } }")
    #expect(file.targets.isEmpty)
    #expect(file.broken["a"]?.map(\.text) == ["t:1:54: error: \(text)"])
  }

  @Test func `a file without targets is one`() throws {
    #expect(try Self.read("targets:\n") == TargetsFile())
  }

  @Test(arguments: [
    (
      "{ kind: folder, path: /a }",
      "1:23: error: expected `directory`, `rest`, `command`, `git` or `ssh`, found `folder`"
    ),
    (
      "{ kind: Directory, path: /a }",
      "1:23: error: expected `directory`, `rest`, `command`, `git` or `ssh`, found `Directory`, did you mean `directory`?"
    ),
    ("{ kind: directory }", "1:12: error: expected `path` in the target `a`"),
    ("{ path: /a }", "1:12: error: expected `kind` in the target `a`"),
    (
      "{ kind: directory, path: srv/a }",
      "1:40: error: expected an absolute path, such as `/srv/live`, found `srv/a`"
    ),
    (
      "{ kind: directory, path: ~/a }",
      "1:40: error: expected an absolute path, such as `/srv/live`, found `~/a`"
    ),
    (
      "{ kind: directory, path: }",
      "1:40: error: expected an absolute path, such as `/srv/live`, found nothing"
    ),
    (
      "{ kind: directory, path: \"/a\\nb\" }",
      "1:40: error: expected a path without invisible characters, found `/a\\u{a}b`"
    ),
    (
      "{ kind: directory, path: /a, pth: /b }",
      "1:44: error: unknown key `pth`, did you mean `path`?"
    ),
    (
      "{ kind: directory, path: /a, path: /b }",
      "1:44: error: duplicate key `path`, first in line 1"
    ),
    (
      "/srv/a",
      "1:15: error: expected a target such as `{ kind: directory, path: /srv/live }`, "
        + "found `/srv/a`"
    ),
    (
      "",
      "1:15: error: expected a target such as `{ kind: directory, path: /srv/live }`, "
        + "found nothing"
    ),
  ]) func `a broken target disables itself alone`(_ target: String, _ text: String) throws {
    let file = try Self.read(
      "targets: { a: \(target), b: { kind: directory, path: /b } }")
    #expect(Array(file.targets.keys) == ["b"])
    #expect(Array(file.broken.keys) == ["a"])
    #expect(file.broken["a"]?.map(\.text) == ["t:" + text])
    #expect(file.broken["a"]?.map(\.item) == ["a"])
  }

  @Test func `what is missing at the end of the file is missing there`() throws {
    let file = try Self.read("targets:\n  ? a")
    #expect(
      file.broken["a"]?.map(\.text) == [
        "t:2:6: error: expected a target such as `{ kind: directory, path: /srv/live }`, "
          + "found nothing"
      ])
  }

  @Test func `a name that cannot be a folder of the ledger is no target`() throws {
    let file = try Self.read("targets: { a/b: { kind: directory, path: /b } }")
    #expect(file.targets.isEmpty)
    #expect(file.broken["a/b"]?.map(\.text) == ["t:1:12: error: the target name `a/b` holds `/`"])
  }

  @Test(
    arguments: [
      ("", ["1:1: error: expected `targets`, found an empty file"]),
      ("[]", ["1:1: error: expected a mapping with `targets`, found a list"]),
      ("{}", ["1:1: error: expected `targets`"]),
      ("targets: [a]", ["1:10: error: expected a mapping of targets, found a list"]),
      (
        "target: {}",
        [
          "1:1: error: expected `targets`",
          "1:1: error: unknown key `target`, did you mean `targets`?",
        ]
      ),
      (
        "targets: { a: {}, a: {} }",
        [
          "1:15: error: expected a target such as `{ kind: directory, path: /srv/live }`, found a "
            + "mapping",
          "1:19: error: duplicate key `a`, first in line 1",
        ]
      ),
      (
        "targets: {",
        [
          "1:11: error: not readable as YAML: did not find expected node content while "
            + "parsing a flow node"
        ]
      ),
    ] as [(String, [String])]) func `an error outside of targets refuses the file`(
      _ yaml: String, _ texts: [String]
    ) throws
  {
    let error = try #require(throws: ConfigurationError.self) { try Self.read(yaml) }
    #expect(Set(error.problems.map(\.text)) == Set(texts.map { "t:" + $0 }))
  }
}
