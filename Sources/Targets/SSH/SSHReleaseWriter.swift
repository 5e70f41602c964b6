import Configuration
import Domain

/// Writes a folder of another machine that has releases.
///
/// The first write builds the next release there from the live one, with unchanged files hard-linked,
/// and all further ones go there, too. `publish` makes it live in one step, and only then reads it back
/// through `current`.
final class SSHReleaseWriter: SSHTarget, ReleaseWriting {
  private let releases: SSHReleases
  var view: SSHView { releases.view }
  let capabilities: TargetCapabilities
  let comparison: TargetsFile.Comparison
  /// How many old releases stay.
  let kept: Int
  var build: SSHReleaseBuild?

  init(
    _ releases: SSHReleases, kept: Int, _ capabilities: TargetCapabilities,
    _ comparison: TargetsFile.Comparison
  ) {
    self.releases = releases
    self.kept = kept
    self.capabilities = capabilities
    self.comparison = comparison
  }

  func read(_ sought: [SoughtObject]) throws -> [GitPath: LiveReading] {
    try releases.live { try $0.read(sought) } ?? [:]
  }

  func content(of live: LiveObject, at path: GitPath) throws -> [UInt8]? {
    try releases.live { try $0.content(of: live, at: path) }.flatMap(\.self)
  }

  func removeLeftovers() throws -> [GitPath] {
    // What this process builds is no leftover.
    guard build == nil else { return [] }
    return try SSHReleaseBuild.removeLeftovers(releases)
  }

  func beginRelease() throws -> SSHReleaseBuild { try SSHReleaseBuild(releases, comparison) }
}
