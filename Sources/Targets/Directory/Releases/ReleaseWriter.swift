import Configuration
import Domain

/// Writes a directory target with releases.
///
/// The first write builds the next release from the live one, with unchanged files hard-linked, and
/// all further ones go there, too. `publish` makes it live in one step, and only then reads it back
/// through `current`.
final class ReleaseWriter: ReleaseWriting {
  private let reader: ReleaseReader
  /// How many old releases stay.
  let kept: Int
  var build: ReleaseBuild?

  /// Opens the folder; throws `TargetError` as `DirectoryRoot` does.
  init(
    path: String, kept: Int, capabilities: TargetCapabilities = TargetCapabilities(),
    comparison: TargetsFile.Comparison = .bytes
  ) throws(TargetError) {
    reader = try ReleaseReader(path: path, capabilities: capabilities, comparison: comparison)
    self.kept = kept
  }

  func identity(
    of version: FileVersion, at path: GitPath, content: () throws -> [UInt8]
  ) throws -> FileVersion { try reader.identity(of: version, at: path, content: content) }

  var capabilities: TargetCapabilities { reader.capabilities }

  func read(_ sought: [SoughtObject]) throws -> [GitPath: LiveReading] {
    try reader.read(sought)
  }

  func content(of live: LiveObject, at path: GitPath) throws -> [UInt8]? {
    try reader.content(of: live, at: path)
  }

  func refusals(writing: [DesiredObject], all: [GitPath]) throws -> [GitPath: String] {
    try reader.refusals(writing: writing, all: all)
  }

  func removeLeftovers() throws -> [GitPath] {
    // What this process builds is no leftover.
    guard build == nil else { return [] }
    guard let lock = try ReleaseLock.ofExisting(reader.layout) else { return [] }
    return try ReleaseLeftovers(reader.layout, lock).remove()
  }

  func beginRelease() throws -> ReleaseBuild { try ReleaseBuild(reader.layout) }
}
