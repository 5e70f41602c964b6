/// What git printed, made fit to be shown: git repeats URLs with their passwords, and passes on
/// whatever a server sends.
enum OutputText {
  /// How many of the last lines are kept.
  private static let lineLimit = 20

  /// The last lines without empty ones, without control characters and without the names and
  /// passwords of URLs.
  static func lines(_ bytes: [UInt8]) -> [String] {
    String(decoding: bytes, as: UTF8.self).unicodeScalars
      // Progress lines end in a carriage return.
      .split { $0 == "\n" || $0 == "\r" }
      .map { line in
        redacted(String(String.UnicodeScalarView(line.filter { !controls($0) })))
      }
      .filter { !$0.allSatisfy(\.isWhitespace) }
      .suffix(lineLimit)
      .map { $0 }
  }

  /// The text with `//` and no user behind it in every URL (RFC 3986, 3.2: the user ends at the
  /// last `@` before the path).
  static func redacted(_ text: String) -> String {
    var result = ""
    var rest = text[...]
    while let separator = rest.firstRange(of: "://") {
      result += rest[..<separator.upperBound]
      rest = rest[separator.upperBound...]
      let authority = rest.prefix { !$0.isWhitespace && !"/?#'\"`<>".contains($0) }
      if let at = authority.lastIndex(of: "@") { rest = rest[rest.index(after: at)...] }
    }
    return result + rest
  }

  private static func controls(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }
}
