import Fixtures
import Foundation
import Testing

@testable import Reporting

/// How many columns a text takes, as Python's Unicode database has it.
@Suite struct DisplayWidthTests {
  @Test func `a character is as wide as Unicode says`() throws {
    let folder = try TemporaryFolder()
    // Every assigned character: 0 for marks, 2 for wide and full width, else 1. Hangul's vowels and
    // final consonants are zero by what terminals do, so they are left out.
    let script = """
      import sys, unicodedata
      out = []
      for code in range(0x20, 0x40000):
          if 0xd800 <= code <= 0xdfff or 0x1160 <= code <= 0x11ff: continue
          category = unicodedata.category(chr(code))
          if category in ("Cn", "Co", "Cc", "Cf"): continue
          wide = unicodedata.east_asian_width(chr(code)) in "WF"
          out.append("%d %d" % (code, 0 if category in ("Mn", "Me") else 2 if wide else 1))
      print("\\n".join(out))
      """
    let result = try Program.run(
      "python3", ["-c", script], in: folder.path,
      environment: HermeticEnvironment.variables(home: folder.path))
    try #require(result.status == 0, "\(result.errorText)")
    let lines = result.text.split(separator: "\n")
    try #require(lines.count > 100_000)
    var wrong: [String] = []
    var otherVersion = 0
    for line in lines {
      let numbers = line.split(separator: " ").compactMap { UInt32($0) }
      guard let scalar = Unicode.Scalar(numbers[0]) else { continue }
      // A few characters are marks in one version of Unicode and letters in another.
      let category = scalar.properties.generalCategory
      let isMark = category == .nonspacingMark || category == .enclosingMark
      if isMark != (numbers[1] == 0) {
        otherVersion += 1
      } else if DisplayWidth.of(String(Character(scalar))) != Int(numbers[1]) {
        wrong.append("U+\(String(numbers[0], radix: 16)) is \(numbers[1])")
      }
    }
    #expect(otherVersion < 20)
    #expect(wrong == [])
  }

  @Test(arguments: [
    ("", 0), ("abc", 3), ("日本語", 6), ("e\u{301}", 1), ("🚀 go", 5), ("한글", 4), ("ﬀ", 1),
    ("\u{1112}\u{1161}\u{11ab}", 2),
  ])
  func `texts are the sum of their characters`(_ text: String, _ width: Int) {
    #expect(DisplayWidth.of(text) == width)
  }

  @Test(arguments: [
    ("short", 10, "short"), ("exactly", 7, "exactly"), ("one too long", 11, "one too lo…"),
    ("日本語の件名", 7, "日本語…"), ("日本語の件名", 6, "日本…"), ("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}…"),
  ])
  func `what is too wide is cut between characters`(_ text: String, _ width: Int, _ cut: String) {
    #expect(DisplayWidth.cut(text, to: width) == cut)
    #expect(DisplayWidth.of(cut) <= width)
  }
}
