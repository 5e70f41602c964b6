/// Renders a document for a terminal or a plain file.
package struct TextRenderer {
  private let isColored: Bool
  private let width: Int?

  /// Colours are ANSI escapes (ECMA-48, SGR); without them the text is the same.
  /// - Parameter width: The columns of the terminal, to which tables are fitted; nil where there is
  ///   none: then the text depends on the document alone, and nothing is cut.
  package init(isColored: Bool, width: Int? = nil) {
    self.isColored = isColored
    self.width = width
  }

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
      case .objects(let objects):
        var row = -1
        for line in TextTable.lines(objects.map(\.cells), width: width) {
          if line.beginsRow {
            if row >= 0 { lines += details(of: objects[row]) }
            row += 1
          }
          lines.append(text(of: line))
        }
        if row >= 0 { lines += details(of: objects[row]) }
      case .verbatim(let text, _):
        lines += text.split(separator: "\n", omittingEmptySubsequences: false)
          .map { Harmless.terminal(String($0)) }
      }
    }
    return lines.isEmpty ? "" : lines.joined(separator: "\n") + "\n"
  }

  private func table(_ rows: [[Document.Span]]) -> [String] {
    TextTable.lines(rows, width: width).map(text)
  }

  private func text(of line: TextTable.Line) -> String {
    var text = String(repeating: " ", count: line.indent)
    for cell in line.cells {
      text += paint(cell.span) + String(repeating: " ", count: cell.padding)
    }
    while text.utf8.last == UInt8(ascii: " ") { text.unicodeScalars.removeLast() }
    return text
  }

  private func details(of object: Document.ObjectRow) -> [String] {
    object.details.map { "        " + paint($0) }
  }

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
