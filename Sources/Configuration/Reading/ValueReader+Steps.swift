import Domain

extension ValueReader {
  /// The steps of an exception, where all of them are right and somebody could take them all.
  mutating func steps(_ fields: Fields, isDistinct: Bool?) -> [ExceptionPolicy.Step]? {
    guard let value = fields["steps"] else {
      error(
        "expected `steps` that say who decides, such as `[{ impact: {} }, "
          + "{ decision: { by: [lead@example.com] } }, { confirmation: {} }]`",
        at: fields.owner)
      return nil
    }
    guard let values = list(value, expected: "a list of steps, such as `[{ impact: {} }]`") else {
      return nil
    }
    var drafts: [StepDraft] = []
    var isComplete = true
    for value in values {
      guard let draft = step(value) else {
        isComplete = false
        continue
      }
      if let other = drafts.first(where: { $0.kind == draft.kind }) {
        error(
          "the step \(draft.kind.rawValue.inCode) is there twice, first in line "
            + "\(other.position.line)",
          at: draft.position)
      } else {
        drafts.append(draft)
      }
    }
    if isComplete { checkOrder(drafts, at: value.position) }
    if isDistinct == true { checkDistinct(drafts) }
    let steps = drafts.compactMap(\.step)
    return isComplete && steps.count == values.count ? steps : nil
  }

  /// One entry of the list: a mapping with the step as its only key.
  private mutating func step(_ value: YAMLValue) -> StepDraft? {
    let expected = "a step such as `{ impact: {} }`"
    guard case .fields(let all) = value.content, !all.isEmpty else {
      if case .fields = value.content {
        error("expected \(expected), found an empty mapping", at: value.position)
      } else {
        mismatch(value, expected: expected)
      }
      return nil
    }
    let fields = namedFields(value, expected: expected) ?? []
    guard let field = fields.first, fields.count == all.count else { return nil }
    guard let kind = ExceptionPolicy.StepKind(rawValue: field.key) else {
      unknown(field, .steps)
      return nil
    }
    guard fields.count == 1 else {
      let (key, other) = (field.key.inCode, fields[1])
      error(
        Place.step.words.contains(other.key)
          ? "\(other.key.inCode) belongs to the step \(key), expected it inside of that mapping"
          : "expected one step in each entry of `steps`, found \(key) and \(other.key.inCode)",
        at: other.position)
      return nil
    }
    return step(kind, field)
  }

  private mutating func step(
    _ kind: ExceptionPolicy.StepKind, _ field: YAMLField
  ) -> StepDraft? {
    let rules = fields(
      field.value, of: .step,
      expected: "who takes the step, such as `{ by: [ops@example.com] }`", owner: field.position)
    guard let rules else { return nil }
    let by = takers(of: kind, rules)
    return StepDraft(
      kind: kind, position: field.position, by: by,
      byPosition: rules["by"]?.position ?? field.position,
      approvals: approvals(of: kind, by: by, rules))
  }

  private mutating func takers(
    of kind: ExceptionPolicy.StepKind, _ rules: Fields
  ) -> ExceptionPolicy.Takers? {
    guard let value = rules["by"] else {
      switch kind {
      case .impact: return .anyone
      case .confirmation: return .requester
      case .decision:
        error(
          "expected `by` with who decides, such as `{ by: [lead@example.com] }`", at: rules.owner)
        return nil
      }
    }
    let requester = "requester"
    if let text = value.text {
      if text == requester { return .requester }
      if Addresses.isValid(text) { return .people([text]) }
    }
    let expected = "`requester` or e-mail addresses"
    switch value.content {
    case .text where !value.isNull:
      mismatch(
        value, expected: expected,
        suggestion: value.text.flatMap {
          Addresses.suggestion(for: $0) ?? Suggestion.nearest(to: $0, in: [requester])
        })
      return nil
    case .list(let values):
      guard let word = values.first(where: { $0.text == requester }) else { fallthrough }
      error(
        "`requester` cannot be in a list, expected `by: requester` or e-mail addresses alone",
        at: word.position)
      return nil
    default:
      return addresses(value, expected: expected).map(ExceptionPolicy.Takers.people)
    }
  }

  private mutating func approvals(
    of kind: ExceptionPolicy.StepKind, by: ExceptionPolicy.Takers?, _ rules: Fields
  ) -> Int? {
    guard let value = rules["approvals"] else { return 1 }
    guard kind == .decision else {
      error(
        "`approvals` goes with `decision` alone, found it in \(kind.rawValue.inCode)",
        at: rules.positions["approvals"] ?? value.position)
      return nil
    }
    let expected = "how many people must approve, a number from 1"
    guard let number = integer(value, in: 1...Int.max, expected: expected) else { return nil }
    let people: Int? =
      switch by {
      case .people(let people): people.count
      case .requester: 1
      case .anyone, nil: nil
      }
    guard let people, number > people else { return number }
    mismatch(value, expected: "at most \(people), the number of people in `by`")
    return nil
  }
}
