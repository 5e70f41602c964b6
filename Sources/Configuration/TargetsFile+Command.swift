extension TargetsFile {
  /// The operator's own program that is a target.
  package struct Command: Hashable, Sendable {
    /// The absolute path of the program, and its arguments.
    package var words: [String]
    /// How long one answer of it may take, in seconds.
    package var timeoutSeconds: Int64
    /// The names of the variables that it gets besides the usual ones.
    package var environment: [String]

    package init(
      words: [String], timeoutSeconds: Int64 = Self.usualTimeoutSeconds, environment: [String] = []
    ) {
      self.words = words
      self.timeoutSeconds = timeoutSeconds
      self.environment = environment
    }

    /// How long one answer may take where nothing is said.
    package static let usualTimeoutSeconds: Int64 = 120
  }
}
