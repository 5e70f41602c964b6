/// A place in a file; both numbers start at 1, columns are counted in Unicode scalars.
struct Position: Hashable, Comparable, Sendable {
  var line: Int
  var column: Int

  /// Where a file starts.
  static let start = Position(line: 1, column: 1)

  static func < (a: Position, b: Position) -> Bool {
    (a.line, a.column) < (b.line, b.column)
  }
}

extension Position {
  /// The position of an index of the text.
  init(of index: String.Index, in text: String) {
    self = .start
    let scalars = text.unicodeScalars
    for other in scalars.indices {
      if other >= index { return }
      if LineBreak.ends(at: other, in: scalars) {
        line += 1
        column = 1
      } else {
        column += 1
      }
    }
  }

  /// The index of the text at this position; nil where the text has no such place.
  func index(in text: String) -> String.Index? {
    let scalars = text.unicodeScalars
    var place = Position.start
    for index in scalars.indices {
      if place == self { return index }
      if LineBreak.ends(at: index, in: scalars) {
        place = Position(line: place.line + 1, column: 1)
      } else {
        place.column += 1
      }
    }
    return nil
  }
}

/// The line breaks of YAML 1.1 (section 5.4), which libyaml counts.
enum LineBreak {
  /// Whether a line break ends with this scalar: LF, CR without LF behind it, NEL, LS, PS.
  static func ends(at index: String.Index, in scalars: String.UnicodeScalarView) -> Bool {
    switch scalars[index].value {
    case 0x0a, 0x85, 0x2028, 0x2029: return true
    case 0x0d:
      let next = scalars.index(after: index)
      return next == scalars.endIndex || scalars[next].value != 0x0a
    default: return false
    }
  }
}
