import Domain

extension ValueReader {
  /// A folder of this machine as a target.
  mutating func directory(_ name: String, _ fields: Fields) -> TargetsFile.Target? {
    guard let value = required("path", fields, of: name) else { return nil }
    let path = folder(value)
    let inactive = fields["inactive"].map { self.inactive($0) }
    let secrets = fields["secrets"].map { self.secrets($0) } ?? []
    let releases = fields["releases"].map { self.releases($0) }
    let key = fields["key"].map { text($0, expected: "a key of the files, such as `title`") }
    guard let path, let secrets else { return nil }
    var target = TargetsFile.Target(
      name: name, kind: .directory(path: path), inactive: inactive.flatMap(\.self),
      releases: releases.flatMap(\.self), key: key.flatMap(\.self), secrets: secrets)
    if let value = fields["compare"] {
      guard let word = word(value, of: .comparison) else { return nil }
      target.comparison = TargetsFile.Comparison(rawValue: word) ?? .bytes
    }
    return target
  }

  /// How many old releases are kept; nil for none at all, where objects lie in the folder itself.
  mutating func releases(_ value: YAMLValue) -> Int? {
    switch value.text {
    case "true": TargetsFile.keptReleases
    case "false": nil
    default:
      integer(
        value, in: 1...1000,
        expected: "`true`, `false` or the number of old releases to keep, `1` to `1000`")
    }
  }

  /// A folder of the target, by its path there.
  mutating func inactive(_ value: YAMLValue) -> GitPath? {
    folderInside(value, expected: "a folder of the target, such as `inactive`")
  }

  /// The relative path of a folder.
  mutating func folderInside(_ value: YAMLValue, expected: String) -> GitPath? {
    guard let text = text(value, expected: expected) else { return nil }
    guard case .literal(let path) = PathPattern(text).kind, !path.isRoot, !text.hasPrefix("/")
    else {
      mismatch(value, expected: expected)
      return nil
    }
    if let flaw = Paths.flaw(of: text) {
      error("the folder \(text.inCode) \(flaw)", at: value.position)
      return nil
    }
    return path
  }
}
