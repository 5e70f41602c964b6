import Domain
import Faults
import Glibc

/// One release on its way: built beside the live one, then made live in one step.
///
/// 1. With the lock on `releases`, what a killed run left is removed, and the live release is copied
///    to `releases/.deploysync-NUMBER`, its files as hard links.
/// 2. Batches are written there as to any folder: a file that changes gets a new inode, so nothing
///    that an older release shows ever changes.
/// 3. Going live: the live release must be the one that was copied, and unchanged; all is brought to
///    the disk; the link that is to be `current` is made beside it; the folder gets its number; the
///    link is renamed over `current`. That one call is the moment.
///
/// A kill before it leaves the old release live and what the next run removes; after it, the new one
/// is live as a whole.
final class ReleaseBuild: ReleaseBuilding {
  /// The run has to end before the release is live.
  struct Stopped: Error {
    var reason: String
  }

  private let layout: ReleaseLayout
  private let lock: ReleaseLock
  /// The live release that it is built from; nil for the first.
  private let base: Int?
  private let number: Int
  private let copied: [GitPath: FolderCopy.Stamp]
  private let writer: DirectoryWriter
  /// What was written and proven, in order; those from `partStart` on belong to the part at work.
  private var done: [ObjectWrite] = []
  private var partStart = 0
  /// Why it must not go live.
  private var flaw: String?

  /// Starts the next release. Throws `TargetError` or `FolderCopy.Failure`; nothing is left then.
  init(_ layout: ReleaseLayout) throws {
    self.layout = layout
    lock = try ReleaseLock(making: layout)
    _ = try ReleaseLeftovers(layout, lock).remove()
    base = try layout.current()
    number = (try layout.numbers().max() ?? 0) + 1
    let name = ReleaseLayout.workName(number)
    do {
      try FaultPoint.releaseBuildBefore.reach()
      try lock.folder.makeFolder(name)
      let copy = try lock.folder.folder(name)
      if let base {
        let live = try DirectoryRoot(path: layout.releasePath(base)).folder
        copied = try FolderCopy.copy(live, into: copy)
      } else {
        copied = [:]
      }
      writer = try DirectoryWriter(path: layout.workPath(number))
    } catch {
      try? FolderRemoval.remove(name, in: lock.folder)
      throw BuildFailure(reason: (error as? SystemFailure)?.text ?? DirectoryBatch.text(of: error))
    }
  }

  /// Whether it is different from the live release.
  var hasWritten: Bool { !done.isEmpty || flaw != nil }

  func write(_ batch: [ObjectWrite], mayContinue: () throws -> Void) -> [WriteOutcome] {
    let outcomes = writer.write(batch, mayContinue: mayContinue)
    done += zip(batch, outcomes).filter { $0.1 == .done }.map(\.0)
    return outcomes
  }

  func beginPart() { partStart = done.count }

  /// Undoes the writes of the part at work, the last one first.
  func takeBackPart() {
    for write in done[partStart...].reversed() {
      let outcome = writer.write([undone(write)], mayContinue: {})
      if outcome != [.done], flaw == nil {
        flaw = "\(write.path) could not be taken back"
      }
    }
    done.removeSubrange(partStart...)
  }

  private func undone(_ write: ObjectWrite) -> ObjectWrite {
    write.undone { [self] _ in try formerContent(of: write.path) }
  }

  /// What the live release has at the path.
  private func formerContent(of path: GitPath) throws -> [UInt8] {
    guard let base else { throw BuildFailure(reason: "there is no release before") }
    let walk = FolderWalk(root: try DirectoryRoot(path: layout.releasePath(base)).folder)
    let folder = try walk.folder(path.folder)
    let name = path.entryName
    if try folder.kind(name) == .symbolicLink { return try folder.linkTarget(name) }
    guard let bytes = try folder.bytes(name) else { throw BuildFailure(reason: "it is no file") }
    return bytes
  }

  // MARK: Going live

