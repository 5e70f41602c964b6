import Domain

/// The rules for paths in the repository.
enum Paths {
  /// Why the text cannot be a path of an item, to follow "the path …"; nil where it can.
  static func flaw(of path: String) -> String? {
    if path.isEmpty { return "is empty" }
    if path == "." { return nil }
    if path.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
      return "holds a control character"
    }
    if path.hasPrefix("/") { return "starts with `/`, expected one relative to the repository" }
    if path.hasSuffix("\\") { return "ends with a backslash" }
    let isPattern = path.contains("*") || path.contains("?")
    var components = path.split(separator: "/", omittingEmptySubsequences: false)
    if components.last == "" {
      if isPattern { return "ends with `/`, which a pattern cannot, since it matches files" }
      components.removeLast()
    }
    for component in components {
      switch component.lowercased() {
      case "": return "holds `//`"
      case ".": return "holds `.` as a folder"
      case "..": return "holds `..`"
      case ".git": return "holds `.git`"
      default: continue
      }
    }
    return nil
  }

  /// The repository and the path of `managed:triggers`: there is a colon in the first component;
  /// nil for a path of the control repository.
  static func parts(of path: String) -> (repository: String, path: String)? {
    let first = path.split(separator: "/", omittingEmptySubsequences: false).first ?? ""
    guard let colon = first.firstIndex(of: ":") else { return nil }
    return (String(path[..<colon]), String(path[path.index(after: colon)...]))
  }
}

extension ValueReader {
  /// The paths of an item, at least one.
  mutating func paths(
    _ value: YAMLValue, repositories: [String]
  ) -> [(pattern: PathPattern, position: Position)]? {
    let expected = "a list of paths"
    guard let values = list(value, expected: expected) else { return nil }
    if values.isEmpty {
      error("expected at least one path, found none", at: value.position)
      return nil
    }
    var seen: Set<PathPattern> = []
    var result: [(pattern: PathPattern, position: Position)] = []
    for value in values {
      guard let pattern = path(value, repositories) else { continue }
      if seen.insert(pattern).inserted {
        result.append((pattern, value.position))
      } else {
        warning("the path \((value.text ?? "").inCode) is there twice", at: value.position)
      }
    }
    return result
  }

  private mutating func path(_ value: YAMLValue, _ repositories: [String]) -> PathPattern? {
    guard let text = value.text else {
      mismatch(value, expected: "a path")
      return nil
    }
    if text.hasPrefix(":") {
      error(
        "the path \(text.inCode) starts with `:`, expected one without git's pathspec magic",
        at: value.position)
      return nil
    }
    let parts = Paths.parts(of: text)
    if let name = parts?.repository, !repositories.contains(name) {
      error(
        "the path \(text.inCode) is in the repository \(name.inCode), which `repositories` does "
          + "not name", at: value.position,
        suggestion: Suggestion.nearest(to: name, in: repositories))
      return nil
    }
    if let flaw = Paths.flaw(of: parts?.path ?? text) {
      error("the path \(text.inCode) \(flaw)", at: value.position)
      return nil
    }
    return parts.map { PathPattern($0.path, repository: $0.repository) } ?? PathPattern(text)
  }

  /// The names of further repositories, each once.
  mutating func repositories(_ value: YAMLValue) -> [String] {
    let named = names(value, kind: "repository", expected: "a list of repositories") ?? []
    return named.filter { isRepositoryName($0.name, at: $0.position) }.map(\.name)
  }

  /// Notes it where the text cannot be the name of a further repository: it becomes a part of paths
  /// and of a ref.
  mutating func isRepositoryName(_ name: String, at position: Position) -> Bool {
    if name == Repositories.control {
      error(
        "the name \(name.inCode) is that of this repository, expected another one", at: position)
      return false
    }
    if !References.isValid(name) {
      error(
        "the repository name \(name.inCode) cannot be a part of a ref of git's", at: position)
      return false
    }
    return true
  }

  /// A folder that is stripped from the paths on the target.
  mutating func root(_ value: YAMLValue) -> GitPath? {
    guard let text = value.text else {
      mismatch(value, expected: "a folder")
      return nil
    }
    guard case .literal(let path) = PathPattern(text).kind, !text.contains(":") else {
      mismatch(value, expected: "a plain folder")
      return nil
    }
    if let flaw = Paths.flaw(of: text) {
      error("the path \(text.inCode) \(flaw)", at: value.position)
      return nil
    }
    return path
  }
}
