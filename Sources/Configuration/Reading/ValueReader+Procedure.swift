import Domain

extension ValueReader {
  /// The steps of an item's procedure; nil where it has none, or something is wrong with it.
  ///
  /// - Parameter bindings: those of the item, as far as they could be read.
  mutating func procedure(
    _ item: Fields, of name: String, for bindings: [Binding]
  ) -> [ProcedureStep]? {
    let special = bindings.filter { $0.deployment == .special }
    guard let value = item["procedure"] else {
      for binding in special {
        error(
          "expected a `procedure` in the item \(name.inCode), since \(binding.id.description.inCode) "
            + "is `special`", at: item["targets"]?.rule("deployment", of: binding) ?? item.owner)
      }
      return nil
    }
    let position = item.positions["procedure"] ?? item.owner
    let steps = steps(of: value, at: position)
    if special.isEmpty, item["targets"] != nil, !hasErrors {
      warning(
        "`procedure` has no effect, no target of the item \(name.inCode) is `special`",
        at: position)
    }
    return steps
  }

  private mutating func steps(of value: YAMLValue, at position: Position) -> [ProcedureStep]? {
    let expected = "a list of steps such as `manual: TEXT` and `sync: true`"
    guard let values = list(value, expected: expected) else { return nil }
    var steps: [ProcedureStep] = []
    var sync: Position?
    var isWhole = true
    for value in values {
      guard let step = procedureStep(value) else {
        isWhole = false
        continue
      }
      if step == .sync {
        if let sync {
          error(
            "expected one step `sync: true`, found another one in line \(sync.line)",
            at: value.position)
          isWhole = false
        } else {
          sync = value.position
        }
      }
      steps.append(step)
    }
    guard isWhole else { return nil }
    guard sync != nil else {
      error("expected a step `sync: true`, which brings the content to the target", at: position)
      return nil
    }
    return steps
  }

  private mutating func procedureStep(_ value: YAMLValue) -> ProcedureStep? {
    let expected = "a step, either `manual: TEXT` or `sync: true`"
    guard case .fields(let all) = value.content, !all.isEmpty else {
      mismatch(value, expected: expected)
      return nil
    }
    guard
      let fields = fields(value, of: .procedureStep, expected: expected, owner: value.position),
      fields.values.count == all.count
    else { return nil }
    guard fields.values.count == 1 else {
      error("expected \(expected), found both in one", at: value.position)
      return nil
    }
    if let value = fields["sync"] {
      guard let word = word(value, of: .boolean) else { return nil }
      if word == "true" { return .sync }
      mismatch(value, expected: "`true`: a step that does nothing is none")
      return nil
    }
    return fields["manual"].flatMap { manual($0) }
  }

  /// One line that says something to a person.
  private mutating func manual(_ value: YAMLValue) -> ProcedureStep? {
    let expected = "one line that says what is to be done"
    guard let text = text(value, expected: expected) else { return nil }
    guard text.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) else {
      mismatch(value, expected: expected)
      return nil
    }
    return .manual(text)
  }
}

extension YAMLValue {
  /// Where the value of a rule of a binding stands, in a mapping of targets; nil in a list of them.
  fileprivate func rule(_ key: String, of binding: Binding) -> Position? {
    guard case .fields(let targets) = content,
      let target = targets.first(where: { $0.key == binding.id.target && $0.flaw == nil }),
      case .fields(let rules) = target.value.content
    else { return nil }
    return rules.first { $0.key == key && $0.flaw == nil }?.value.position
  }
}
