import Configuration
import Domain
import Testing

/// Rules of the keys outside of items: an error there refuses the whole file.
@Suite struct FileRuleTests {
  @Test(arguments: [
    ("", "1:1: error: expected `version: 1` and `items`, found an empty file"),
    ("# nothing\n", "1:1: error: expected `version: 1` and `items`, found an empty file"),
    ("~", "1:1: error: expected `version: 1` and `items`, found an empty file"),
    ("[]", "1:1: error: expected a mapping with `version` and `items`, found a list"),
    ("hello", "1:1: error: expected a mapping with `version` and `items`, found `hello`"),
    ("items: {}", "1:1: error: expected `version: 1`"),
    ("version: 1", "1:1: error: expected `items`"),
    (
      "version: 2\nthings: {}",
      "1:10: error: expected version `1`, the only one that this version of deploysync reads, "
        + "found `2`"
    ),
    ("version: 1\nitems: [a]", "2:8: error: expected a mapping of items, found a list"),
    (
      "version: 1\nitems:\n  a: { paths: [a], targets: [t] }\n  a: { paths: [b], targets: [t] }",
      "4:3: error: duplicate key `a`, first in line 3"
    ),
    ("version: 1\nitems: {}\n[a]: 2", "3:1: error: expected a text as key, found a list"),
    (
      "version: 1\nitems: {}\n<<: {}",
      "3:1: error: merge keys are not supported, write the keys out"
    ),
  ]) func `the frame of the file`(_ yaml: String, _ text: String) throws {
    let told = try Told(yaml)
    #expect(told.isRefused)
    #expect(told.texts == [text])
  }

  @Test(arguments: [
    ("brunch: main", "2:1: error: unknown key `brunch`, did you mean `branch`?"),
    ("Branch: main", "2:1: error: unknown key `Branch`, did you mean `branch`?"),
    (
      "freezes: []",
      "2:1: error: unknown key `freezes`, expected `version`, `branch`, `timezone`, "
        + "`repositories`, `calendar`, `items`, `exceptions`, `roles` or `ledger`"
    ),
    (
      "\"\": 1",
      "2:1: error: an empty key, expected `version`, `branch`, `timezone`, "
        + "`repositories`, `calendar`, "
        + "`items`, `exceptions`, `roles` or `ledger`"
    ),
    ("branch:", "2:8: error: expected the name of a branch, such as `main`, found nothing"),
    ("branch: [a]", "2:9: error: expected the name of a branch, such as `main`, found a list"),
    ("branch: a b", "2:9: error: expected the name of a branch, such as `main`, found `a b`"),
    ("branch: -a", "2:9: error: expected the name of a branch, such as `main`, found `-a`"),
    ("branch: a..b", "2:9: error: expected the name of a branch, such as `main`, found `a..b`"),
    ("branch: x.lock", "2:9: error: expected the name of a branch, such as `main`, found `x.lock`"),
    (
      "branch: refs/heads/main",
      "2:9: error: expected a branch without `refs/heads/`, found "
        + "`refs/heads/main`, did you mean `main`?"
    ),
    ("ledger: x", "2:9: error: expected a mapping with `ref`, found `x`"),
    ("ledger: { rev: x }", "2:11: error: unknown key `rev`, did you mean `ref`?"),
    (
      "ledger: { ref: refs/heads/other }",
      "2:16: error: expected a ref below "
        + "`refs/heads/deploysync/`, found `refs/heads/other`, did you mean "
        + "`refs/heads/deploysync/other`?"
    ),
    (
      "ledger: { ref: refs/heads/deploysync/ }",
      "2:16: error: expected a ref below "
        + "`refs/heads/deploysync/`, found `refs/heads/deploysync/`"
    ),
    (
      "ledger: { ref: refs/heads/deploysync/../main }",
      "2:16: error: expected a ref below "
        + "`refs/heads/deploysync/`, found `refs/heads/deploysync/../main`"
    ),
    (
      "calendar: { late: 72 }",
      "2:19: error: expected a number with `s`, `m`, `h` or `d`, such as "
        + "`72h`, found `72`"
    ),
    (
      "calendar: { late: -1h }",
      "2:19: error: expected a number with `s`, `m`, `h` or `d`, such as "
        + "`72h`, found `-1h`"
    ),
    (
      "calendar: { late: 1.5h }",
      "2:19: error: expected a number with `s`, `m`, `h` or `d`, such as "
        + "`72h`, found `1.5h`"
    ),
    (
      "calendar: { late: 999999999999d }",
      "2:19: error: expected a number with `s`, `m`, `h` or "
        + "`d`, such as `72h`, found `999999999999d`"
    ),
    (
      "calendar: { late: \"\" }",
      "2:19: error: expected a number with `s`, `m`, `h` or `d`, such as "
        + "`72h`, found an empty text"
    ),
    ("calendar: []", "2:11: error: expected a mapping with `schedules`, found a list"),
    ("calendar: { schedules: [a] }", "2:24: error: expected a mapping of schedules, found a list"),
    (
      "calendar: { schedule: {} }", "2:13: error: unknown key `schedule`, did you mean `schedules`?"
    ),
  ]) func `keys and their values`(_ line: String, _ text: String) throws {
    let told = try Told.file(line)
    #expect(told.isRefused)
    #expect(told.texts == [text])
  }

  @Test(arguments: [
    ("90s", 90), ("90m", 5400), ("72h", 259_200), ("2d", 172_800), ("\"1h\"", 3600),
  ])
  func `durations have a unit`(_ text: String, _ seconds: Int64) throws {
    #expect(try Told.file("calendar: { late: \(text) }").configuration?.late == seconds)
  }

  @Test func `everything that is wrong is said at once, in the file's order`() throws {
    let told = try Told(
      """
      version: 1
      items:
        x:
          path: [a]
          targets: [live, live]
        y: { paths: [/b] }
      timezone: Mars
      zone: UTC
      calendar:
        late: soon
        late: 1h
      """)
    #expect(told.isRefused)
    #expect(
      told.texts == [
        "3:3: error: expected `paths` in the item `x`",
        "4:5: error: unknown key `path`, did you mean `paths`?",
        "5:21: error: the target `live` is named twice, first in line 5",
        "6:16: error: the path `/b` starts with `/`, expected one relative to the repository",
        "7:11: error: expected the IANA name of a time zone, such as `Europe/Berlin`, "
          + "found `Mars`",
        "8:1: error: unknown key `zone`, expected `version`, `branch`, `timezone`, "
          + "`repositories`, `calendar`, "
          + "`items`, `exceptions`, `roles` or `ledger`",
        "10:9: error: expected a number with `s`, `m`, `h` or `d`, such as `72h`, found `soon`",
        "11:3: error: duplicate key `late`, first in line 10",
      ])
  }

  @Test func `the error names the file, its problems and the next command`() throws {
    let error = try #require(throws: ConfigurationError.self) {
      try ConfigurationFile.read(Array("version: 1\nitem: {}".utf8), file: "deploysync.yaml")
    }
    #expect(error.category == .configuration)
    #expect(error.message == "deploysync.yaml is invalid: 2 errors")
    #expect(
      error.causes == [
        "deploysync.yaml:1:1: error: expected `items`",
        "deploysync.yaml:2:1: error: unknown key `item`, did you mean `items`?",
      ])
    #expect(error.hints == ["correct the file, then try it with `deploysync check`"])
  }
}
