import Configuration
import Domain
import Testing

/// Rules inside an item: an error there disables that item alone.
@Suite struct ItemRuleTests {
  @Test(arguments: [
    (
      "paths: [a]\ntargets: [t]\nafter: [othr]",
      "6:13: error: the item `othr` in `after` is not in "
        + "this file, did you mean `other`?"
    ),
    (
      "paths: [a]\ntargets: [t]\nafter: other",
      "6:12: error: expected a list of items, found "
        + "`other`, did you mean `[other]`?"
    ),
    (
      "paths: [a]\ntargets: [t]\nafter: [other, other]",
      "6:20: error: the item `other` is named twice, first in line 6"
    ),
    ("paths: [a]\ntargets: [t]\nafter: [x]", "6:13: error: the item `x` cannot be after itself"),
    (
      "paths: [a]\ntargets: [t]\nafter: [[x]]",
      "6:13: error: expected the name of an item, found a list"
    ),
    (
      "paths: [a]\ntargets: [t]\nwas: other",
      "6:10: error: expected a name that no item has any "
        + "more, found the item of line 7, `other`"
    ),
    (
      "paths: [a]\ntargets: [t]\nwas: x",
      "6:10: error: expected a name that no item has any more, "
        + "found the item of line 3, `x`"
    ),
    ("paths: [a]\ntargets: [t]\nwas: a/b", "6:10: error: the item name `a/b` holds `/`"),
    (
      "paths: [a]\ntargets: [t]\nwas:",
      "6:9: error: expected the name that the item had before, found nothing"
    ),
    (
      "paths: [a]\ntargets: [t]\nworkflow: [a]",
      "6:15: error: expected a text or a link, found a list"
    ),
    (
      "paths: [a]\ntargets: [t]\nworkflow: \"a\\e[1m\"",
      "6:15: error: expected a text or a link, found `a\\u{1b}[1m`"
    ),
    ("paths: [a]\ntargets: [t]\npath: b", "6:5: error: unknown key `path`, did you mean `paths`?"),
    ("paths: [a]\ntargets: [t]\npaths: [b]", "6:5: error: duplicate key `paths`, first in line 4"),
    ("targets: [t]", "3:3: error: expected `paths` in the item `x`"),
    (
      "paths: [a]\ntargets: live",
      "5:14: error: expected a list or a mapping of targets, found "
        + "`live`, did you mean `[live]`?"
    ),
    ("paths: [a]\ntargets: [a@b]", "5:15: error: the target name `a@b` holds `@`"),
    ("paths: [a]\ntargets: [~]", "5:15: error: expected the name of a target, found nothing"),
    ("paths: [a]\ntargets: { .a: }", "5:16: error: the target name `.a` starts with `.`"),
    ("paths: [a]\ntargets: { t: , t: }", "5:21: error: duplicate key `t`, first in line 5"),
  ]) func `keys and their values`(_ lines: String, _ text: String) throws {
    let told = try Told.item(lines)
    let configuration = try #require(told.configuration)
    #expect(told.texts == [text])
    #expect(configuration.broken.map(\.name) == ["x"])
    #expect(configuration.broken.flatMap(\.problems).allSatisfy { $0.item == "x" })
    #expect(configuration.items.map(\.name) == ["other"])
  }

  @Test(arguments: [
    ("a/b", "holds `/`"), ("a@b", "holds `@`"), ("a b", "holds white space"),
    ("a\\tb", "holds white space"), ("a\\u3000b", "holds white space"),
    ("a\\x01b", "holds an invisible character"), ("a\\u202eb", "holds an invisible character"),
    (".hidden", "starts with `.`"), (".git", "starts with `.`"), ("-x", "starts with `-`"),
    (String(repeating: "é", count: 51), "has more than 100 bytes"),
  ]) func `names become folders and parts of ITEM@TARGET`(_ name: String, _ flaw: String) throws {
    let told = try Told(
      "version: 1\nitems:\n  \"\(name)\": { paths: [a], targets: [t] }\n  b: { paths: [b] }\n")
    let shown = name.replacing("\\t", with: "\\u{9}").replacing("\\u3000", with: "\u{3000}")
      .replacing("\\x01", with: "\\u{1}").replacing("\\u202e", with: "\\u{202e}")
    #expect(
      told.texts == [
        "3:3: error: the item name `\(shown)` \(flaw)",
        "4:3: warning: the item `b` has no `targets`, so it is deployed nowhere",
      ])
    #expect(told.configuration?.items.map(\.name) == ["b"])
  }

  @Test(arguments: ["ticket-fields", "a.b", "ä", "42", "~", "on", "100%", "a:b", "日本"])
  func `any other name is one`(_ name: String) throws {
    let told = try Told("version: 1\nitems: { \"\(name)\": { paths: [a], targets: [t] } }")
    #expect(told.texts == [])
    #expect(told.configuration?.items.map(\.name) == [name])
  }

  @Test func `an item without a name is broken`() throws {
    #expect(
      try Told("version: 1\nitems: { \"\": { paths: [a], targets: [t] } }").texts == [
        "2:10: error: the item name is empty"
      ])
  }

  @Test func `a broken item keeps the targets that could be read`() throws {
    let told = try Told.item(
      """
      paths: []
      targets:
        live: { prune: maybe }
        a/b: {}
        sandbox:
      """)
    let broken = try #require(told.configuration?.broken.first)
    #expect(broken.targets == ["live", "sandbox"])
    #expect(
      told.texts == [
        "4:12: error: expected at least one path, found none",
        "6:22: error: expected `never`, `deactivate` or `delete`, found `maybe`",
        "7:7: error: the target name `a/b` holds `/`",
      ])
  }

  @Test func `all that is wrong in several items is said, each with its item`() throws {
    let told = try Told(
      """
      version: 1
      items:
        a: [x]
        b: { paths: [b], targets: [t] }
        c: { paths: [../c], target: [t] }
      """)
    let configuration = try #require(told.configuration)
    #expect(configuration.items.map(\.name) == ["b"])
    #expect(configuration.broken.map(\.name) == ["a", "c"])
    #expect(
      told.texts == [
        "3:6: error: expected an item with `paths` and `targets`, found a list",
        "5:16: error: the path `../c` holds `..`",
        "5:23: error: unknown key `target`, did you mean `targets`?",
      ])
  }
}
