package import Configuration
package import Credentials
package import GitProgram

extension WebSettings {
  /// From now on requests carry the credential that the operator's file names; it is looked for when
  /// the first request needs it.
  ///
  /// - Parameters:
  ///   - git: Where git's helpers are asked, in the clone that deploysync works in.
  ///   - gitTimeLimit: For one call of git.
  ///
  /// Throws `WebError` where the address of an authorization server is none that can be used.
  package mutating func take(
    _ source: TargetsFile.CredentialSource, places: CredentialPlaces, git: GitCommand,
    gitTimeLimit: Duration
  ) throws(WebError) {
    switch source.kind {
    case .placed(let place):
      keeper = PlacedCredential(user: source.user, place: place, places: places)
    case .git:
      keeper = GitCredential(
        git: git, url: base.origin.description + base.path, host: base.origin.shown,
        user: source.user, timeLimit: gitTimeLimit)
    case .oauth(let client):
      keeper = try TokenKeeper(
        client, places: places, authorities: authorities, redactor: redactor)
    }
  }
}
