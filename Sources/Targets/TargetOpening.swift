package import Configuration
import Domain

/// The way from what the operator's file says of a target to what can be done with it.
package enum TargetOpening {
  /// Opens the target for reading only.
  ///
  /// Throws `TargetError` where its folder is missing, not a folder, a symbolic link or not
  /// accessible.
  package static func reader(for target: TargetsFile.Target) throws -> any TargetReader {
    switch target.kind {
    case .directory(let path):
      try DirectoryReader(
        path: path, capabilities: target.capabilities, comparison: target.comparison)
    }
  }

  /// Opens the target for writing; it throws as `reader(for:)` does.
  package static func writer(for target: TargetsFile.Target) throws -> any TargetWriter {
    switch target.kind {
    case .directory(let path):
      try DirectoryWriter(
        path: path, capabilities: target.capabilities, comparison: target.comparison)
    }
  }
}

extension TargetsFile.Target {
  /// What it can do, by its description.
  fileprivate var capabilities: TargetCapabilities {
    TargetCapabilities(deactivation: inactive.map { .moving(below: $0) })
  }
}
