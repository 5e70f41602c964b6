import Configuration
import Differences
import Domain

extension TargetsFile.Comparison {
  /// What a version counts as where objects are compared this way; see `TargetReader`.
  func identity(
    of version: FileVersion, at path: GitPath, content: () throws -> [UInt8]
  ) throws -> FileVersion {
    switch self {
    case .bytes: version
    case .values: try ValueIdentity.of(version, at: path, content: content)
    }
  }
}

/// What a file counts as where files are compared by their values: the ID of a canonical form, in
/// which neither layout nor comments nor the order of keys have a part.
enum ValueIdentity {
  /// Of what is neither YAML nor JSON, or cannot be read as such for certain, the version itself.
  static func of(
    _ version: FileVersion, at path: GitPath, content: () throws -> [UInt8]
  ) throws -> FileVersion {
    guard version.mode == .regular || version.mode == .executable,
      ContentDifference.isStructured(path.text),
      let value = ContentDifference.value(of: try content(), name: path.text)
    else { return version }
    // No file starts so by chance: an identity is never taken for a content.
    var form = Array("deploysync values 1\n".utf8)
    append(value, to: &form)
    return FileVersion(mode: version.mode, content: BlobHash.id(of: form))
  }

  /// Every part with its kind and length, so that no two values have the same form.
  private static func append(_ value: ContentValue, to form: inout [UInt8]) {
    switch value {
    case .literal(let text): append("l", text, to: &form)
    case .text(let text): append("t", text, to: &form)
    case .list(let list):
      form += Array("s\(list.count):".utf8)
      for element in list { append(element, to: &form) }
    case .map(let map):
      form += Array("m\(map.keys.count):".utf8)
      for key in map.keys.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
        append("k", key, to: &form)
        append(map[key] ?? .null, to: &form)
      }
    }
  }

  private static func append(_ kind: String, _ text: String, to form: inout [UInt8]) {
    form += Array("\(kind)\(text.utf8.count):".utf8) + Array(text.utf8)
  }
}
