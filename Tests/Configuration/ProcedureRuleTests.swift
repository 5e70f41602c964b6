import Configuration
import Domain
import Testing

/// What a special deployment and its procedure are read as, and what is wrong with them.
@Suite struct ProcedureRuleTests {
  private static let special = "paths: [a]\ntargets: { pager: { deployment: special } }\n"

  @Test func `a special binding has the steps of its item`() throws {
    let told = try Told.item(
      Self.special + """
        procedure:
          - manual: "Announce it"
          - sync: true
          - manual: Look
        """)
    #expect(told.texts == [])
    let item = try #require(told.configuration?.item(named: "x"))
    #expect(item.bindings.map(\.deployment) == [.special])
    #expect(item.bindings[0].deployment.name == "special")
    #expect(item.bindings[0].deployment.schedule == nil)
    #expect(item.procedure == [.manual("Announce it"), .sync, .manual("Look")])
  }

  @Test func `another procedure is another definition`() {
    let item = Item(name: "x", paths: [], procedure: [.sync])
    var other = item
    other.procedure = [.manual("Look"), .sync]
    #expect(item.definition != other.definition)
  }

  @Test(arguments: [
    (
      "", "5:37: error: expected a `procedure` in the item `x`, since `x@pager` is `special`"
    ),
    (
      "procedure:",
      "6:5: error: expected a step `sync: true`, which brings the content to the target"
    ),
    (
      "procedure: [{ manual: Look }]",
      "6:5: error: expected a step `sync: true`, which brings the content to the target"
    ),
    (
      "procedure: [{ sync: true }, { manual: Look }, { sync: true }]",
      "6:51: error: expected one step `sync: true`, found another one in line 6"
    ),
    (
      "procedure: { sync: true }",
      "6:16: error: expected a list of steps such as `manual: TEXT` and `sync: true`, found a mapping"
    ),
    (
      "procedure: [sync]",
      "6:17: error: expected a step, either `manual: TEXT` or `sync: true`, found `sync`"
    ),
    (
      "procedure: [{}, { sync: true }]",
      "6:17: error: expected a step, either `manual: TEXT` or `sync: true`, found a mapping"
    ),
    (
      "procedure: [{ manual: Look, sync: true }]",
      "6:17: error: expected a step, either `manual: TEXT` or `sync: true`, found both in one"
    ),
    (
      "procedure: [{ sync: false }]",
      "6:25: error: expected `true`: a step that does nothing is none, found `false`"
    ),
    (
      "procedure: [{ sync: yes }]", "6:25: error: expected `true` or `false`, found `yes`"
    ),
    (
      "procedure: [{ manul: Look }, { sync: true }]",
      "6:19: error: unknown key `manul`, did you mean `manual`?"
    ),
    (
      "procedure: [{ manual: ' ' }, { sync: true }]",
      "6:27: error: expected one line that says what is to be done, found ` `"
    ),
    (
      "procedure: [{ manual: }, { sync: true }]",
      "6:27: error: expected one line that says what is to be done, found nothing"
    ),
    (
      "procedure: [{ manual: \"a\\nb\" }, { sync: true }]",
      "6:27: error: expected one line that says what is to be done, found `a\\u{a}b`"
    ),
  ]) func `what is wrong with it disables its item`(_ lines: String, _ text: String) throws {
    let told = try Told.item(Self.special + lines)
    #expect(told.texts == [text])
    #expect(told.configuration?.items.map(\.name) == ["other"])
    #expect(told.configuration?.broken.map(\.name) == ["x"])
  }

  @Test func `a schedule does not go with it`() throws {
    let told = try Told.item(
      "paths: [a]\ntargets: { t: { deployment: special, schedule: monthly } }\n"
        + "procedure: [{ sync: true }]")
    #expect(
      told.texts == ["5:42: error: `schedule` does not go with `deployment: special`"])
  }

  @Test func `a procedure that nobody walks through is a warning`() throws {
    let told = try Told.item("paths: [a]\ntargets: [t]\nprocedure: [{ sync: true }]")
    #expect(
      told.texts == [
        "6:5: warning: `procedure` has no effect, no target of the item `x` is `special`"
      ])
    #expect(told.configuration?.items.map(\.name) == ["x", "other"])
  }
}
