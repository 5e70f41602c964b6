/// What a command answers, before it is text or Markdown.
///
/// Strings in it may come from commits, files and targets: whoever renders a document makes them
/// harmless (`TextRenderer`, `MarkdownRenderer`), nobody else needs to.
package struct Document: Sendable, Hashable {
  /// What stands in one line or cell.
  package struct Span: Sendable, Hashable, ExpressibleByStringInterpolation {
    package enum Style: Sendable, Hashable {
      case plain
      /// Names, paths and IDs.
      case code
      case strong
      case good, warning, bad, faint
    }
    package var text: String
    package var style: Style
    /// Whether a terminal too narrow for it may show its start alone. Never so for what people
    /// copy (paths, IDs) and for what they must read to its end (reasons).
    package var canBeCut: Bool

    package init(_ text: String, _ style: Style = .plain, canBeCut: Bool = false) {
      self.text = text
      self.style = style
      self.canBeCut = canBeCut
    }
    package init(stringLiteral text: String) { self.init(text) }
  }

  package enum Block: Sendable, Hashable {
    /// 1 is a binding or another main part, 2 a part of it.
    case heading(Int, [Span])
    case line([Span])
    /// Rows of cells below each other; the last column is as wide as it needs.
    case table([[Span]])
    /// Rows of cells below each other, each with lines of its own below it.
    case objects([ObjectRow])
    /// Lines that are shown as they are, such as a patch.
    case verbatim(String, language: String)
  }

  /// An object and what is said of it.
  package struct ObjectRow: Sendable, Hashable {
    package var cells: [Span]
    /// Each is one line, its text code.
    package var details: [Span] = []
  }

  package var blocks: [Block] = []

  package init() {}

  package mutating func heading(_ level: Int, _ spans: Span...) {
    blocks.append(.heading(level, spans))
  }
  package mutating func line(_ spans: Span...) { blocks.append(.line(spans)) }
  package mutating func table(_ rows: [[Span]]) {
    if !rows.isEmpty { blocks.append(.table(rows)) }
  }
}

/// An answer that can be told as text, as JSON and as Markdown.
package protocol Report: Encodable {
  var document: Document { get }
}

/// A value that JSON shows as `null` where there is none, instead of leaving its key out.
package struct Nullable<Value: Encodable & Sendable>: Encodable, Sendable {
  package var value: Value?

  package init(_ value: Value?) { self.value = value }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let value { try container.encode(value) } else { try container.encodeNil() }
  }
}
