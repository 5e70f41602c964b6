import Yams

/// What Yams could not read, in words that say what to do.
struct SyntaxProblem {
  var message: String
  var position: Position

  /// Translates an error of libyaml; marks count from 1 there already.
  init(_ error: YamlError, _ text: String) {
    switch error {
    case .scanner(let context, let problem, let mark, _),
      .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      // Where the last line has no line break, libyaml's end of the file is a line too far.
      let end = Position(of: text.endIndex, in: text)
      position = min(Self.isIndicator(context) ? Position(context?.mark) : Position(mark), end)
      message = Self.message(problem, context, position, position.scalar(in: text))
    case .reader(let problem, _, _, _):
      let scalars = text.unicodeScalars
      let index = scalars.firstIndex { !Self.isAllowed($0) }
      position = index.map { Position(of: $0, in: text) } ?? .start
      message =
        index.map { "the character \(scalars[$0].codePoint) is not allowed in YAML" }
        ?? "not readable as YAML: \(problem)"
    default:
      position = .start
      message = "not readable as YAML"
    }
  }

  /// Whether the error is behind an indicator that was probably meant as text.
  private static func isIndicator(_ context: YamlError.Context?) -> Bool {
    ["while scanning an alias", "while scanning an anchor"].contains(context?.text)
  }

  private static func message(
    _ problem: String, _ context: YamlError.Context?, _ position: Position,
    _ scalar: Unicode.Scalar?
  ) -> String {
    let place = context?.text
    if problem == "found undefined alias" || place == "while scanning an alias" {
      return "a text that starts with `*` needs quotes"
    }
    if place == "while scanning an anchor" { return "a text that starts with `&` needs quotes" }
    if scalar == "\t" { return "expected spaces, found a tab" }
    if place == "while scanning for the next token", let scalar {
      return "a text that starts with \(String(scalar).inCode) needs quotes"
    }
    if problem == "but found another document" {
      return "expected one document, found another one"
    }
    let start = context.map { $0.mark.line < position.line ? " from line \($0.mark.line) on" : "" }
    let during = context.map { " " + $0.text.escaped } ?? ""
    return "not readable as YAML: \(problem.escaped)" + during + (start ?? "")
  }

  /// The characters that YAML 1.1 allows (section 5.1).
  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0a, 0x0d, 0x20...0x7e, 0x85, 0xa0...0xd7ff, 0xe000...0xfefe, 0xff00...0xfffd,
      0x10000...0x10ffff:
      true
    default: false
    }
  }
}

extension Position {
  /// The scalar there.
  fileprivate func scalar(in text: String) -> Unicode.Scalar? {
    index(in: text).map { text.unicodeScalars[$0] }
  }
}
