/// Takes values out of a document and notes everything that is wrong with them.
///
/// Each reading function returns nil where it noted an error.
struct ValueReader {
  let file: String
  /// The item or target it reads; nil for the file's own keys.
  let item: String?
  private(set) var problems: [Problem] = []
  private var noted: Set<Problem> = []
  /// Whether anything is noted that is not a warning.
  private(set) var hasErrors = false

  init(file: String, item: String? = nil) {
    self.file = file
    self.item = item
  }

  /// Notes an error.
  mutating func error(_ message: String, at position: Position, suggestion: String? = nil) {
    note(.error, message, position, suggestion)
  }

  /// Notes a warning.
  mutating func warning(_ message: String, at position: Position) {
    note(.warning, message, position, nil)
  }

  private mutating func note(
    _ severity: Problem.Severity, _ message: String, _ position: Position, _ suggestion: String?
  ) {
    let problem = Problem(
      severity: severity, file: file, line: position.line, column: position.column,
      message: message, suggestion: suggestion, item: item)
    if noted.insert(problem).inserted { problems.append(problem) }
    hasErrors = hasErrors || severity == .error
  }

  /// Notes that the value is not what it must be.
  mutating func mismatch(_ value: YAMLValue, expected: String, suggestion: String? = nil) {
    if case .refused(let why) = value.content {
      error(why, at: value.position)
    } else {
      error(
        "expected \(expected), found \(value.description)", at: value.position,
        suggestion: suggestion)
    }
  }

  /// A text without control characters.
  mutating func text(_ value: YAMLValue, expected: String) -> String? {
    guard let text = value.text, !text.isEmpty, text.unicodeScalars.allSatisfy(\.isVisible) else {
      mismatch(value, expected: expected)
      return nil
    }
    return text
  }

  /// One of the words of the place.
  mutating func word(_ value: YAMLValue, of place: Place) -> String? {
    guard let text = value.text else {
      mismatch(value, expected: place.words.alternatives)
      return nil
    }
    if place.words.contains(text) { return text }
    if place.missingWords.contains(text) {
      error(MissingFeature.message(text), at: value.position)
    } else {
      mismatch(
        value, expected: place.words.alternatives,
        suggestion: Suggestion.nearest(to: text, in: place.words))
    }
    return nil
  }

  /// The values of a list; none where nothing is there.
  mutating func list(_ value: YAMLValue, expected: String) -> [YAMLValue]? {
    if value.isNull { return [] }
    guard case .list(let values) = value.content else {
      mismatch(
        value, expected: expected,
        suggestion: value.text.flatMap { $0.isEmpty ? nil : "[\($0)]" })
      return nil
    }
    return values
  }

  /// The fields of a mapping whose keys anybody can name; none where nothing is there. Those with
  /// a key that cannot be used are noted and left out.
  mutating func namedFields(_ value: YAMLValue, expected: String) -> [YAMLField]? {
    if value.isNull { return [] }
    guard case .fields(let fields) = value.content else {
      mismatch(value, expected: expected)
      return nil
    }
    return fields.filter { field in
      if let flaw = field.flaw { error(flaw, at: field.position) }
      return field.flaw == nil
    }
  }

  /// The fields of a mapping whose keys the schema names.
  mutating func fields(
    _ value: YAMLValue, of place: Place, expected: String, owner: Position
  ) -> Fields? {
    guard let all = namedFields(value, expected: expected) else { return nil }
    var fields = Fields(owner: owner)
    for field in all {
      if place.words.contains(field.key) {
        fields.values[field.key] = field.value
        fields.positions[field.key] = field.position
      } else if place.missingWords.contains(field.key) {
        error(MissingFeature.message(field.key), at: field.position)
      } else {
        unknown(field, place)
      }
    }
    return fields
  }

  /// Notes a key that the place does not have.
  mutating func unknown(_ field: YAMLField, _ place: Place) {
    if place == .directory, field.key == "credentials" {
      return error("a `directory` takes no `credentials`", at: field.position)
    }
    if place == .branch, field.key == "credentials" {
      return error(
        "a `git` takes no `credentials`, expected git's own: its credential helpers, ssh keys",
        at: field.position)
    }
    if place == .ssh, field.key == "credentials" {
      return error(
        "an `ssh` takes no `credentials`: ssh has its own, in its configuration and agent",
        at: field.position)
    }
    let key = field.key.isEmpty ? "an empty key" : "unknown key \(field.key.inCode)"
    let suggestion = Suggestion.nearest(to: field.key, in: place.words + place.missingWords)
    let expected = suggestion == nil ? ", expected \(place.words.alternatives)" : ""
    error(key + expected, at: field.position, suggestion: suggestion)
  }
}

/// The fields of a mapping with a schema, by their keys.
struct Fields {
  /// Where to point for a key that is missing.
  var owner: Position
  var values: [String: YAMLValue] = [:]
  /// Where the keys are.
  var positions: [String: Position] = [:]

  subscript(key: String) -> YAMLValue? { values[key] }
}

extension [Problem] {
  /// Sorted by their places; those of one place stay in their order.
  var inFileOrder: [Problem] {
    enumerated().sorted {
      ($0.element.line, $0.element.column, $0.offset)
        < ($1.element.line, $1.element.column, $1.offset)
    }.map(\.element)
  }
}
