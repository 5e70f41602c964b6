import Configuration
import Domain
import Testing

/// What YAML can do beside what these files use.
@Suite struct YAMLPitfallTests {
  @Test(arguments: [
    (
      "version: !!int 1\nitems: {}",
      "1:10: error: tags such as `!!int` are not supported, write the plain value"
    ),
    (
      "version: 1\nitems: !!omap {}",
      "2:8: error: tags such as `!!int` are not supported, write the plain value"
    ),
    (
      "version: &v 1\nitems: {}",
      "1:10: error: anchors and aliases are not supported, write the value out"
    ),
    (
      "version: 1\nitems: {}\n&k branch: a",
      "3:1: error: anchors and aliases are not supported, write the value out"
    ),
    (
      "version: 1\nitems: {}\nbranch: *main", "3:9: error: a text that starts with `*` needs quotes"
    ),
    (
      "version: 1\nitems: {}\nbranch: *.main",
      "3:9: error: a text that starts with `*` needs quotes"
    ),
    (
      "version: 1\nitems: {}\nbranch: & main",
      "3:9: error: a text that starts with `&` needs quotes"
    ),
    (
      "version: 1\nitems: {}\nbranch: @main", "3:9: error: a text that starts with `@` needs quotes"
    ),
    (
      "version: 1\nitems: {}\nbranch: %main", "3:9: error: a text that starts with `%` needs quotes"
    ),
    (
      "version: 1\nitems: {}\nbranch: `main`",
      "3:9: error: a text that starts with `'` needs quotes"
    ),
    ("version: 1\nitems:\n\ta: {}", "3:1: error: expected spaces, found a tab"),
    ("version: 1\n---\nitems: {}", "2:1: error: expected one document, found another one"),
    (
      "version: 1\nitems: {}: {}",
      "2:10: error: not readable as YAML: mapping values are not allowed "
        + "in this context"
    ),
    (
      "version: 1\nitems: [",
      "2:9: error: not readable as YAML: did not find expected node content "
        + "while parsing a flow node"
    ),
    (
      "version: 1\nitems: {\n\nbranch: main",
      "4:13: error: not readable as YAML: did not find expected "
        + "',' or '}' while parsing a flow mapping from line 2 on"
    ),
    (
      "version: 1\nitems: {}\nbranch: a\u{1}b",
      "3:10: error: the character U+0001 is not allowed in "
        + "YAML"
    ),
    (
      "version: 1\nitems: {}\nbranch: \u{7f}",
      "3:9: error: the character U+007F is not allowed in "
        + "YAML"
    ),
  ]) func `is refused with its place`(_ yaml: String, _ text: String) throws {
    let told = try Told(yaml)
    #expect(told.isRefused)
    #expect(told.texts == [text])
  }

  @Test func `an alias inside an item disables that item alone`() throws {
    let told = try Told(
      """
      version: 1
      items:
        a: { paths: &p [a], targets: [t] }
        b: { paths: *p, targets: [t] }
        c: { paths: [c], targets: [t] }
      """)
    #expect(told.configuration?.items.map(\.name) == ["c"])
    #expect(told.configuration?.broken.map(\.name) == ["a", "b"])
    #expect(
      Set(told.texts) == ["3:15: error: anchors and aliases are not supported, write the value out"]
    )
  }

  @Test func `a merge key inside an item disables that item alone`() throws {
    let told = try Told.item("paths: [a]\ntargets: [t]\n<<: { was: b }")
    #expect(told.texts == ["6:5: error: merge keys are not supported, write the keys out"])
    #expect(told.configuration?.items.map(\.name) == ["other"])
  }

  @Test func `tags that say what is there anyway are taken`() throws {
    #expect(
      try Told("!!map\nversion: !!str 1\nitems: !!map {x: {paths: !!seq [a], targets: [t]}}").texts
        == [])
  }

  @Test(arguments: [
    "version: 1\r\nitems:\r\n  a: { paths: [/a] }\r\n",
    "version: 1\ritems:\r  a: { paths: [/a] }\r",
    "\u{feff}version: 1\nitems:\n  a: { paths: [/a] }\n",
    "---\nversion: 1\nitems: { a: { paths: [/a",
  ]) func `places count every line break, and no byte order mark`(_ yaml: String) throws {
    let told = try Told(yaml)
    guard yaml.hasPrefix("---") else {
      let text =
        "3:16: error: the path `/a` starts with `/`, expected one relative to the repository"
      #expect(told.texts == [text])
      return
    }
    #expect(
      told.texts == [
        "3:25: error: not readable as YAML: did not find expected ',' or ']' while parsing a flow "
          + "sequence"
      ])
  }

  @Test func `bytes that are not UTF-8 are refused with their place`() throws {
    let error = try #require(throws: ConfigurationError.self) {
      try ConfigurationFile.read(Array("version: 1\nä".utf8) + [0xff, 0x61], file: "f")
    }
    #expect(error.problems.map(\.text) == ["f:2:2: error: expected UTF-8, found other bytes"])
    let wide = try #require(throws: ConfigurationError.self) {
      try ConfigurationFile.read("version: 1".utf16.flatMap { [UInt8($0), 0] }, file: "f")
    }
    #expect(
      wide.problems.map(\.text) == ["f:1:2: error: the character U+0000 is not allowed in YAML"])
  }

  @Test func `a file of more than 4 MiB is refused unread`() throws {
    let error = try #require(throws: ConfigurationError.self) {
      try ConfigurationFile.read(Array(repeating: 0x23, count: (4 << 20) + 1), file: "f")
    }
    #expect(
      error.problems.map(\.text) == [
        "f:1:1: error: the file has 4194305 bytes, expected at most 4194304"
      ])
  }
}
