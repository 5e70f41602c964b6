import Yams

/// The text of a YAML file, read into values; the only place that knows Yams, with the conversion.
enum YAMLDocument {
  /// 4 MiB: a hundred times a large configuration.
  static let limitBytes = 4 << 20

  /// Reads the only document of a file; nil where it is empty.
  ///
  /// Throws a `ConfigurationError` where the bytes are too many, not UTF-8 or not YAML. Duplicate
  /// keys and what else a value cannot be are part of the result, for the reader to report.
  ///
  /// Needs a stack of 2 MiB for the deepest nesting that libyaml reads (1000 levels).
  static func parse(_ bytes: [UInt8], file: String) throws -> YAMLValue? {
    guard bytes.count <= limitBytes else {
      throw failure(
        "the file has \(bytes.count) bytes, expected at most \(limitBytes)", .start, file)
    }
    guard let whole = String(validating: bytes, as: UTF8.self) else {
      throw failure("expected UTF-8, found other bytes", invalidPosition(bytes), file)
    }
    let text = whole.unicodeScalars.first == "\u{feff}" ? String(whole.dropFirst()) : whole
    if let position = AliasBomb.position(in: text) {
      throw failure(
        "anchors and aliases are not supported, write the values out", position, file)
    }
    return try parse(text, DuplicateKeys(), file)
  }

  private static func parse(
    _ text: String, _ found: DuplicateKeys, _ file: String
  ) throws -> YAMLValue? {
    do {
      // The basic resolver gives no types: no regular expressions, and `on` stays a text. The
      // encoding is said because the default reads the environment.
      let parser = try Parser(
        yaml: text, resolver: .basic, constructor: .default, encoding: .utf8)
      let root = try parser.singleRoot()
      let conversion = YAMLConversion(
        renamed: found.names, end: Position(of: text.endIndex, in: text))
      return withExtendedLifetime(parser) { root.map { conversion.value($0) } }
    } catch YamlError.duplicatedKeysInMapping(let names, let context) {
      var found = found
      let position = Position(context.mark)
      guard let name = names.first, let renamed = found.rename(name, at: position, in: text) else {
        throw ConfigurationError(file: file, problems: found.problems(file))
      }
      return try parse(renamed, found, file)
    } catch let error as YamlError {
      let syntax = SyntaxProblem(error, text)
      let problem = Problem(
        file: file, line: syntax.position.line, column: syntax.position.column,
        message: syntax.message)
      throw ConfigurationError(
        file: file, problems: (found.problems(file) + [problem]).inFileOrder)
    }
  }

  private static func failure(
    _ message: String, _ position: Position, _ file: String
  ) -> ConfigurationError {
    ConfigurationError(
      file: file,
      problems: [
        Problem(file: file, line: position.line, column: position.column, message: message)
      ])
  }

  /// Where the first byte is that is not UTF-8's: the first replacement that the bytes do not hold.
  private static func invalidPosition(_ bytes: [UInt8]) -> Position {
    var valid = 0
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    while case .scalarValue(let scalar) = decoder.decode(&iterator) {
      valid += UTF8.width(scalar)
    }
    let text = String(decoding: bytes[..<min(valid, bytes.count)], as: UTF8.self)
    return Position(of: text.endIndex, in: text)
  }
}
