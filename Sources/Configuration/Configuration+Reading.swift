extension Configuration {
  /// Reads the bytes of a `deploysync.yaml`.
  package static func read(_ bytes: [UInt8], file: String) throws -> (
    configuration: Configuration, warnings: [Problem]
  ) {
    throw ConfigurationError(file: file, problems: [])
  }
}
extension TargetsFile {
  /// Reads the bytes of a `targets.yaml`.
  package static func read(_ bytes: [UInt8], file: String) throws -> TargetsFile {
    throw ConfigurationError(file: file, problems: [])
  }
  /// Reads the file.
  package static func load(path: String, userID: UInt32) throws -> TargetsFile? { nil }
}
