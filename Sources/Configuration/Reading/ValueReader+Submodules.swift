import Domain

extension ValueReader {
  /// The paths of the control repository at which a repository is a submodule.
  mutating func submodules(_ value: YAMLValue) -> [GitPath] {
    var paths: [GitPath] = []
    for value in list(value, expected: "a list of paths such as `[vendor/texts]`") ?? [] {
      guard let text = value.text else {
        mismatch(value, expected: "the path of a submodule")
        continue
      }
      if let flaw = text == "." ? "is the whole repository" : Paths.flaw(of: text) {
        error("the path \(text.inCode) \(flaw)", at: value.position)
        continue
      }
      if Paths.parts(of: text) != nil {
        error(
          "the path \(text.inCode) names a repository, expected one of the control repository",
          at: value.position)
        continue
      }
      var bytes = Array(text.utf8)
      if bytes.last == UInt8(ascii: "/") { bytes.removeLast() }
      let path = GitPath(bytes: bytes)
      if paths.contains(path) {
        warning("the path \(text.inCode) is there twice", at: value.position)
      } else {
        paths.append(path)
      }
    }
    return paths
  }

  /// A submodule has its files from one repository.
  mutating func checkSubmodules(
    of field: YAMLField, _ place: TargetsFile.RepositoryPlace,
    among others: [String: TargetsFile.RepositoryPlace]
  ) {
    for path in place.submodules {
      for name in others.keys.sorted() where others[name]?.submodules.contains(path) == true {
        error(
          "the submodule \(path.text.inCode) is of the repository \(name.inCode) already",
          at: field.position)
      }
    }
  }
}
