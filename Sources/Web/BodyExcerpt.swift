import Credentials

/// The beginning of an error's body as one harmless line.
enum BodyExcerpt {
  /// How many bytes are looked at.
  private static let searchedBytes = 64 << 10
  private static let shownCharacters = 200

  /// Without secrets, markup's line ends and characters that control a terminal; empty where the body
  /// is no text.
  static func text(of body: [UInt8], _ redactor: Redactor) -> String {
    var searched = Array(body.prefix(searchedBytes))
    // A character or a secret that the limit cuts is not to be shown half.
    if body.count > searched.count { searched.removeLast(8 << 10) }
    guard !searched.contains(0) else { return "" }
    let text = redactor.redacted(String(decoding: searched, as: UTF8.self))
    var line = ""
    var isSpace = true
    for scalar in text.unicodeScalars {
      if scalar.properties.isWhitespace {
        if !isSpace { line += " " }
        isSpace = true
      } else if isVisible(scalar) {
        line.unicodeScalars.append(scalar)
        isSpace = false
      }
      if line.count > shownCharacters { return String(line.prefix(shownCharacters)) + " […]" }
    }
    return isSpace ? String(line.dropLast(line.isEmpty ? 0 : 1)) : line
  }

  private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse: false
    default: true
    }
  }
}
