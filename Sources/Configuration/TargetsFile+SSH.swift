extension TargetsFile {
  /// A folder of another machine that ssh(1) reaches.
  package struct SSHFolder: Hashable, Sendable {
    /// The name or address of the machine, or what ssh's configuration calls it.
    package var host: String
    /// Nil for the one that ssh's configuration says.
    package var user: String?
    /// Nil for the one that ssh's configuration says.
    package var port: Int?
    /// The absolute path of the folder on the machine.
    package var path: String
    /// The absolute path of a configuration file that ssh reads instead of the user's; nil for that.
    package var configuration: String?
    /// How long one answer of the machine may take, in seconds.
    package var timeoutSeconds: Int64

    package init(
      host: String, user: String? = nil, port: Int? = nil, path: String,
      configuration: String? = nil, timeoutSeconds: Int64 = Self.usualTimeoutSeconds
    ) {
      self.host = host
      self.user = user
      self.port = port
      self.path = path
      self.configuration = configuration
      self.timeoutSeconds = timeoutSeconds
    }

    /// How long one answer may take where nothing is said.
    package static let usualTimeoutSeconds: Int64 = 120
  }
}
