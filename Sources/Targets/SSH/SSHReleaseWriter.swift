import Configuration
import Domain

/// Writes a folder of another machine that has releases.
///
/// The first write builds the next release there from the live one, with unchanged files hard-linked,
/// and all further ones go there, too. `publish` makes it live in one step, and only then reads it back
/// through `current`.
final class SSHReleaseWriter: SSHTarget, TargetWriter {
  private let releases: SSHReleases
  var view: SSHView { releases.view }
  let capabilities: TargetCapabilities
  let comparison: TargetsFile.Comparison
  /// How many old releases stay.
  private let kept: Int
  private var build: SSHReleaseBuild?

  init(
    _ releases: SSHReleases, kept: Int, _ capabilities: TargetCapabilities,
    _ comparison: TargetsFile.Comparison
  ) {
    self.releases = releases
    self.kept = kept
    self.capabilities = capabilities
    self.comparison = comparison
  }

  var goesLiveAsWhole: Bool { true }

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

  func write(_ batch: [ObjectWrite], mayContinue: () throws -> Void) -> [WriteOutcome] {
    guard !batch.isEmpty else { return [] }
    do {
      try mayContinue()
    } catch {
      let reason = DirectoryBatch.text(of: error)
      return batch.map { .skipped("\($0.path) was not written: \(reason)") }
    }
    let build: SSHReleaseBuild
    do {
      build = try self.build ?? SSHReleaseBuild(releases, comparison)
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