  /// Makes it the live release. Where it throws, the old one is live, unless the very last call
  /// failed; and nothing of this one is left.
  func goLive(mayContinue: () throws -> Void) throws {
    do {
      FaultPoint.releaseBuilt.pass()
      try checkBase()
      let folder = try lock.folder.folder(ReleaseLayout.workName(number))
      try folder.syncFileSystem()
      let marker = ReleaseLayout.markerName(number)
      try FaultPoint.releaseMarkerBefore.reach()
      try layout.root.folder.makeLink(marker, to: ReleaseLayout.linkText(number))
      try layout.root.folder.sync()
      try FaultPoint.releaseNumberBefore.reach()
      try lock.folder.rename(
        ReleaseLayout.workName(number), to: ReleaseLayout.folderName(number), in: lock.folder)
      try lock.folder.sync()
      FaultPoint.releaseNumbered.pass()
      do { try mayContinue() } catch { throw Stopped(reason: DirectoryBatch.text(of: error)) }
      try checkBase()
      try FaultPoint.releaseSwitchBefore.reach()
      try layout.root.folder.rename(marker, to: ReleaseLayout.current, in: layout.root.folder)
    } catch {
      discard()
      if let failure = error as? SystemFailure { throw BuildFailure(reason: failure.text) }
      throw error
    }
    do throws(SystemFailure) {
      try FaultPoint.releaseSwitched.reach()
      try layout.root.folder.sync()
    } catch {
      throw BuildFailure(reason: "it may not last: \(error.text)")
    }
  }

  /// What is live must be what was copied: a change that somebody made since would be lost.
  private func checkBase() throws {
    if let flaw { throw BuildFailure(reason: flaw) }
    guard try layout.current() == base else {
      throw BuildFailure(reason: "another release went live meanwhile")
    }
    guard let base else { return }
    let now = try FolderCopy.stamps(of: DirectoryRoot(path: layout.releasePath(base)).folder)
    guard now != copied else { return }
    let changed = Set(now.keys).union(copied.keys).filter { now[$0] != copied[$0] }.min()
    throw BuildFailure(
      reason: "\(changed?.quoted ?? "the live release") changed while it was built")
  }

  /// Removes it, as far as it can be removed; the next run removes the rest.
  func discard() {
    let names = [ReleaseLayout.workName(number), ReleaseLayout.folderName(number)]
    for name in names where (try? layout.current()) != number {
      if (try? lock.folder.kind(name)) != nil { remove(name, at: .releaseDiscardBefore) }
    }
    try? layout.root.folder.removeFile(ReleaseLayout.markerName(number))
  }

  /// Removes a folder of the lock's; tried twice, and then left for the next run.
  private func remove(_ name: EntryName, at point: FaultPoint) {
    for _ in 0..<2 {
      do throws(SystemFailure) {
        try point.reach()
        return try FolderRemoval.remove(name, in: lock.folder)
      } catch {
        continue
      }
    }
  }

  /// What is not live as it was written, as a clause; nil where all is.
  func difference() -> String? {
    do {
      guard try layout.current() == number else { return "another release is live" }
      let reader = DirectoryReader(
        root: try DirectoryRoot(path: layout.releasePath(number)),
        capabilities: TargetCapabilities())
      var expected: [GitPath: LiveReading?] = [:]
      for write in done { expected[write.path] = .some(write.result) }
      let live = try reader.read(expected.keys.sorted())
      let wrong = expected.filter { live[$0.key] != $0.value }.keys.min()
      return wrong.map { "\($0) is not as it was written" }
    } catch {
      return DirectoryBatch.text(of: error)
    }
  }

  /// Removes the oldest releases. One that cannot be removed stays for the next run.
  func removeOldReleases(keeping kept: Int) {
    guard let numbers = try? layout.numbers() else { return }
    for old in numbers.filter({ $0 != number }).sorted().dropLast(kept) {
      let name = ReleaseLayout.workName(old)
      do throws(SystemFailure) {
        try FaultPoint.releaseRetireBefore.reach()
        try lock.folder.rename(ReleaseLayout.folderName(old), to: name, in: lock.folder)
      } catch {
        continue
      }
      remove(name, at: .releaseRemoveBefore)
    }
  }
}

/// Why a release cannot be built or made live; the reason is a clause.
private struct BuildFailure: ExplainedError {
  var reason: String

  var category: FailureCategory { .failed }
  var message: String { reason }
}
