extension String {
  /// The text with control, format and line-separating characters written as `\u{…}`, so that it
  /// cannot control a terminal, and cut to 80 characters.
  var escaped: String {
    var result = ""
    for (index, scalar) in unicodeScalars.enumerated() {
      guard index < 80 else { return result + "…" }
      if scalar.isVisible {
        result.unicodeScalars.append(scalar)
      } else {
        result += "\\u{\(String(scalar.value, radix: 16))}"
      }
    }
    return result
  }

  /// The text between backticks, safe for a terminal.
  var inCode: String { "`\(escaped.split(separator: "`", omittingEmptySubsequences: false).joined(separator: "'"))`" }
}

extension Unicode.Scalar {
  /// Whether it shows as itself and moves nothing else on a terminal.
  var isVisible: Bool {
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse,
      .unassigned:
      false
    default: true
    }
  }
}
