package import Domain

/// One thing that is wrong, or questionable, in a configuration file.
package struct Problem: Hashable, Sendable {
  /// Whether it stops what it is in.
  package enum Severity: String, Sendable, Hashable {
    case error, warning
  }

  package var severity: Severity
  /// The file as the reader was told to call it.
  package var file: String
  /// Counted from 1.
  package var line: Int
  /// Counted from 1, in Unicode scalars.
  package var column: Int
  /// What is wrong and what was expected, without a period at the end; safe for a terminal.
  package var message: String
  /// The nearest word that would have been right.
  package var suggestion: String?
  /// The item or target it is inside of; nil where it is the whole file's.
  package var item: String?

  package init(
    severity: Severity = .error, file: String, line: Int, column: Int, message: String,
    suggestion: String? = nil, item: String? = nil
  ) {
    self.severity = severity
    self.file = file
    self.line = line
    self.column = column
    self.message = message
    self.suggestion = suggestion
    self.item = item
  }

  /// The way compilers say it:
  /// ``deploysync.yaml:12:5: error: unknown key `shedule`, did you mean `schedule`?``.
  package var text: String { "\(file):\(line):\(column): \(severity.rawValue): \(sentence)" }

  /// The message and the suggestion.
  var sentence: String { message + (suggestion.map { ", did you mean \($0.inCode)?" } ?? "") }
}

/// A configuration file that cannot be used as a whole.
package struct ConfigurationError: ExplainedError, Hashable {
  /// The file as the reader was told to call it.
  package var file: String
  /// Everything that was found, in the file's order: warnings and the errors inside items too.
  package var problems: [Problem]
  package var hints: [String]

  package init(
    file: String, problems: [Problem],
    hints: [String] = ["correct the file, then try it with `deploysync check`"]
  ) {
    self.file = file
    self.problems = problems
    self.hints = hints
  }

  package var category: FailureCategory { .configuration }

  package var message: String {
    let errors = problems.count { $0.severity == .error }
    return "\(file.escaped) is invalid: \(errors) \(errors == 1 ? "error" : "errors")"
  }

  package var causes: [String] { problems.map(\.text) }
}
