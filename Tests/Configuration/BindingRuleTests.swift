import Configuration
import Domain
import Testing

/// The rules of a binding.
@Suite struct BindingRuleTests {
  static func told(_ rules: String) throws -> Told {
    try Told(
      """
      version: 1
      calendar: { schedules: { weekly: { every: week, on: [friday] } } }
      items: { x: { paths: [a], targets: { live: \(rules) } } }
      """)
  }

  @Test(arguments: [
    (
      "standard",
      "3:44: error: expected the rules of the binding, such as `{ prune: never }`, "
        + "found `standard`"
    ),
    (
      "[a]",
      "3:44: error: expected the rules of the binding, such as `{ prune: never }`, "
        + "found a list"
    ),
    (
      "{ deployment: adhoc }",
      "3:58: error: expected `standard`, `ad-hoc` or `special`, found `adhoc`, "
        + "did you mean `ad-hoc`?"
    ),
    (
      "{ deployment: exception }",
      "3:58: error: expected `standard`, `ad-hoc` or `special`, "
        + "found `exception`"
    ),
    ("{ deployment: }", "3:58: error: expected `standard`, `ad-hoc` or `special`, found nothing"),
    (
      "{ deployment: ad-hoc, schedule: weekly }",
      "3:66: error: `schedule` does not go with `deployment: ad-hoc`"
    ),
    (
      "{ schedule: weakly }",
      "3:56: error: expected a schedule of the calendar, found `weakly`, "
        + "did you mean `weekly`?"
    ),
    (
      "{ schedule: montly }",
      "3:56: error: expected a schedule of the calendar, found `montly`, "
        + "did you mean `monthly`?"
    ),
    ("{ schedule: [weekly] }", "3:56: error: expected a schedule of the calendar, found a list"),
    (
      "{ prune: deleted }",
      "3:53: error: expected `never`, `deactivate` or `delete`, found `deleted`, "
        + "did you mean `delete`?"
    ),
    ("{ prune: false }", "3:53: error: expected `never`, `deactivate` or `delete`, found `false`"),
    (
      "{ limits: 3 }",
      "3:54: error: expected limits such as `{ deletes: 0, changes: 30% }`, "
        + "found `3`"
    ),
    ("{ limits: { change: 3 } }", "3:56: error: unknown key `change`, did you mean `changes`?"),
    (
      "{ limits: { changes: 101% } }",
      "3:65: error: expected a number of objects, such as `10`, "
        + "or a share up to `100%`, found `101%`"
    ),
    (
      "{ limits: { changes: -1 } }",
      "3:65: error: expected a number of objects, such as `10`, "
        + "or a share up to `100%`, found `-1`"
    ),
    (
      "{ limits: { changes: 0.5 } }",
      "3:65: error: expected a number of objects, such as `10`, "
        + "or a share up to `100%`, found `0.5`"
    ),
    (
      "{ limits: { changes: } }",
      "3:65: error: expected a number of objects, such as `10`, "
        + "or a share up to `100%`, found nothing"
    ),
    (
      "{ type: standard }",
      "3:46: error: unknown key `type`, expected `deployment`, `schedule`, "
        + "`prune` or `limits`"
    ),
  ]) func `what is not a binding`(_ rules: String, _ text: String) throws {
    let told = try Self.told(rules)
    #expect(told.texts == [text])
    #expect(told.configuration?.broken.map(\.targets) == [["live"]])
    #expect(told.configuration?.bindings == [])
  }

  @Test(arguments: [
    ("{ limits: { changes: 5 } }", Limits(changes: .objects(5))),
    ("{ limits: { changes: \"30%\" } }", Limits(changes: .percent(30))),
    ("{ limits: { changes: 0% } }", Limits(changes: .percent(0))),
    ("{ prune: delete, limits: { deletes: 100% } }", Limits(deletes: .percent(100))),
    ("{ limits: }", Limits()),
  ]) func `a limit is a number or a share`(_ rules: String, _ limits: Limits) throws {
    let told = try Self.told(rules)
    #expect(told.texts == [])
    #expect(told.configuration?.bindings.first?.limits == limits)
  }

  @Test(arguments: [
    ("", "monthly"), ("{}", "monthly"), ("~", "monthly"), ("{ deployment: standard }", "monthly"),
    ("{ schedule: weekly }", "weekly"), ("{ deployment: standard, schedule: weekly }", "weekly"),
    ("{ deployment: ad-hoc }", nil),
  ]) func `standard on monthly is the default`(_ rules: String, _ schedule: String?) throws {
    let told = try Self.told(rules)
    #expect(told.texts == [])
    let binding = try #require(told.configuration?.binding(BindingID(item: "x", target: "live")))
    #expect(binding.deployment.schedule?.name == schedule)
    #expect(binding.prune == .never)
  }

  @Test func `a limit on deletes without pruning is a warning`() throws {
    let told = try Self.told("{ limits: { deletes: 0 } }")
    #expect(
      told.texts == [
        "3:46: warning: a limit on `deletes` has no effect with `prune: never`"
      ])
    #expect(told.configuration?.bindings.count == 1)
  }
}
