/// A rule that does not hold, with what led there.
struct SequenceFailure: Error, CustomStringConvertible {
  var rule: String
  var steps: [String]

  var description: String {
    "\(rule)\nafter:\n"
      + steps.enumerated().map { "  \($0.offset) \($0.element)" }
      .joined(separator: "\n")
  }
}
