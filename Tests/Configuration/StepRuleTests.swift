import Configuration
import Domain
import Testing

/// The rules of `exceptions.steps`: an error there refuses the whole file.
@Suite struct StepRuleTests {
  /// What a file with these entries of `steps` tells; the first entry starts at 2:24.
  static func steps(_ entries: String, distinct: Bool = true) throws -> Told {
    try Told.file("exceptions: { steps: [ \(entries) ], distinct: \(distinct) }")
  }

  static let decision = "{ decision: { by: [lead@example.com] } }"

  @Test(arguments: ["exceptions:", "exceptions: {}", "exceptions: { distinct: false }"])
  func `a file without steps is told what to write`(_ line: String) throws {
    let told = try Told.file(line)
    #expect(told.isRefused)
    #expect(
      told.texts == [
        "2:1: error: expected `steps` that say who decides, such as `[{ impact: {} }, "
          + "{ decision: { by: [lead@example.com] } }, { confirmation: {} }]`"
      ])
    let example = try #require(told.texts.first?.split(separator: "`")[3])
    #expect(try Told.file("exceptions: { steps: \(example) }").texts == [])
  }

  @Test(arguments: [
    (
      "steps: []",
      "2:22: error: expected `impact` as the first step, since every step after it is "
        + "bound to what it records, found none"
    ),
    (
      "steps: ",
      "2:23: error: expected `impact` as the first step, since every step after it is "
        + "bound to what it records, found none"
    ),
    (
      "steps: [\(decision)]",
      "2:22: error: expected `impact` as the first step, since every step after it is bound to "
        + "what it records, found none"
    ),
    (
      "steps: [\(decision), { impact: {} }]",
      "2:67: error: expected `impact` as the first step, since every step after it is bound to "
        + "what it records, found it behind `decision`"
    ),
    (
      "steps: { impact: {} }",
      "2:22: error: expected a list of steps, such as `[{ impact: {} }]`, found a mapping"
    ),
  ]) func `the impact comes first`(_ steps: String, _ text: String) throws {
    let told = try Told.file("exceptions: { \(steps) }")
    #expect(told.isRefused)
    #expect(told.texts == [text])
  }

  @Test(arguments: [
    ("impact", "2:24: error: expected a step such as `{ impact: {} }`, found `impact`"),
    ("{}", "2:24: error: expected a step such as `{ impact: {} }`, found an empty mapping"),
    ("[impact]", "2:24: error: expected a step such as `{ impact: {} }`, found a list"),
    ("{ imapct: {} }", "2:26: error: unknown key `imapct`, did you mean `impact`?"),
    (
      "{ request: {} }",
      "2:26: error: unknown key `request`, expected `impact`, `decision` or `confirmation`"
    ),
    (
      "{ impact: {}, confirmation: {} }",
      "2:38: error: expected one step in each entry of `steps`, found `impact` and `confirmation`"
    ),
    (
      "{ impact: , by: a@b.c }",
      "2:36: error: `by` belongs to the step `impact`, expected it inside of that mapping"
    ),
    ("{ impact: {}, impact: {} }", "2:38: error: duplicate key `impact`, first in line 2"),
    (
      "{ impact: a@b.c }",
      "2:34: error: expected who takes the step, such as `{ by: [ops@example.com] }`, "
        + "found `a@b.c`"
    ),
    ("{ impact: { bye: requester } }", "2:36: error: unknown key `bye`, did you mean `by`?"),
    (
      "{ impact: { who: a@b.c } }", "2:36: error: unknown key `who`, expected `by` or `approvals`"
    ),
  ]) func `each entry is one step`(_ entry: String, _ text: String) throws {
    let told = try Self.steps(entry)
    #expect(told.isRefused)
    #expect(told.texts == [text])
  }

  @Test func `a second step of a kind is an error`() throws {
    let told = try Told.file(
      """
      exceptions:
        steps:
          - impact:
          - decision: { by: a@b.c }
          - impact: {}
          - decision: { by: d@e.f }
      """)
    #expect(told.isRefused)
    #expect(
      told.texts == [
        "6:7: error: the step `impact` is there twice, first in line 4",
        "7:7: error: the step `decision` is there twice, first in line 5",
      ])
  }

  @Test(
    arguments: [
      ("{ impact: {} }", [.impact]),
      ("{ impact: }, { confirmation: }", [.impact, .confirmation]),
      (
        "{ impact: }, { confirmation: }, { decision: { by: a@b.c } }",
        [.impact, .confirmation, .decision]
      ),
    ] as [(String, [ExceptionPolicy.StepKind])])
  func `the others follow in any order or not at all`(
    _ entries: String, _ kinds: [ExceptionPolicy.StepKind]
  ) throws {
    let told = try Self.steps(entries)
    #expect(told.texts == [])
    #expect(told.configuration?.exceptions?.steps.map(\.kind) == kinds)
  }

  @Test(arguments: [
    ("", "2:39: error: expected `by` with who decides, such as `{ by: [lead@example.com] }`"),
    (
      "approvals: 0",
      "2:39: error: expected `by` with who decides, such as `{ by: [lead@example.com] }`\n"
        + "2:62: error: expected how many people must approve, a number from 1, found `0`"
    ),
    (
      "by: a@b.c, approvals: 2",
      "2:73: error: expected at most 1, the number of people in `by`, found `2`"
    ),
    (
      "by: [a@b.c, d@b.c], approvals: 3",
      "2:82: error: expected at most 2, the number of people in `by`, found `3`"
    ),
    (
      "by: a@b.c, approvals: 99999999999999999999",
      "2:73: error: expected how many people must approve, a number from 1, found "
        + "`99999999999999999999`"
    ),
    (
      "by: a@b.c, approvals: one",
      "2:73: error: expected how many people must approve, a number from 1, found `one`"
    ),
  ]) func `a decision says by whom and by how many`(_ rules: String, _ text: String) throws {
    let told = try Self.steps("{ impact: }, { decision: { \(rules) } }")
    #expect(told.isRefused)
    #expect(told.texts == text.split(separator: "\n").map(String.init))
  }

  @Test func `approvals are for the decision alone`() throws {
    let told = try Self.steps(
      "{ impact: { approvals: 1 } }, \(Self.decision), { confirmation: { approvals: 2 } }")
    #expect(
      told.texts == [
        "2:36: error: `approvals` goes with `decision` alone, found it in `impact`",
        "2:114: error: `approvals` goes with `decision` alone, found it in `confirmation`",
      ])
  }
}
