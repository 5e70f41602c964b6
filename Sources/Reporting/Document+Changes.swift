import Differences
import Syncing

extension Document {
  /// Adds objects, each with what changes about it below.
  mutating func objects(
    _ objects: [(cells: [Span], change: ObjectChange?)], limitLines: Int
  ) {
    var rows: [ObjectRow] = []
    for (cells, change) in objects {
      rows.append(ObjectRow(cells: cells, details: change.map { $0.details(limitLines) } ?? []))
      let patches = [change?.patch, change?.lostPatch].compactMap(\.self)
      guard !patches.isEmpty else { continue }
      blocks.append(.objects(rows))
      rows = []
      for patch in patches {
        blocks.append(.verbatim(Self.cut(patch, limitLines), language: "diff"))
      }
    }
    if !rows.isEmpty { blocks.append(.objects(rows)) }
  }

  private static func cut(_ patch: String, _ limit: Int) -> String {
    var lines = patch.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last == "" { lines.removeLast() }
    let more = lines.count - limit * 2
    guard more > 0 else { return lines.joined(separator: "\n") }
    return lines.prefix(limit * 2).joined(separator: "\n") + "\n… \(more) more lines"
  }
}

extension ObjectChange {
  /// The lines that tell it, at most so many of values.
  func details(_ limit: Int) -> [Document.Span] {
    var lines: [Document.Span] = []
    func add(_ texts: [String], _ style: Document.Span.Style) {
      lines += texts.prefix(limit).map { Document.Span($0, style) }
      if texts.count > limit {
        lines.append(Document.Span("… \(texts.count - limit) more values", .faint))
      }
    }
    if let difference {
      switch difference.kind {
      case .values: add(difference.changes.map(\.text), .plain)
      case .layout:
        let hidden = difference.hasSecrets ? "; it holds secrets, no line is shown" : ""
        lines.append(Document.Span("only comments or layout" + hidden, .faint))
      case .text where difference.hasSecrets:
        lines.append(Document.Span("lines change; it holds secrets, none is shown", .faint))
      case .text: break
      case .binary: lines.append(Document.Span("it is not text", .faint))
      }
    }
    lines += notes.map { Document.Span($0, .faint) }
    if !lost.isEmpty {
      lines.append(
        Document.Span("changed by hand on the target, lost where this is written:", .bad))
      add(lost.map(\.text), .warning)
    }
    if lostPatch != nil {
      lines.append(
        Document.Span(
          "the last lines below were changed by hand, lost where this is written:", .bad))
    }
    return lines
  }
}
