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

  /// Whether the text names a path of another repository: a colon in its first component.
  static func namesRepository(_ path: String) -> Bool {
    (path.split(separator: "/", omittingEmptySubsequences: false).first ?? "").contains(":")
  }
}

extension ValueReader {
  /// The paths of an item, at least one.
  mutating func paths(_ value: YAMLValue) -> [(pattern: PathPattern, position: Position)]? {
    let expected = "a list of paths"
    guard let values = list(value, expected: expected) else { return nil }
    if values.isEmpty {
      error("expected at least one path, found none", at: value.position)
      return nil
    }
    var seen: Set<PathPattern> = []
    var result: [(pattern: PathPattern, position: Position)] = []
    for value in values {
      guard let pattern = path(value) else { continue }
      if seen.insert(pattern).inserted {
        result.append((pattern, value.position))
      } else {
        warning("the path \((value.text ?? "").inCode) is there twice", at: value.position)
      }
    }
    return result
  }

  private mutating func path(_ value: YAMLValue) -> PathPattern? {
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
    if Paths.namesRepository(text), Place.item.missingWords.contains(MissingFeature.repositoryPaths)
    {
      let what = "the path \(text.inCode) of another repository"
      error(what + " is not supported by this version yet", at: value.position)
      return nil
    }
    if let flaw = Paths.flaw(of: text) {
      error("the path \(text.inCode) \(flaw)", at: value.position)
      return nil
    }
    return PathPattern(text)
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
