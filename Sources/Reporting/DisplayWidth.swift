/// How many columns of a terminal a text takes.
enum DisplayWidth {
  /// The sum of its characters, as wcwidth(3) counts them: two columns for what Unicode calls wide
  /// or full width (UAX #11), none for marks that stand on the character before, else one.
  static func of(_ text: String) -> Int {
    if text.isPrintableASCII { return text.utf8.count }
    return text.unicodeScalars.reduce(0) { $0 + width($1) }
  }

  /// The text, or where it is wider than so many columns its start and an ellipsis.
  static func cut(_ text: String, to columns: Int) -> String {
    guard of(text) > columns else { return text }
    var start = ""
    var used = 1
    for character in text {
      used += of(String(character))
      guard used <= columns else { break }
      start.append(character)
    }
    return start + "…"
  }

  private static func width(_ scalar: Unicode.Scalar) -> Int {
    if scalar.value < 0x300 { return 1 }
    // Hangul's vowels and final consonants are drawn into the syllable that a consonant began.
    if (0x1160...0x11ff).contains(scalar.value) { return 0 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    if wide.contains(where: { $0.contains(scalar.value) }) { return 2 }
    let isFlagLetter = (0x1f1e6...0x1f1ff).contains(scalar.value)
    return scalar.properties.isEmojiPresentation && !isFlagLetter ? 2 : 1
  }

  /// The ranges of East Asian Width W and F (EastAsianWidth.txt of Unicode 15) beside emoji.
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115f, 0x2329...0x232a, 0x2e80...0x303e, 0x3041...0x3247, 0x3250...0x4dbf,
    0x4e00...0xa4cf, 0xa960...0xa97f, 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe10...0xfe19,
    0xfe30...0xfe6f, 0xff01...0xff60, 0xffe0...0xffe6, 0x16fe0...0x18cff, 0x18d00...0x18d08,
    0x1aff0...0x1b2ff, 0x1f200...0x1f202, 0x1f210...0x1f23b, 0x1f240...0x1f248, 0x1f250...0x1f251,
    0x1f260...0x1f265, 0x20000...0x2fffd, 0x30000...0x3fffd,
  ]
}

extension String {
  /// Whether it has nothing but the characters from space to tilde: each takes a column, none does
  /// anything to a terminal. Most texts are so, and need no look at each character's properties.
  var isPrintableASCII: Bool { utf8.allSatisfy { (0x20..<0x7f).contains($0) } }
}
