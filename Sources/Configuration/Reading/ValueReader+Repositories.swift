import Domain

extension ValueReader {
  /// Where further repositories are, by their names.
  mutating func repositoryPlaces(_ value: YAMLValue) -> [String: TargetsFile.RepositoryPlace] {
    var places: [String: TargetsFile.RepositoryPlace] = [:]
    for field in namedFields(value, expected: "a mapping of repositories") ?? [] {
      guard checkName(field.key, kind: "repository", at: field.position),
        isRepositoryName(field.key, at: field.position)
      else { continue }
      if let place = repositoryPlace(field) {
        checkSubmodules(of: field, place, among: places)
        places[field.key] = place
      }
    }
    return places
  }

  /// When the remote is asked, and how long that may take.
  mutating func git(_ value: YAMLValue, into file: inout TargetsFile) {
    let expected = "a mapping such as `{ fetch: auto }`"
    let fields = fields(value, of: .git, expected: expected, owner: value.position)
    if let value = fields?["fetch"] {
      file.fetching =
        word(value, of: .fetching).flatMap(TargetsFile.Fetching.init(rawValue:)) ?? .asked
    }
    guard let value = fields?["timeout"], let seconds = duration(value) else { return }
    guard (1...86_400).contains(seconds) else {
      return mismatch(value, expected: "a time from `1s` to `1d`")
    }
    file.gitTimeoutSeconds = seconds
  }

  private mutating func repositoryPlace(_ field: YAMLField) -> TargetsFile.RepositoryPlace? {
    let expected = "a place such as `{ url: \"https://git.example.com/content.git\" }`"
    guard
      let fields = fields(
        field.value, of: .repository, expected: expected, owner: field.position)
    else { return nil }
    var branch: String?
    if let value = fields["branch"] {
      branch = self.branch(value)
      if branch == nil { return nil }
    }
    let submodules = fields["submodules"].map { self.submodules($0) } ?? []
    switch (fields["url"], fields["path"]) {
    case (let url?, nil):
      return location(url).map {
        TargetsFile.RepositoryPlace(location: $0, branch: branch, submodules: submodules)
      }
    case (nil, let path?):
      return folder(path).map {
        TargetsFile.RepositoryPlace(location: $0, branch: branch, submodules: submodules)
      }
    case (nil, nil):
      error(
        "expected `url` or `path` in the repository \(field.key.inCode)", at: field.position)
    case (_?, _?):
      error(
        "expected either `url` or `path` in the repository \(field.key.inCode), found both",
        at: field.position)
    }
    return nil
  }

  /// A URL as git reads it. One with a password is refused: git's credential helpers have those.
  mutating func location(_ value: YAMLValue) -> String? {
    guard let url = text(value, expected: "the URL of a repository") else { return nil }
    let isPlain = url.unicodeScalars.allSatisfy { $0.value > 0x20 } && !url.hasPrefix("-")
    guard isPlain, url.contains(":") else {
      error(
        "expected the URL of a repository, such as `https://git.example.com/content.git`",
        at: value.position)
      return nil
    }
    if let scheme = url.firstRange(of: "://") {
      let authority = url[scheme.upperBound...].prefix { $0 != "/" }
      if let at = authority.lastIndex(of: "@"), authority[..<at].contains(":") {
        error(
          "the URL holds a password, expected one without: git asks its credential helper",
          at: value.position)
        return nil
      }
    }
    return url
  }
}
