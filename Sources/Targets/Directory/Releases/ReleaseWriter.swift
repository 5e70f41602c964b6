import Configuration
import Domain

/// Writes a directory target with releases.
///
/// The first write builds the next release from the live one, with unchanged files hard-linked, and
/// all further ones go there, too. `publish` makes it live in one step, and only then reads it back
/// through `current`.
final class ReleaseWriter: TargetWriter {
  private let reader: ReleaseReader
  /// How many old releases stay.
  private let kept: Int
  private var build: ReleaseBuild?

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
  var goesLiveAsWhole: Bool { true }

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

  func write(_ batch: [ObjectWrite], mayContinue: () throws -> Void) -> [WriteOutcome] {
    guard !batch.isEmpty else { return [] }
    do {
      try mayContinue()
    } catch {
      let reason = DirectoryBatch.text(of: error)
      return batch.map { .skipped("\($0.path) was not written: \(reason)") }
    }
    let build: ReleaseBuild
    do {
      build = try self.build ?? ReleaseBuild(reader.layout)
    } catch {
      let reason = DirectoryBatch.text(of: error)
      return batch.map { .failed("cannot write \($0.path): \(reason)") }
    }
    self.build = build
    return build.write(batch, mayContinue: mayContinue)
  }

  func beginPart() { build?.beginPart() }

  func takeBackPart() { build?.takeBackPart() }

  func publish(mayContinue: () throws -> Void) -> WriteOutcome? {
    guard let build else { return nil }
    self.build = nil
    guard build.hasWritten else {
      build.discard()
      return nil
    }
    do {
      try mayContinue()
    } catch {
      build.discard()
      return .skipped("the new release did not go live: \(DirectoryBatch.text(of: error))")
    }
    do {
      try build.goLive(mayContinue: mayContinue)
    } catch let stop as ReleaseBuild.Stopped {
      return .skipped("the new release did not go live: \(stop.reason)")
    } catch {
      return .failed("the new release did not go live: \(DirectoryBatch.text(of: error))")
    }
    if let reason = build.difference() { return .failed("read back, \(reason)") }
    build.removeOldReleases(keeping: kept)
    return .done
  }
}
