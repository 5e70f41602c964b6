package import Configuration

/// The answer of `check`: every problem of both files.
package struct CheckReport: Report {
  struct ProblemValue: Encodable {
    var severity: String
    var file: String
    var line: Int
    var column: Int
    var message: String
    var suggestion: Nullable<String>
    var item: Nullable<String>
  }

  var schema = 1
  var problems: [ProblemValue]
  private var texts: [(isError: Bool, text: String)]
  private var files: [String]

  private enum CodingKeys: String, CodingKey { case schema, problems }

  /// - Parameter files: what was checked.
  package init(_ problems: [Problem], files: [String]) {
    self.files = files
    texts = problems.map { ($0.severity == .error, $0.text) }
    self.problems = problems.map {
      ProblemValue(
        severity: $0.severity.rawValue, file: $0.file, line: $0.line, column: $0.column,
        message: $0.message, suggestion: Nullable($0.suggestion), item: Nullable($0.item))
    }
  }

  package var hasErrors: Bool { texts.contains(where: \.isError) }

  package var document: Document {
    var document = Document()
    for (isError, text) in texts {
      document.line(Document.Span(text, isError ? .bad : .warning))
    }
    if !hasErrors {
      let found = texts.isEmpty ? "" : ", with \(counted(texts.count, "warning"))"
      document.line(Document.Span("\(files.joined(separator: " and ")): valid\(found)", .good))
    }
    return document
  }
}
