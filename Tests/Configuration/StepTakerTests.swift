import Configuration
import Domain
import Testing

/// The rules of `by`, and of e-mail addresses.
@Suite struct StepTakerTests {
  /// What a file tells in which `by` of the confirmation is the text, at 2:61.
  static func by(_ text: String) throws -> Told {
    try Told.file("exceptions: { steps: [{ impact: {} }, { confirmation: { by: \(text) } }] }")
  }

  @Test(
    arguments: [
      ("requester", .requester),
      ("\"requester\"", .requester),
      ("ops@example.com", .people(["ops@example.com"])),
      ("[ops@example.com]", .people(["ops@example.com"])),
      ("[Ops@Example.com, a+b@x]", .people(["Ops@Example.com", "a+b@x"])),
      ("jürgen@bücher.example", .people(["jürgen@bücher.example"])),
    ] as [(String, ExceptionPolicy.Takers)])
  func `the requester, one address or several`(
    _ text: String, _ takers: ExceptionPolicy.Takers
  ) throws {
    let told = try Self.by(text)
    #expect(told.texts == [])
    #expect(told.configuration?.exceptions?.steps.last?.by == takers)
  }

  @Test(arguments: [
    (
      "requestor", 61,
      "expected `requester` or e-mail addresses, found `requestor`, did you mean `requester`?"
    ),
    ("anyone", 61, "expected `requester` or e-mail addresses, found `anyone`"),
    ("\"\"", 61, "expected `requester` or e-mail addresses, found an empty text"),
    ("{ a: b }", 61, "expected `requester` or e-mail addresses, found a mapping"),
    ("[]", 61, "expected at least one e-mail address, found none: nobody could do it"),
    ("", 62, "expected at least one e-mail address, found none: nobody could do it"),
    (
      "[a@b.c, requester]", 69,
      "`requester` cannot be in a list, expected `by: requester` or e-mail addresses alone"
    ),
    (
      "\"Ops <ops@example.com>\"", 61,
      "expected `requester` or e-mail addresses, found `Ops <ops@example.com>`, did you mean "
        + "`ops@example.com`?"
    ),
    (
      "[\"Ops <ops@example.com>\"]", 62,
      "expected the e-mail address of one person, such as `ops@example.com`, found "
        + "`Ops <ops@example.com>`, did you mean `ops@example.com`?"
    ),
    (
      "[[a@b.c]]", 62,
      "expected the e-mail address of one person, such as `ops@example.com`, found a list"
    ),
    ("[a@b.c, A@B.C]", 69, "the address `A@B.C` is named twice, first in line 2"),
  ]) func `what does not say who`(_ text: String, _ column: Int, _ message: String) throws {
    let told = try Self.by(text)
    #expect(told.isRefused)
    #expect(told.texts == ["2:\(column): error: \(message)"])
  }

  @Test(arguments: [
    ("ops", "`ops`"),
    ("@example.com", "`@example.com`"),
    ("ops@", "`ops@`"),
    ("a@b@c", "`a@b@c`"),
    ("*@example.com", "`*@example.com`"),
    ("op?@example.com", "`op?@example.com`"),
    ("o ps@example.com", "`o ps@example.com`"),
    ("a@b.c,d@e.f", "`a@b.c,d@e.f`"),
    ("a@b.c;d@e.f", "`a@b.c;d@e.f`"),
    ("a@b.c\\n", "`a@b.c\\u{a}`"),
    ("a\\u00a0b@c", "`a\u{a0}b@c`"),
    ("a\\u202eb@c", "`a\\u{202e}b@c`"),
    ("\\e[1ma@b", "`\\u{1b}[1ma@b`"),
  ]) func `an address names one person`(_ address: String, _ shown: String) throws {
    #expect(
      try Self.by("[\"\(address)\"]").texts == [
        "2:62: error: expected the e-mail address of one person, such as `ops@example.com`, "
          + "found \(shown)"
      ])
  }
}
