/// Makes text from commits, files and targets harmless.
enum Harmless {
  /// For a terminal: control characters and such that change the direction or hide text are shown
  /// by their number, so that nothing but this tool controls the terminal.
  static func terminal(_ text: String) -> String {
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

  /// For Markdown: every character with a meaning in CommonMark, HTML or a server's references is
  /// escaped (CommonMark 0.31, 2.4), and mentions and references are broken by an entity.
  static func markdown(_ text: String) -> String {
    var result = ""
    for character in terminal(text).unicodeScalars {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "@": result += "&#64;"
      case "\\", "`", "*", "_", "{", "}", "[", "]", "(", ")", "#", "+", "-", ".", "!", "|", "~",
        "$", ":", "\"", "'", "=", "^":
        result += "\\"
        result.unicodeScalars.append(character)
      default: result.unicodeScalars.append(character)
      }
    }
    return result
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
