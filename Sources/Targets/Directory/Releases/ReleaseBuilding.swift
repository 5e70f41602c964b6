import Domain

/// A release on its way, wherever it is built.
protocol ReleaseBuilding: AnyObject {
  /// Whether there is anything that can go live, or must not.
  var hasWritten: Bool { get }
  func write(_ batch: [ObjectWrite], mayContinue: () throws -> Void) -> [WriteOutcome]
  func beginPart()
  func takeBackPart()
  /// Makes it the live release; throws `ReleaseBuild.Stopped` where `mayContinue` says no.
  func goLive(mayContinue: () throws -> Void) throws
  /// Removes it.
  func discard()
  /// How what is live differs from what was written; nil where it does not.
  func difference() -> String?
  func removeOldReleases(keeping kept: Int)
}

/// Writes a folder with releases: the first write begins the next release, all further ones go there,
/// too, and `publish` makes it live in one step and only then reads it back.
protocol ReleaseWriting: TargetWriter {
  associatedtype Build: ReleaseBuilding

  /// The release on its way; nil while there is none.
  var build: Build? { get set }
  /// How many old releases stay.
  var kept: Int { get }
  /// Starts the next release from the live one.
  func beginRelease() throws -> Build
}

extension ReleaseWriting {
  var goesLiveAsWhole: Bool { true }

  func write(_ batch: [ObjectWrite], mayContinue: () throws -> Void) -> [WriteOutcome] {
    guard !batch.isEmpty else { return [] }
    do {
      try mayContinue()
    } catch {
      let reason = DirectoryBatch.text(of: error)
      return batch.map { .skipped("\($0.path) was not written: \(reason)") }
    }
    let build: Build
    do {
      build = try self.build ?? beginRelease()
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

extension ObjectWrite {
  /// The write that takes this one back, once it is done.
  ///
  /// - Parameter former: Reads what was there before.
  func undone(readingFormer former: @escaping (FileVersion) throws -> [UInt8]) -> ObjectWrite {
    let written: LiveObject? =
      if case .put(let object) = action { object.version } else { nil }
    guard let expected else {
      return written.map { .remove(path, expected: $0) }
        ?? ObjectWrite(path: path, action: .remove, expected: nil)
    }
    let object = DesiredObject(path: path, version: expected) { try former(expected) }
    return .put(object, expected: written)
  }
}
