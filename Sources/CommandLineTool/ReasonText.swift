import ArgumentParser

/// What somebody says for the ledger, where it stays: not empty.
enum ReasonText {
  /// The text as it was typed. Throws `ValidationError` with what to write where there is none.
  static func read(_ argument: String) throws -> String {
    try read(argument, asking: "write a few words; they stay in the ledger, for everybody to read")
  }

  /// The same with another clause that says what to write.
  static func read(_ argument: String, asking request: String) throws -> String {
    guard argument.unicodeScalars.contains(where: isVisible) else {
      throw ValidationError(request)
    }
    return argument
  }

  /// Whether a person sees it: no blank, and nothing that only controls or joins.
  private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .spaceSeparator, .lineSeparator, .paragraphSeparator, .unassigned,
      .surrogate:
      false
    default: !scalar.properties.isWhitespace
    }
  }
}
