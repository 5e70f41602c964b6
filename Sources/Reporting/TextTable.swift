/// Rows of cells below each other, fitted to a terminal.
///
/// Where a row is wider than the terminal, cells that can be cut are cut first; a row of which too
/// little would be left goes on in the next line, between two cells. No other cell is ever cut or broken: a
/// path that is longer than the line is left to the terminal, so that it can be copied.
enum TextTable {
  /// One line: cells with the spaces that follow each.
  struct Line {
    var indent: Int
    var cells: [(span: Document.Span, padding: Int)] = []
    /// Whether a row begins with it.
    var beginsRow: Bool { indent == TextTable.indent }
  }

  private static let indent = 4
  /// Where a row goes on in another line.
  private static let deeper = 8
  private static let gap = 2
  /// No cell is cut to less than this many columns.
  private static let shortest = 16

  /// - Parameter width: The columns of the terminal; nil where there is none, which cuts nothing.
  static func lines(_ rows: [[Document.Span]], width: Int?) -> [Line] {
    let rows = rows.map { row in
      row.map { Document.Span(Harmless.terminal($0.text), $0.style, canBeCut: $0.canBeCut) }
    }
    var widths = widths(of: rows)
    guard let width else { return rows.map { aligned($0, widths) } }
    let excess = (rows.map { length($0, widths) }.max() ?? 0) - width
    if excess > 0 { shrink(&widths, by: excess, in: rows) }
    return rows.flatMap { row -> [Line] in
      let cut = zip(row, widths).map { span, columns in
        var span = span
        if span.canBeCut { span.text = DisplayWidth.cut(span.text, to: columns) }
        return span
      }
      return length(cut, widths) <= width ? [aligned(cut, widths)] : broken(row, width: width)
    }
  }

  private static func widths(of rows: [[Document.Span]]) -> [Int] {
    (0..<(rows.map(\.count).max() ?? 0)).map { column in
      rows.map { $0.count > column ? DisplayWidth.of($0[column].text) : 0 }.max() ?? 0
    }
  }

  /// The columns that a row takes in a table of such columns.
  private static func length(_ row: [Document.Span], _ widths: [Int]) -> Int {
    guard let last = row.last else { return 0 }
    let before = widths.prefix(row.count - 1).reduce(indent) { $0 + $1 + gap }
    return before + min(DisplayWidth.of(last.text), widths[row.count - 1])
  }

  /// Makes the columns narrower whose cells can be cut, the widest one first.
  private static func shrink(_ widths: inout [Int], by excess: Int, in rows: [[Document.Span]]) {
    var excess = excess
    let columns = widths.indices.filter { column in
      rows.allSatisfy { $0.count <= column || $0[column].canBeCut || $0[column].text.isEmpty }
    }
    for column in columns.sorted(by: { widths[$0] > widths[$1] }) {
      let less = min(excess, max(0, widths[column] - shortest))
      widths[column] -= less
      excess -= less
    }
  }

  private static func aligned(_ row: [Document.Span], _ widths: [Int]) -> Line {
    var line = Line(indent: indent)
    for (column, span) in row.enumerated() {
      let isLast = column == row.count - 1
      line.cells.append(
        (span, isLast ? 0 : widths[column] - DisplayWidth.of(span.text) + gap))
    }
    return line
  }

  /// The row in several lines. A cell that is too long for any line stays where it is.
  private static func broken(_ row: [Document.Span], width: Int) -> [Line] {
    var lines = [Line(indent: indent)]
    var used = indent
    for var span in row where !span.text.isEmpty {
      if span.canBeCut { span.text = DisplayWidth.cut(span.text, to: width - deeper) }
      let columns = DisplayWidth.of(span.text)
      let isFirst = lines[lines.count - 1].cells.isEmpty
      let fits = used + columns <= width || isFirst || deeper + columns > width
      if !fits {
        lines.append(Line(indent: deeper))
        used = deeper
      }
      lines[lines.count - 1].cells.append((span, gap))
      used += columns + gap
    }
    return lines
  }
}
