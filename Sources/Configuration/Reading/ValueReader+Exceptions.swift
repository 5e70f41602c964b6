import Domain

extension ValueReader {
  /// Who must agree to an exception, and how.
  mutating func exceptions(_ value: YAMLValue, owner: Position) -> ExceptionPolicy? {
    guard
      let fields = fields(
        value, of: .exceptions, expected: "a mapping with `steps`", owner: owner)
    else { return nil }
    let isDistinct: Bool? = fields["distinct"].map { boolean($0) } ?? true
    let steps = self.steps(fields, isDistinct: isDistinct)
    let attestable = fields["attest"].map { self.attestable($0, in: steps) } ?? []
    let expires = fields["expires"].map { expiry($0) } ?? 72 * 3600
    let signers = fields["signers"].map { self.signers($0) }
    guard let steps, let isDistinct, let attestable, let expires else { return nil }
    return ExceptionPolicy(
      steps: steps, isDistinct: isDistinct, attestable: attestable, expires: expires,
      signers: signers ?? nil)
  }

  private mutating func boolean(_ value: YAMLValue) -> Bool? {
    word(value, of: .boolean).map { $0 == "true" }
  }

  /// The steps that may be recorded for somebody; a warning for one that the chain does not have.
  private mutating func attestable(
    _ value: YAMLValue, in steps: [ExceptionPolicy.Step]?
  ) -> Set<String>? {
    guard let values = list(value, expected: "a list of steps") else { return nil }
    var first: [String: Position] = [:]
    for value in values {
      guard let name = word(value, of: .attestable) else { continue }
      if let other = first[name] {
        error(
          "the step \(name.inCode) is named twice, first in line \(other.line)",
          at: value.position)
        continue
      }
      first[name] = value.position
      if let steps, name != "request", !steps.contains(where: { $0.kind.rawValue == name }) {
        warning(
          "\(name.inCode) in `attest` has no effect, `steps` has no such step", at: value.position)
      }
    }
    return Set(first.keys)
  }

  private mutating func expiry(_ value: YAMLValue) -> Int64? {
    guard let seconds = duration(value) else { return nil }
    guard seconds > 0 else {
      mismatch(value, expected: "a duration of more than nothing")
      return nil
    }
    return seconds
  }

  /// The file with the allowed signers, in the control repository.
  private mutating func signers(_ value: YAMLValue) -> GitPath? {
    guard let text = value.text else {
      mismatch(value, expected: "the path of a file")
      return nil
    }
    if let flaw = Paths.flaw(of: text) {
      error("the path \(text.inCode) \(flaw)", at: value.position)
      return nil
    }
    guard case .literal(let path) = PathPattern(text).kind, !path.isRoot, !text.hasSuffix("/"),
      Paths.parts(of: text) == nil
    else {
      mismatch(value, expected: "the plain path of one file of the control repository")
      return nil
    }
    return path
  }
}
