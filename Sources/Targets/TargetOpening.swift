package import Configuration
import Domain

/// The way from what the operator's file says of a target to what can be done with it.
package enum TargetOpening {
  /// Opens the target for reading only.
  ///
  /// Throws `TargetError` where its folder is missing, not a folder, a symbolic link or not
  /// accessible, or its program cannot be used, and `CredentialError` where its credential is not
  /// there.
  package static func reader(
    for target: TargetsFile.Target, _ surroundings: TargetSurroundings = TargetSurroundings()
  ) throws -> any TargetReader {
    switch target.kind {
    case .rest(let system): RestReader(try RestOpening.system(target, system, surroundings))
    case .ssh(let folder):
      try SSHOpening.reader(target, folder, surroundings, target.capabilities)
    case .command(let command):
      CommandReader(
        CommandView(try CommandProgram(target, command, .read, surroundings), target))
    case .git(let branch):
      GitReader(try BranchView(target, branch, surroundings))
    case .directory(let path):
      if target.releases == nil {
        try target.plain(
          try DirectoryReader(
            path: path, capabilities: target.capabilities, comparison: target.comparison))
      } else {
        try ReleaseReader(
          path: path, capabilities: target.capabilities, comparison: target.comparison)
      }
    }
  }

  /// Opens the target for writing; it throws as `reader(for:)` does.
  package static func writer(
    for target: TargetsFile.Target, _ surroundings: TargetSurroundings = TargetSurroundings()
  ) throws -> any TargetWriter {
    switch target.kind {
    case .rest(let system): RestWriter(try RestOpening.system(target, system, surroundings))
    case .ssh(let folder):
      try SSHOpening.writer(target, folder, surroundings, target.capabilities)
    case .command(let command):
      CommandWriter(
        CommandView(try CommandProgram(target, command, .write, surroundings), target))
    case .git(let branch):
      GitWriter(try BranchView(target, branch, surroundings))
    case .directory(let path):
      if let kept = target.releases {
        try ReleaseWriter(
          path: path, kept: kept, capabilities: target.capabilities,
          comparison: target.comparison)
      } else {
        try target.plain(
          try DirectoryWriter(
            path: path, capabilities: target.capabilities, comparison: target.comparison))
      }
    }
  }
}

extension TargetsFile.Target {
  /// Throws where the folder is laid out in releases: what is written to its top would not be live.
  fileprivate func plain<Target>(_ target: Target) throws(TargetError) -> Target {
    guard case .directory(let path) = kind else { return target }
    let root = try DirectoryRoot(path: path)
    guard !ReleaseLayout.isLaidOut(in: root.folder) else { throw .holdsReleases(path: path) }
    return target
  }

  /// What it can do, by its description.
  fileprivate var capabilities: TargetCapabilities {
    TargetCapabilities(
      deactivation: inactive.map { .moving(below: $0) }, identityKey: key,
      goesLiveAsWhole: releases != nil)
  }
}
