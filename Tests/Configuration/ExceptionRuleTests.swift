import Configuration
import Domain
import Testing

/// The rules of the keys of `exceptions` beside `steps`, and those of `roles`.
@Suite struct ExceptionRuleTests {
  /// What a file tells with these keys of `exceptions`, from 2:15 on.
  static func exceptions(_ keys: String) throws -> Told {
    try Told.file("exceptions: { \(keys), steps: [{ impact: }, { decision: { by: lead@x } }] }")
  }

  @Test func `what is not said has its default`() throws {
    let told = try Told.file("exceptions: { steps: [{ impact: }] }")
    #expect(told.texts == [])
    #expect(
      told.configuration?.exceptions
        == ExceptionPolicy(
          steps: [.init(kind: .impact, by: .anyone)], isDistinct: true, attestable: [],
          expires: 259_200, signers: nil))
  }

  @Test(arguments: [
    ("step: []", "2:15: error: unknown key `step`, did you mean `steps`?"),
    (
      "by: a@b.c",
      "2:15: error: unknown key `by`, expected `steps`, `distinct`, `attest`, `expires` or "
        + "`signers`"
    ),
    ("distinct: yes", "2:25: error: expected `true` or `false`, found `yes`"),
    (
      "distinct: True",
      "2:25: error: expected `true` or `false`, found `True`, did you mean `true`?"
    ),
    ("distinct: ", "2:25: error: expected `true` or `false`, found nothing"),
    (
      "attest: decision",
      "2:23: error: expected a list of steps, found `decision`, did you mean `[decision]`?"
    ),
    (
      "attest: [approval]",
      "2:24: error: expected `request`, `impact`, `decision` or `confirmation`, found `approval`"
    ),
    (
      "attest: [decison]",
      "2:24: error: expected `request`, `impact`, `decision` or `confirmation`, found `decison`, "
        + "did you mean `decision`?"
    ),
    (
      "attest: [impact, impact]",
      "2:32: error: the step `impact` is named twice, first in line 2"
    ),
    (
      "expires: 72",
      "2:24: error: expected a number with `s`, `m`, `h` or `d`, such as `72h`, found `72`"
    ),
    ("expires: 0h", "2:24: error: expected a duration of more than nothing, found `0h`"),
    ("signers: ", "2:24: error: expected the path of a file, found nothing"),
    ("signers: [a]", "2:24: error: expected the path of a file, found a list"),
    ("signers: \"\"", "2:24: error: the path `` is empty"),
    (
      "signers: /etc/signers",
      "2:24: error: the path `/etc/signers` starts with `/`, expected one relative to the "
        + "repository"
    ),
    ("signers: ../signers", "2:24: error: the path `../signers` holds `..`"),
    ("signers: .git/signers", "2:24: error: the path `.git/signers` holds `.git`"),
    ("signers: a//b", "2:24: error: the path `a//b` holds `//`"),
    (
      "signers: \"keys/*\"",
      "2:24: error: expected the plain path of one file of the control repository, found `keys/*`"
    ),
    (
      "signers: keys/",
      "2:24: error: expected the plain path of one file of the control repository, found `keys/`"
    ),
    (
      "signers: .",
      "2:24: error: expected the plain path of one file of the control repository, found `.`"
    ),
    (
      "signers: \"managed:keys\"",
      "2:24: error: expected the plain path of one file of the control repository, found "
        + "`managed:keys`"
    ),
  ]) func `keys and their values`(_ keys: String, _ text: String) throws {
    let told = try Self.exceptions(keys)
    #expect(told.isRefused)
    #expect(told.texts == [text])
  }

  @Test(arguments: ["exceptions: []", "exceptions: all"])
  func `exceptions are a mapping`(_ line: String) throws {
    let found = line.hasSuffix("all") ? "`all`" : "a list"
    #expect(
      try Told.file(line).texts == ["2:13: error: expected a mapping with `steps`, found \(found)"])
  }

  @Test func `a step to attest that the chain does not have is a warning`() throws {
    let told = try Self.exceptions("attest: [request, decision, confirmation]")
    #expect(
      told.texts == [
        "2:43: warning: `confirmation` in `attest` has no effect, `steps` has no such step"
      ])
    #expect(
      told.configuration?.exceptions?.attestable == ["request", "decision", "confirmation"])
  }

  @Test func `an error here refuses the file, items included`() throws {
    let told = try Told(
      "version: 1\nitems: { x: { paths: [/a], targets: [t] } }\nroles: { run: [] }")
    #expect(told.isRefused)
    #expect(
      told.texts == [
        "2:23: error: the path `/a` starts with `/`, expected one relative to the repository",
        "3:15: error: expected at least one e-mail address, found none: nobody could do it",
      ])
  }

  @Test(arguments: [
    ("roles:", Roles()),
    ("roles: {}", Roles()),
    ("roles: { run: [a@x] }", Roles(run: ["a@x"])),
    (
      "roles: { hold: [a@x], rollback: [B@x, a@x] }",
      Roles(hold: ["a@x"], rollback: ["B@x", "a@x"])
    ),
  ]) func `a role that is not there is everybody's`(_ line: String, _ roles: Roles) throws {
    let told = try Told.file(line)
    #expect(told.texts == [])
    #expect(told.configuration?.roles == roles)
  }

  @Test(arguments: [
    ("[]", "2:8: error: expected a mapping with `run`, `hold` or `rollback`, found a list"),
    ("{ rolback: [a@x] }", "2:10: error: unknown key `rolback`, did you mean `rollback`?"),
    (
      "{ approve: [a@x] }",
      "2:10: error: unknown key `approve`, expected `run`, `hold` or `rollback`"
    ),
    (
      "{ run: }",
      "2:15: error: expected at least one e-mail address, found none: nobody could do it"
    ),
    (
      "{ hold: a@x }",
      "2:16: error: expected a list of e-mail addresses, found `a@x`, did you mean `[a@x]`?"
    ),
    (
      "{ hold: [requester] }",
      "2:17: error: expected the e-mail address of one person, such as `ops@example.com`, found "
        + "`requester`"
    ),
    ("{ run: [a@x, b@x, A@x] }", "2:26: error: the address `A@x` is named twice, first in line 2"),
  ]) func `roles are lists of addresses`(_ value: String, _ text: String) throws {
    let told = try Told.file("roles: \(value)")
    #expect(told.isRefused)
    #expect(told.texts == [text])
  }
}
