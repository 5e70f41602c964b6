import Reporting
import Testing

/// What a stranger wrote as a subject, a name or a path, in text and in Markdown.
@Suite struct HostileMarkdownTests {
  private func render(_ span: Document.Span) -> String {
    var document = Document()
    document.table([[Document.Span("queued"), span]])
    return MarkdownRenderer().render(document)
  }

  @Test(arguments: [
    ("<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)&gt;"),
    ("@everyone look", "&#64;everyone look"),
    ("[click](https://example.com)", "\\[click\\](https\\://example.com)"),
    ("**bold** `code`", "\\*\\*bold\\*\\* \\`code\\`"),
    ("closes #12 and !34", "closes \\#12 and \\!34"),
    ("a | b", "a \\| b"),
    ("www.example.com", "www\\.example.com"),
    ("\u{202E}reversed", "\\\\u\\{202e\\}reversed"),
    ("\u{1B}[31mred", "\\\\u\\{1b\\}\\[31mred"),
    ("line\nfeed", "line\\\\u\\{a\\}feed"),
  ])
  func `a subject stays a text in Markdown`(_ subject: String, _ shown: String) {
    #expect(render(Document.Span(subject)) == "- queued \(shown)\n")
  }

  @Test(arguments: [
    ("data/a.yaml", "`data/a.yaml`"), ("a`b", "`` a`b ``"), ("a``b", "``` a``b ```"),
    ("<b>", "`<b>`"), ("a|b", "`a\\|b`"), (" a", "``  a ``"),
  ])
  func `a path stays code`(_ path: String, _ shown: String) {
    let text = render(Document.Span(path, .code))
    // One more backtick than it holds, or a space around where it begins with one.
    #expect(text == "- queued \(shown)\n" || path == " a" && text == "- queued `  a `\n")
  }

  @Test(arguments: ["# heading", "- item", "+ item", "1. item", "12) item", "> quote", "=== "])
  func `the start of a line is no list, heading or quote`(_ subject: String) {
    var document = Document()
    document.line(Document.Span(subject))
    let text = MarkdownRenderer().render(document)
    #expect(
      text.hasPrefix("\\") || text.hasPrefix("&gt;") || text.hasPrefix("1\\")
        || text.hasPrefix("12\\"))
  }

  @Test func `a fence cannot be closed from inside`() {
    var document = Document()
    document.blocks = [.verbatim("a\n```\n# not a heading\n````", language: "diff")]
    let text = MarkdownRenderer().render(document)
    #expect(text.hasPrefix("`````diff\n"))
    #expect(text.hasSuffix("\n`````\n"))
  }

  @Test(arguments: ["\u{1B}]0;title\u{07}", "a\rb", "\u{9B}31m", "\u{200B}", "\u{2066}x"])
  func `text controls no terminal`(_ subject: String) {
    var document = Document()
    document.table([[Document.Span(subject, canBeCut: true), Document.Span("end")]])
    for width in [nil, 40] {
      let text = TextRenderer(isColored: false, width: width).render(document)
      #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 && $0.value < 0x7f })
    }
  }
}
