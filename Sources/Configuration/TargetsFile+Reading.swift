import Domain

extension TargetsFile {
  /// Reads the bytes of a `targets.yaml`.
  ///
  /// An error inside one target only puts it into `broken`. Any other throws a
  /// `ConfigurationError` with everything that is wrong in the file.
  /// - Parameter file: what the file is called in problems.
  package static func read(_ bytes: [UInt8], file: String) throws -> TargetsFile {
    var reader = ValueReader(file: file)
    guard let root = try YAMLDocument.parse(bytes, file: file), !root.isNull else {
      reader.error("expected `targets`, found an empty file", at: .start)
      throw ConfigurationError(file: file, problems: reader.problems)
    }
    let fields = reader.fields(
      root, of: .targetsFile, expected: "a mapping with `targets`", owner: root.position)
    var result = TargetsFile()
    var inside: [Problem] = []
    if let value = fields?["targets"] {
      for field in reader.namedFields(value, expected: "a mapping of targets") ?? [] {
        var own = ValueReader(file: file, item: field.key)
        if let target = own.target(field), !own.hasErrors {
          result.targets[field.key] = target
        } else {
          result.broken[field.key] = own.problems.inFileOrder
        }
        inside += own.problems
      }
    } else if let fields {
      reader.error("expected `targets`", at: fields.owner)
    }
    if let value = fields?["repositories"] {
      result.repositories = reader.repositoryPlaces(value)
    }
    if let value = fields?["git"] { reader.git(value, into: &result) }
    guard !reader.hasErrors else {
      throw ConfigurationError(file: file, problems: (reader.problems + inside).inFileOrder)
    }
    return result
  }
}

extension ValueReader {
  /// One target. Of a kind that this version does not have, nothing more is checked.
  fileprivate mutating func target(_ field: YAMLField) -> TargetsFile.Target? {
    let isNamed = checkName(field.key, kind: "target", at: field.position)
    let expected = "a target such as `{ kind: directory, path: /srv/live }`"
    guard case .fields(let all) = field.value.content, !all.isEmpty else {
      mismatch(field.value, expected: expected)
      return nil
    }
    guard let kind = all.first(where: { $0.key == "kind" && $0.flaw == nil }) else {
      _ = fields(field.value, of: .target, expected: expected, owner: field.position)
      error("expected `kind` in the target \(field.key.inCode)", at: field.position)
      return nil
    }
    guard word(kind.value, of: .targetKind) != nil,
      let fields = fields(field.value, of: .target, expected: expected, owner: field.position)
    else { return nil }
    guard let value = fields["path"] else {
      error("expected `path` in the target \(field.key.inCode)", at: field.position)
      return nil
    }
    let path = folder(value)
    let inactive = fields["inactive"].map { self.inactive($0) }
    let secrets = fields["secrets"].map { self.secrets($0) } ?? []
    let releases = fields["releases"].map { self.releases($0) }
    let key = fields["key"].map { text($0, expected: "a key of the files, such as `title`") }
    // An unreadable value is told already and makes the target a broken one.
    guard isNamed, let path, let secrets else { return nil }
    var target = TargetsFile.Target(
      name: field.key, kind: .directory(path: path), inactive: inactive.flatMap(\.self),
      releases: releases.flatMap(\.self), key: key.flatMap(\.self), secrets: secrets)
    if let value = fields["compare"] {
      guard let word = word(value, of: .comparison) else { return nil }
      target.comparison = TargetsFile.Comparison(rawValue: word) ?? .bytes
    }
    return target
  }

  /// How many old releases are kept; nil for none at all, where objects lie in the folder itself.
  private mutating func releases(_ value: YAMLValue) -> Int? {
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
  private mutating func inactive(_ value: YAMLValue) -> GitPath? {
    let expected = "a folder of the target, such as `inactive`"
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

  /// Names of keys that are secret: with a letter or digit at least, since nothing else counts.
  private mutating func secrets(_ value: YAMLValue) -> [String]? {
    guard let values = list(value, expected: "a list of keys, such as `[pin]`") else { return nil }
    let names = values.compactMap { value -> String? in
      guard let name = text(value, expected: "the name of a key") else { return nil }
      guard name.contains(where: { $0.isLetter || $0.isNumber }) else {
        mismatch(value, expected: "the name of a key")
        return nil
      }
      return name
    }
    return names.count == values.count ? names : nil
  }

  /// The absolute path of a folder of this machine.
  mutating func folder(_ value: YAMLValue) -> String? {
    let isAbsolute = value.text?.hasPrefix("/") ?? false
    guard isAbsolute, let path = text(value, expected: "a path without invisible characters")
    else {
      if !isAbsolute { mismatch(value, expected: "an absolute path, such as `/srv/live`") }
      return nil
    }
    return path
  }
}
