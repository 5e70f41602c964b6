import Domain

/// Paths of records and answers as people see them everywhere: the way git quotes them.
enum ShownPath {
  /// The path of a record or of JSON, and where it was before.
  static func text(_ portable: String, from source: String? = nil) -> String {
    let path = GitPath(portable: portable)?.quoted ?? portable
    return source.map { "\(text($0)) -> \(path)" } ?? path
  }
}
