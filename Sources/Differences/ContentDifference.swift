package import Configuration

/// How two versions of a file differ, as far as it can be told in values.
package struct ContentDifference: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable {
    /// Values differ: `changes` has them.
    case values
    /// The bytes differ and no value does: comments, layout, the order of keys.
    case layout
    /// Something else than YAML or JSON, or what cannot be read as such: lines differ.
    case text
    /// At least one is not text.
    case binary
  }

  package var kind: Kind
  package var changes: [ValueChange]
  /// Whether something in either version is, or seems to be, secret: then no line of it is shown.
  package var hasSecrets: Bool

  /// Files of these endings are read as values.
  package static func isStructured(_ name: String) -> Bool {
    [".yaml", ".yml", ".json"].contains { name.lowercased().hasSuffix($0) }
  }

  /// Compares two versions of a file with this name; nil is a version that is not there. Nil where
  /// they are the same.
  package static func between(
    _ old: [UInt8]?, _ new: [UInt8]?, name: String, secrets: SecretKeys
  ) -> ContentDifference? {
    guard old != new else { return nil }
    let sides = [old, new].compactMap(\.self)
    // Git's own test.
    if sides.contains(where: { $0.prefix(8000).contains(0) }) {
      return ContentDifference(kind: .binary, changes: [], hasSecrets: false)
    }
    let appear = sides.contains { secrets.appear(in: String(decoding: $0, as: UTF8.self)) }
    let values = isStructured(name) ? sides.map { value(of: $0, name: name) } : []
    guard !values.isEmpty, !values.contains(nil) else {
      return ContentDifference(kind: .text, changes: [], hasSecrets: appear)
    }
    let before = old.flatMap { value(of: $0, name: name) }
    let after = new.flatMap { value(of: $0, name: name) }
    let changes = ValueComparison(hiding: secrets).changes(from: before, to: after)
    let hasSecrets = appear || values.contains { $0.map(secrets.isIn) ?? false }
    return ContentDifference(
      kind: changes.isEmpty ? .layout : .values, changes: changes, hasSecrets: hasSecrets)
  }

  /// The value of a JSON text of any size (RFC 8259); nil where it is none, is nested too deeply or
  /// has a key twice.
  package static func json(_ bytes: [UInt8]) -> ContentValue? {
    JSONText.read(bytes, limitBytes: .max)
  }

  /// The value of a file with this name; nil where it has none that is certain.
  package static func value(of bytes: [UInt8], name: String) -> ContentValue? {
    guard isStructured(name) else { return nil }
    return name.lowercased().hasSuffix(".json") ? JSONText.read(bytes) : ContentYAML.read(bytes)
  }
}
