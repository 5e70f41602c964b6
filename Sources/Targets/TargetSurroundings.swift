package import Credentials
package import Git
package import GitProgram

/// What targets are opened with besides their own descriptions.
package struct TargetSurroundings {
  /// Where secrets are looked for.
  package var places: CredentialPlaces
  /// Where git's credential helpers are asked; nil where there is no repository.
  package var git: GitCommand?
  /// For one call of git.
  package var gitTimeLimit: Duration
  /// Where the branches of other repositories are kept that are targets; nil where there is none.
  package var repository: Repository?
  /// Told about every request and its answer.
  package var observe: @Sendable (_ line: String) -> Void
  /// Shows the user a line that a target's program said besides its answers. It holds no secret of
  /// the target, and whatever else the program put there.
  package var tell: (_ line: String) -> Void
  /// The branches that are targets, each fetched once for reading and writing.
  let branches = FetchedBranches()

  package init(
    places: CredentialPlaces = CredentialPlaces(environment: [:], userID: 0),
    git: GitCommand? = nil, gitTimeLimit: Duration = .seconds(120),
    repository: Repository? = nil,
    observe: @escaping @Sendable (_ line: String) -> Void = { _ in },
    tell: @escaping (_ line: String) -> Void = { _ in }
  ) {
    self.places = places
    self.git = git
    self.gitTimeLimit = gitTimeLimit
    self.repository = repository
    self.observe = observe
    self.tell = tell
  }
}
