import Configuration
import Testing

@testable import YAMLEditing

/// What becomes of the text that a person wrote.
struct EditTests {
  private func edit(_ text: String, _ values: String) throws -> String {
    let value = try #require(ContentYAML.read(Array(values.utf8)))
    let edit = try #require(ContentEdit.edit(Array(text.utf8), to: value, name: "t.yaml"))
    #expect(edit.rewritten == .nothing)
    return String(decoding: edit.bytes, as: UTF8.self)
  }

  private func rewritten(_ text: String, _ values: String) throws -> ContentEdit.Rewritten {
    let value = try #require(ContentYAML.read(Array(values.utf8)))
    let edit = try #require(ContentEdit.edit(Array(text.utf8), to: value, name: "t.yaml"))
    #expect(ContentYAML.read(edit.bytes) == value)
    return edit.rewritten
  }

  @Test func `scalars keep their quotes and what is behind them`() throws {
    let text = """
      # Who answers first
      title: 'Old'   # shown to agents
      priority: high
      note: "a"
      count: 3 # times

      """
    #expect(
      try edit(text, "{title: \"It's new\", priority: urgent, note: 'b', count: 4}") == """
        # Who answers first
        title: 'It''s new'   # shown to agents
        priority: urgent
        note: "b"
        count: 4 # times

        """)
  }

  @Test func `a text that could be taken for something else gets quotes`() throws {
    #expect(try edit("a: x\n", "a: 'yes'\n") == "a: 'yes'\n")
    #expect(try edit("a: x\n", "a: '12'\n") == "a: '12'\n")
    #expect(try edit("a: 'x'\n", "a: 12\n") == "a: 12\n")
    #expect(try edit("a:\nb: 1\n", "{a: new, b: 1}") == "a: new\nb: 1\n")
  }

  @Test func `keys come in the style of their neighbours and go with their comments`() throws {
    let text = """
      # The file

      a: "one"
      # why b is here
      # and what it does
      b: "two"
        # deeper
      c:
        d: "x" # kept
      """
    #expect(
      try edit(text, "{a: one, c: {d: x, e: {f: [1, g]}}}") == """
        # The file

        a: "one"
        c:
          d: "x" # kept
          e:
            f:
              - 1
              - "g"
        """)
  }

  @Test func `elements of lists are inserted, removed and moved with their lines`() throws {
    let text = """
      rules:
      # first
      - name: a   # A
        value: 1
      # second
      - name: b   # B
        value: 2
      - name: c   # C
        value: 3

      """
    #expect(
      try edit(text, "rules: [{name: c, value: 3}, {name: a, value: 9}, {name: d}]") == """
        rules:
        - name: c   # C
          value: 3
        # first
        - name: a   # A
          value: 9
        - name: d

        """)
  }

  @Test func `the first key of an element can go`() throws {
    #expect(
      try edit("- a: 1 # one\n  b: 2\n- c\n", "[{b: 2}, c]") == "- b: 2\n- c\n")
    #expect(
      try edit("- a: 1\n  # about b\n  b: 2\n", "[{b: 2}]") == "-\n  # about b\n  b: 2\n")
  }

  @Test func `block texts keep their form and their indentation`() throws {
    let text = "body: |  # HTML\n    one\n    two\nnext: 1\n"
    #expect(
      try edit(text, "{body: \"one\\nthree\\n\\nfour\\n\", next: 1}")
        == "body: |  # HTML\n    one\n    three\n\n    four\nnext: 1\n")
    #expect(
      try edit("a: >-\n  one\n  two\n", "a: \"x\\ny\"") == "a: >-\n  x\n\n  y\n")
  }

  @Test func `line breaks and a missing one at the end stay as they are`() throws {
    #expect(try edit("a: 1\r\nb: 2\r\n", "{a: 1, b: 3, c: 4}") == "a: 1\r\nb: 3\r\nc: 4\r\n")
    #expect(try edit("a: 1", "{a: 1, b: 2}") == "a: 1\nb: 2")
  }

  @Test func `flow style is edited in place where its keys stay, else written anew`() throws {
    #expect(
      try edit("a: { b: 1, c: [x, 'y'] } # kept\n", "a: {b: 2, c: [x, z]}")
        == "a: { b: 2, c: [x, 'z'] } # kept\n")
    #expect(try rewritten("a: {b: 1}\nz: 1\n", "{a: {b: 1, c: 2}, z: 1}") == .parts(["a"]))
    #expect(try rewritten("a: 1\nz: 1\n", "{a: {b: 1}, z: 1}") == .parts(["a"]))
  }

  @Test func `what cannot be edited is written anew, under the file's own comment`() throws {
    let value = try #require(ContentYAML.read(Array("a: 2\nb: 1\n".utf8)))
    let edit = try #require(
      ContentEdit.edit(Array("# Ours\n{a: 1}\n".utf8), to: value, name: "t.yaml"))
    #expect(ContentYAML.read(edit.bytes) == value)
    #expect(String(decoding: edit.bytes, as: UTF8.self).hasPrefix("# Ours\n"))
    #expect(
      ContentEdit.edit(Array("a: [1\n".utf8), to: value, name: "t.yaml") == nil, "not YAML")
  }

  @Test func `JSON keeps its indentation and the order of its keys`() throws {
    let text = "{\n    \"b\": 1,\n    \"a\": [\n        \"x\"\n    ]\n}\n"
    let value = ContentValue.map(
      ContentMap([("a", .list([.text("x"), .text("y")])), ("b", .literal("2"))]))
    let edit = try #require(ContentEdit.edit(Array(text.utf8), to: value, name: "t.json"))
    #expect(edit.rewritten == .nothing)
    #expect(
      String(decoding: edit.bytes, as: UTF8.self)
        == "{\n    \"b\": 2,\n    \"a\": [\n        \"x\",\n        \"y\"\n    ]\n}\n")
  }
}
