extension String {
  /// The text with everything that does not show as itself written as `\u{…}`, so that it cannot
  /// control a terminal, and cut to 80 characters.
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
  var inCode: String {
    let text = escaped.split(separator: "`", omittingEmptySubsequences: false)
    return "`\(text.joined(separator: "'"))`"
  }
}

extension Sequence<String> {
  /// The words between backticks, with commas and a last `or`.
  var alternatives: String { joined(lastly: "or") }

  /// The words between backticks, with commas and a last `and`.
  var enumeration: String { joined(lastly: "and") }

  private func joined(lastly conjunction: String) -> String {
    let words = map(\.inCode)
    guard let last = words.last, words.count > 1 else { return words.joined() }
    return words.dropLast().joined(separator: ", ") + " \(conjunction) \(last)"
  }
}

extension Unicode.Scalar {
  /// Whether it shows as itself and moves nothing else on a terminal.
  var isVisible: Bool {
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: false
    default: true
    }
  }

  /// `U+0001`.
  var codePoint: String {
    let digits = String(value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
