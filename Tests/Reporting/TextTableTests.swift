import Reporting
import Testing

@testable import Reporting

/// Tables on wide and narrow terminals, and on none.
@Suite struct TextTableTests {
  private static let path =
    "data/triggers/a-rather-long-folder/escalate-outages-of-the-mail-system.yaml"

  private static func document() -> Document {
    var document = Document()
    document.heading(1, Document.Span("triggers@production", .code))
    document.table([
      entry("queued", "!14", "Olga Operator", "Tag outages with the system that is down, 日本語の件名も"),
      entry("held", "!7", "李小龍", "Greet"),
    ])
    document.table([[Document.Span("M"), Document.Span(path, .code)]])
    return document
  }

  private static func entry(
    _ status: String, _ request: String, _ author: String, _ title: String
  ) -> [Document.Span] {
    [
      Document.Span(status, .warning), Document.Span("82f6c63958", .code), Document.Span(request),
      Document.Span("2026-11-05 08:00 UTC", .faint), Document.Span(author, canBeCut: true),
      Document.Span(title, canBeCut: true),
    ]
  }

  private func lines(_ width: Int?, isColored: Bool = false) -> [String] {
    TextRenderer(isColored: isColored, width: width).render(Self.document())
      .split(separator: "\n").map(String.init)
  }

  @Test func `without a terminal nothing is cut, and columns stand below each other`() {
    #expect(
      lines(nil) == [
        "triggers@production",
        "    queued  82f6c63958  !14  2026-11-05 08:00 UTC  Olga Operator  "
          + "Tag outages with the system that is down, 日本語の件名も",
        "    held    82f6c63958  !7   2026-11-05 08:00 UTC  李小龍         Greet",
        "    M  \(Self.path)",
      ])
  }

  @Test func `a wide terminal shows the same`() { #expect(lines(200) == lines(nil)) }

  @Test func `at 80 columns a title without room goes on in another line, and the path is whole`() {
    #expect(
      lines(80) == [
        "triggers@production",
        "    queued  82f6c63958  !14  2026-11-05 08:00 UTC  Olga Operator",
        "        Tag outages with the system that is down, 日本語の件名も",
        "    held    82f6c63958  !7   2026-11-05 08:00 UTC  李小龍         Greet",
        "    M  \(Self.path)",
      ])
  }

  @Test func `at 100 columns the title is cut`() {
    #expect(
      lines(100)[1]
        == "    queued  82f6c63958  !14  2026-11-05 08:00 UTC  Olga Operator  "
        + "Tag outages with the system that …")
  }

  @Test func `at 40 columns rows go on in another line`() {
    #expect(
      lines(40) == [
        "triggers@production",
        "    queued  82f6c63958  !14",
        "        2026-11-05 08:00 UTC",
        "        Olga Operator",
        "        Tag outages with the system tha…",
        "    held  82f6c63958  !7",
        "        2026-11-05 08:00 UTC  李小龍",
        "        Greet",
        "    M  \(Self.path)",
      ])
  }

  @Test(arguments: [40, 60, 72, 80, 100, 120, 200])
  func `no line but one with a long path is wider than the terminal`(_ width: Int) {
    for line in lines(width) where !line.contains(Self.path) {
      #expect(DisplayWidth.of(line) <= width, "\(line)")
    }
    #expect(lines(width).contains { $0.contains(Self.path) })
  }

  @Test(arguments: [nil, 40, 80])
  func `colours change no text`(_ width: Int?) {
    let colored = lines(width, isColored: true).joined(separator: "\n")
    #expect(colored.contains("\u{1B}[33mqueued\u{1B}[0m"))
    let plain = colored.replacing(/\u{1B}\[[0-9]*m/, with: "")
    #expect(plain == lines(width).joined(separator: "\n"))
  }

  @Test func `a reason is never cut`() {
    var document = Document()
    let reason = String(repeating: "why it is so ", count: 20)
    document.table([
      [Document.Span("failed", .bad), Document.Span("a.yaml", .code), Document.Span(reason)]
    ])
    for width in [40, 80] {
      let text = TextRenderer(isColored: false, width: width).render(document)
      #expect(text.contains(reason.dropLast()))
    }
  }
}
