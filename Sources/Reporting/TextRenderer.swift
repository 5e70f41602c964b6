/// Renders a document for a terminal or a plain file.
package struct TextRenderer {
  private let isColored: Bool

  /// Colours are ANSI escapes (ECMA-48, SGR); without them the text is the same.
  package init(isColored: Bool) { self.isColored = isColored }

  /// The text with a line feed at its end, or nothing for an empty document.
  package func render(_ document: Document) -> String {
    var lines: [String] = []
    for block in document.blocks {
      switch block {
      case .heading(1, let spans):
        if !lines.isEmpty { lines.append("") }
        lines.append(join(spans, default: .strong))
      case .heading(_, let spans): lines.append("  " + join(spans))
      case .line(let spans): lines.append("  " + join(spans))
      case .table(let rows): lines += table(rows)
      case .verbatim(let text, _):
        lines += text.split(separator: "\n", omittingEmptySubsequences: false)
          .map { Harmless.terminal(String($0)) }
      }
    }
    return lines.isEmpty ? "" : lines.joined(separator: "\n") + "\n"
  }

  private func table(_ rows: [[Document.Span]]) -> [String] {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      rows.map { $0.count > column ? Self.width($0[column].text) : 0 }.max() ?? 0
    }
    return rows.map { row in
      var line = "   "
      for (column, span) in row.enumerated() {
        line += " " + paint(span)
        guard column < row.count - 1 else { break }
        line += String(repeating: " ", count: widths[column] - Self.width(span.text) + 1)
      }
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
  }

  private static func width(_ text: String) -> Int { Harmless.terminal(text).count }

  private func join(_ spans: [Document.Span], default style: Document.Span.Style? = nil) -> String {
    spans.map { span in
      if let style, span.style == .plain || span.style == .code {
        return paint(Document.Span(span.text, style))
      }
      return paint(span)
    }.joined()
  }

  private func paint(_ span: Document.Span) -> String {
    let text = Harmless.terminal(span.text)
    guard isColored, !text.isEmpty else { return text }
    let code =
      switch span.style {
      case .plain, .code: ""
      case .strong: "1"
      case .good: "32"
      case .warning: "33"
      case .bad: "31"
      case .faint: "2"
      }
    return code.isEmpty ? text : "\u{1B}[\(code)m\(text)\u{1B}[0m"
  }
}
