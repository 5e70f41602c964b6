import Configuration
import Domain
import Testing

/// What reading a file told, for comparing it whole.
struct Told {
  var configuration: ConfigurationFile?
  /// The texts of all problems in the file's order, `file:` stripped where it is `f`.
  var texts: [String] = []
  /// Whether the file as a whole was refused.
  var isRefused: Bool { configuration == nil }

  /// Reads a `deploysync.yaml` that is called `f`.
  init(_ yaml: String) throws {
    do {
      let (configuration, warnings) = try ConfigurationFile.read(Array(yaml.utf8), file: "f")
      self.configuration = configuration
      texts = (warnings + configuration.broken.flatMap(\.problems)).sorted {
        ($0.line, $0.column) < ($1.line, $1.column)
      }.map(Self.short)
    } catch let error as ConfigurationError {
      texts = error.problems.map(Self.short)
    }
  }

  /// A file whose keys but `version` and `items` are the given lines, from line 2 on.
  static func file(_ lines: String) throws -> Told {
    try Told("version: 1\n\(lines)\nitems: {}\n")
  }

  /// A file with the item `x`, whose keys are the given lines, from line 4, column 5 on; then the
  /// item `other`.
  static func item(_ lines: String) throws -> Told {
    let indented = lines.split(separator: "\n", omittingEmptySubsequences: false)
      .map { "    \($0)\n" }.joined()
    return try Told(
      "version: 1\nitems:\n  x:\n\(indented)  other: { paths: [other], targets: [live] }\n")
  }

  static func short(_ problem: Problem) -> String {
    String(problem.text.dropFirst(problem.file.utf8.count + 1))
  }
}
