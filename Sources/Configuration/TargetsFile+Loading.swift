extension TargetsFile {
  /// Reads the operator's file; nil where there is none.
  ///
  /// Throws a `ConfigurationError` where it is invalid as a whole, cannot be read, is a symbolic
  /// link or no plain file, belongs to neither this user nor root, or can be written by others than
  /// its owner: whoever writes it decides where content goes.
  /// - Parameter userID: the effective user.
  package static func load(path: String, userID: UInt32) throws -> TargetsFile? {
    try GuardedFile.read(path, userID: userID, limitBytes: YAMLDocument.limitBytes)
      .map { try read($0, file: path) }
  }
}
