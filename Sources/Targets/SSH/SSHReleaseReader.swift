import Configuration
import Domain

/// Reads a folder of another machine that has releases: what is live, through `current`.
final class SSHReleaseReader: SSHTarget {
  let releases: SSHReleases
  var view: SSHView { releases.view }
  let capabilities: TargetCapabilities
  let comparison: TargetsFile.Comparison

  init(
    _ releases: SSHReleases, _ capabilities: TargetCapabilities,
    _ comparison: TargetsFile.Comparison
  ) {
    self.releases = releases
    self.capabilities = capabilities
    self.comparison = comparison
  }

  func read(_ sought: [SoughtObject]) throws -> [GitPath: LiveReading] {
    try releases.live { try $0.read(sought) } ?? [:]
  }

  func content(of live: LiveObject, at path: GitPath) throws -> [UInt8]? {
    try releases.live { try $0.content(of: live, at: path) }.flatMap(\.self)
  }
}
