import Domain
import Fixtures
import Testing

@testable import Reporting

/// The lines of an iCalendar object.
struct CalendarTextTests {
  @Test(arguments: [
    ("plain", "plain"), ("a,b;c\\d", "a\\,b\\;c\\\\d"), ("one\ntwo\n", "one\\ntwo\\n"),
    ("\nfirst", "\\nfirst"),
    ("\u{1B}[31m\r", "\\\\u{1b}[31m\\\\u{d}"), ("", ""),
    ("a:b\"c", "a:b\"c"),
  ]) func `a text is escaped`(_ text: String, _ expected: String) {
    #expect(CalendarText.escaped(text) == expected)
  }

  @Test func `no line has more than 75 octets, and unfolding brings the text back`() throws {
    let alphabet: [Unicode.Scalar] = ["a", " ", "é", "€", "\u{1F600}", ";", "\\"]
    try forEachSeed(200) { seed, generator in
      var value = ""
      for _ in 0..<Int.random(in: 0...400, using: &generator) {
        value.unicodeScalars.append(alphabet.randomElement(using: &generator) ?? "a")
      }
      var text = CalendarText()
      text.text("SUMMARY", value)
      #expect(text.text.hasSuffix("\r\n"), "seed \(seed)")
      let lines = Self.lines(text.text)
      #expect(lines.allSatisfy { $0.utf8.count <= 75 }, "seed \(seed)")
      #expect(lines.dropFirst().allSatisfy { $0.hasPrefix(" ") }, "seed \(seed)")
      let unfolded = text.text.replacing("\r\n ", with: "")
      #expect(
        unfolded == "SUMMARY:\(CalendarText.escaped(value))\r\n", "seed \(seed)")
    }
  }

  /// The content lines as they stand there, folded.
  static func lines(_ text: String) -> [String] {
    String(decoding: Array(text.utf8), as: UTF8.self)
      .replacing("\r\n", with: "\n").split(separator: "\n").map(String.init)
  }
}
