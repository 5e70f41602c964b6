package import Domain

/// A checked `targets.yaml`: where the operator's targets are.
package struct TargetsFile: Hashable, Sendable {
  /// A system that items are deployed to.
  package struct Target: Hashable, Sendable {
    package var name: String
    package var kind: Kind
    /// The folder of the target that deactivated objects are moved below; nil where it cannot
    /// deactivate.
    package var inactive: GitPath?
    /// How an object of ours and what is there are compared.
    package var comparison: Comparison
    /// How many old releases are kept; nil where the objects lie in the folder itself.
    package var releases: Int?
    /// The key at the top of a YAML or JSON file whose value identifies the object; nil for none.
    package var key: String?
    /// Names of keys whose values are never shown, besides those that never are.
    package var secrets: [String]
    /// Where its credential comes from; nil for a kind that takes none, or where none is named.
    package var credentials: CredentialSource?

    package init(
      name: String, kind: Kind, inactive: GitPath? = nil, releases: Int? = nil,
      key: String? = nil, comparison: Comparison = .bytes, secrets: [String] = [],
      credentials: CredentialSource? = nil
    ) {
      self.credentials = credentials
      self.key = key
      self.releases = releases
      self.name = name
      self.kind = kind
      self.inactive = inactive
      self.comparison = comparison
      self.secrets = secrets
    }
  }

  /// When two versions of a file are the same object to a target.
  package enum Comparison: String, Hashable, Sendable {
    /// Where their bytes are.
    case bytes
    /// YAML and JSON where their values are, whatever their text; all else where the bytes are.
    case values
  }

  /// What kind of system it is, and where.
  package enum Kind: Hashable, Sendable {
    /// A folder of this machine; the path is absolute.
    case directory(path: String)
    /// A system with a REST interface.
    case rest(RestSystem)
    /// A program of the operator that speaks for a system.
    case command(Command)
    /// A branch of another repository.
    case git(Branch)
    /// A folder of another machine.
    case ssh(SSHFolder)
  }

  /// A system with a REST interface, and how it is spoken with.
  package struct RestSystem: Hashable, Sendable {
    /// Where its description is.
    package enum Description: Hashable, Sendable {
      /// One that comes with the program.
      case named(String)
      /// A file of the operator's; the path is absolute.
      case file(path: String)
    }

    package var server: WebServer
    package var description: Description
    /// How many requests a minute; nil for as many as the description says.
    package var requestsPerMinute: Int?
    /// How many requests are under way at once; nil for as many as the description says.
    package var concurrency: Int?

    package init(
      server: WebServer, description: Description, requestsPerMinute: Int? = nil,
      concurrency: Int? = nil
    ) {
      self.server = server
      self.description = description
      self.requestsPerMinute = requestsPerMinute
      self.concurrency = concurrency
    }
  }

  /// Where a further repository is that items take content from.
  package struct RepositoryPlace: Hashable, Sendable {
    /// A URL, or the absolute path of a repository of this machine.
    package var location: String
    /// The branch; nil for the one that the repository's HEAD is on.
    package var branch: String?
    /// The paths of the control repository at which it is a submodule.
    package var submodules: [GitPath]

    package init(location: String, branch: String? = nil, submodules: [GitPath] = []) {
      self.location = location
      self.branch = branch
      self.submodules = submodules
    }
  }

  /// When the remote is asked without being told to.
  package enum Fetching: String, Hashable, Sendable, CaseIterable {
    /// By commands that write, and by others with `--fetch`.
    case asked
    /// Also where this clone lacks what a command needs: history, or a copy of the ledger.
    case auto
  }

  /// The valid targets by name.
  package var targets: [String: Target]
  /// What is wrong with each of the others; a broken target disables itself alone.
  package var broken: [String: [Problem]]
  /// The further repositories by name.
  package var repositories: [String: RepositoryPlace]
  /// The repository that each path of a submodule is the content of.
  package var submodules: [GitPath: String] {
    var found: [GitPath: String] = [:]
    for (name, place) in repositories {
      for path in place.submodules { found[path] = name }
    }
    return found
  }
  package var fetching: Fetching
  /// How long one call of git may take, in seconds.
  package var gitTimeoutSeconds: Int64

  package init(
    targets: [String: Target] = [:], broken: [String: [Problem]] = [:],
    repositories: [String: RepositoryPlace] = [:], fetching: Fetching = .asked,
    gitTimeoutSeconds: Int64 = Self.usualGitTimeoutSeconds
  ) {
    self.fetching = fetching
    self.gitTimeoutSeconds = gitTimeoutSeconds
    self.repositories = repositories
    self.targets = targets
    self.broken = broken
  }

  /// How long one call of git may take where nothing is said.
  package static let usualGitTimeoutSeconds: Int64 = 120

  /// How many old releases are kept by `releases: true`.
  package static let keptReleases = 5

  /// The file's name where no path was given.
  package static let fileName = "targets.yaml"
}
