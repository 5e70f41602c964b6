import Testing

@testable import GitProgram

struct OutputTextTests {
  @Test(arguments: [
    ("fatal: 'https://user:pass@host/x'", "fatal: 'https://host/x'"),
    ("https://token@host/x ssh://a@b:22/c", "https://host/x ssh://b:22/c"),
    ("https://a:p@ss@host/@x", "https://host/@x"),
    ("https://host/a@b", "https://host/a@b"),
    ("no url@here", "no url@here"), ("://", "://"), ("x://@", "x://"),
  ])
  func `the user of a URL is left out`(text: String, expected: String) {
    #expect(OutputText.lines(Array(text.utf8)) == [expected])
  }

  @Test func `what controls a terminal is left out, and lines are parted`() {
    let text = "remote: \u{1b}[31mred\u{1b}[0m\nRecv: 1%\rRecv: 2%\n\n\u{202e}evil\u{7}\r\n"
    #expect(
      OutputText.lines(Array(text.utf8)) == ["remote: [31mred[0m", "Recv: 1%", "Recv: 2%", "evil"])
  }

  @Test func `only the last lines are kept`() {
    let text = (1...100).map { "line \($0)" }.joined(separator: "\n")
    #expect(OutputText.lines(Array(text.utf8)) == (81...100).map { "line \($0)" })
  }
}
