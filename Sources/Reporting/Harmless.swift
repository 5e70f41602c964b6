/// Makes text from commits, files and targets harmless.
enum Harmless {
  /// For a terminal: control characters and such that change the direction or hide text are shown
  /// by their number, so that nothing but this tool controls the terminal.
  static func terminal(_ text: String) -> String {
    if text.isPrintableASCII { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      if isHarmful(scalar) {
        result += "\\u{\(String(scalar.value, radix: 16))}"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// For Markdown: every character with a meaning inside a line of CommonMark (0.31, 2.4), of HTML
  /// or of a server's references is escaped, mentions and links that would be made of bare text are
  /// broken. What only means something at the start of a line is `lineStart`'s business.
  static func markdown(_ text: String) -> String {
    var result = ""
    var last: Unicode.Scalar = " "
    let scalars = Array(terminal(text).unicodeScalars)
    for (index, character) in scalars.enumerated() {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "@": result += "&#64;"
      case "\\", "`", "*", "_", "{", "}", "[", "]", "#", "!", "|", "~", "$", "%", "^":
        result += "\\"
        result.unicodeScalars.append(character)
      case ":" where index + 1 < scalars.count && scalars[index + 1] == "/":
        result += "\\:"
      case "." where "wW".unicodeScalars.contains(last):
        result += "\\."
      default: result.unicodeScalars.append(character)
      }
      last = character
    }
    return result
  }

  /// Markdown that starts a line: with what would make it a heading, a list, a quote or a line
  /// escaped.
  static func lineStart(_ markdown: String) -> String {
    let trimmed = markdown.drop { $0 == " " }
    guard let first = trimmed.first else { return markdown }
    if "-+=".contains(first) { return "\\" + trimmed }
    // `12. text` would be a list.
    let digits = trimmed.prefix { $0.isASCII && $0.isNumber }
    let rest = trimmed[digits.endIndex...]
    if !digits.isEmpty, let mark = rest.first, mark == "." || mark == ")" {
      return digits + "\\" + rest
    }
    return String(trimmed)
  }

  /// As code in Markdown: fenced by more backticks than it holds.
  static func code(_ text: String) -> String {
    let safe = terminal(text).replacing("|", with: "\\|")
    var longest = 0
    var run = 0
    for character in safe {
      run = character == "`" ? run + 1 : 0
      longest = max(longest, run)
    }
    let fence = String(repeating: "`", count: longest + 1)
    let pad = longest > 0 || safe.hasPrefix(" ") ? " " : ""
    return fence + pad + safe + pad + fence
  }

  private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse: true
    default: false
    }
  }
}
