import Domain

extension ValueReader {
  /// A folder of another machine as a target.
  mutating func ssh(_ name: String, _ fields: Fields) -> TargetsFile.Target? {
    let host = required("host", fields, of: name).flatMap { machine($0) }
    let path = required("path", fields, of: name).flatMap { machineFolder($0) }
    let port = fields["port"].map {
      integer($0, in: 1...65_535, expected: "the number of a port, `1` to `65535`")
    }
    let configuration = fields["config"].map { value -> String? in
      guard let path = value.text, path.hasPrefix("/"),
        let text = text(value, expected: "a path without invisible characters")
      else {
        mismatch(value, expected: "an absolute path, such as `/etc/deploysync/ssh_config`")
        return nil
      }
      return text
    }
    let seconds = fields["timeout"].map { machineTimeout($0) }
    let inactive = fields["inactive"].map { self.inactive($0) }
    let secrets = fields["secrets"].map { self.secrets($0) } ?? []
    let releases = fields["releases"].map { self.releases($0) }
    let key = fields["key"].map { text($0, expected: "a key of the files, such as `title`") }
    let comparison = fields["compare"].map { word($0, of: .comparison) }
    guard let host, let path, let secrets, !hasErrors else { return nil }
    return TargetsFile.Target(
      name: name,
      kind: .ssh(
        TargetsFile.SSHFolder(
          host: host.name, user: host.user, port: port.flatMap(\.self), path: path,
          configuration: configuration.flatMap(\.self),
          timeoutSeconds: seconds.flatMap(\.self) ?? TargetsFile.SSHFolder.usualTimeoutSeconds)),
      inactive: inactive.flatMap(\.self), releases: releases.flatMap(\.self),
      key: key.flatMap(\.self),
      comparison: comparison.flatMap(\.self).flatMap(TargetsFile.Comparison.init) ?? .bytes,
      secrets: secrets)
  }

  /// A machine, with a user or without. Nothing that a program could take for one of its options.
  private mutating func machine(_ value: YAMLValue) -> (name: String, user: String?)? {
    let expected = "a machine as ssh knows it, such as `web1` or `deploy@web1.example.com`"
    guard let text = value.text, !text.isEmpty else {
      mismatch(value, expected: expected)
      return nil
    }
    let at = text.lastIndex(of: "@")
    let name = at.map { String(text[text.index(after: $0)...]) } ?? text
    let user = at.map { String(text[..<$0]) }
    guard Self.isWord(name, also: "._:-"), user.map({ Self.isWord($0, also: "._+@-") }) ?? true
    else {
      mismatch(value, expected: expected)
      return nil
    }
    return (name, user)
  }

  private static func isWord(_ text: String, also signs: String) -> Bool {
    let isPlain = text.allSatisfy { character in
      character.isASCII && (character.isLetter || character.isNumber || signs.contains(character))
    }
    return isPlain && !text.isEmpty && !text.hasPrefix("-")
  }

  /// A path without what rsync on the other side would take for a pattern.
  private mutating func machineFolder(_ value: YAMLValue) -> String? {
    guard let path = folder(value) else { return nil }
    guard !path.contains(where: { "*?[]\\".contains($0) }) else {
      mismatch(value, expected: "a path without `*`, `?`, `[`, `]` and `\\`")
      return nil
    }
    return path
  }

  private mutating func machineTimeout(_ value: YAMLValue) -> Int64? {
    guard let seconds = duration(value) else { return nil }
    guard (1...86_400).contains(seconds) else {
      mismatch(value, expected: "a time from `1s` to `1d`")
      return nil
    }
    return seconds
  }
}
