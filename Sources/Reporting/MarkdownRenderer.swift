/// Renders a document as Markdown that can be pasted as a comment (GitLab's and GitHub's dialect).
package struct MarkdownRenderer {
  package init() {}

  /// The Markdown with a line feed at its end.
  package func render(_ document: Document) -> String {
    var parts: [String] = []
    for block in document.blocks {
      switch block {
      case .heading(let level, let spans):
        parts.append(String(repeating: "#", count: level + 2) + " " + join(spans))
      case .line(let spans): parts.append(Harmless.lineStart(join(spans)))
      case .table(let rows): parts.append(table(rows))
      case .objects(let objects):
        parts.append(
          objects.map { object in
            ([table([object.cells])] + object.details.map { "  - " + Harmless.code($0.text) })
              .joined(separator: "\n")
          }.joined(separator: "\n"))
      case .verbatim(let text, let language): parts.append(fenced(text, language))
      }
    }
    return parts.isEmpty ? "" : parts.joined(separator: "\n\n") + "\n"
  }

  private func join(_ spans: [Document.Span]) -> String {
    spans.map(paint).joined()
  }

  private func table(_ rows: [[Document.Span]]) -> String {
    rows.map { row in
      "- "
        + Harmless.lineStart(
          row.filter { !$0.text.isEmpty }.map(paint).joined(separator: " "))
    }.joined(separator: "\n")
  }

  private func paint(_ span: Document.Span) -> String {
    switch span.style {
    case .code: return Harmless.code(span.text)
    case .strong:
      // A blank before the closing asterisks would make them text (CommonMark 6.2).
      let text = span.text.hasSuffix(" ") ? String(span.text.dropLast()) : span.text
      let blank = text == span.text ? "" : " "
      return "**" + Harmless.markdown(text) + "**" + blank
    default: return Harmless.markdown(span.text)
    }
  }

  private func fenced(_ text: String, _ language: String) -> String {
    var fence = "```"
    while text.contains(fence) { fence += "`" }
    let safe = text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { Harmless.terminal(String($0)) }.joined(separator: "\n")
    return "\(fence)\(language)\n\(safe)\n\(fence)"
  }
}
