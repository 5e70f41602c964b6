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
      _ = fields(field.value, of: .directory, expected: expected, owner: field.position)
      error("expected `kind` in the target \(field.key.inCode)", at: field.position)
      return nil
    }
    guard let word = word(kind.value, of: .targetKind), let place = Place(targetKind: word),
      let fields = fields(field.value, of: place, expected: expected, owner: field.position)
    else { return nil }
    let target = target(field.key, of: place, fields)
    // An unreadable value is told already and makes the target a broken one.
    return isNamed ? target : nil
  }

  private mutating func target(
    _ name: String, of place: Place, _ fields: Fields
  ) -> TargetsFile.Target? {
    switch place {
    case .directory: directory(name, fields)
    case .rest: rest(name, fields)
    case .command: command(name, fields)
    case .branch: branch(name, fields)
    case .ssh: ssh(name, fields)
    default: nil
    }
  }

  /// The value of a key that a target cannot do without.
  mutating func required(_ key: String, _ fields: Fields, of target: String) -> YAMLValue? {
    let value = fields[key]
    if value == nil {
      error("expected \(key.inCode) in the target \(target.inCode)", at: fields.owner)
    }
    return value
  }

  /// Names of keys that are secret: with a letter or digit at least, since nothing else counts.
  mutating func secrets(_ value: YAMLValue) -> [String]? {
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
