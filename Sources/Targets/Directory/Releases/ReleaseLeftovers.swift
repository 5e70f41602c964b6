import Domain
import Faults

/// What a killed run left of a release that never went live, or of one that it was removing.
struct ReleaseLeftovers {
  private let layout: ReleaseLayout
  private let lock: ReleaseLock

  /// Takes the lock's owner's word for it: it would take the release from a run that lives.
  init(_ layout: ReleaseLayout, _ lock: ReleaseLock) {
    self.layout = layout
    self.lock = lock
  }

  /// Removes it and returns the paths, from the target's own folder.
  func remove() throws(TargetError) -> [GitPath] {
    var removed: [GitPath] = []
    let live = try layout.current()
    for number in try layout.pending().sorted() {
      let name = ReleaseLayout.folderName(number)
      if number != live, try layout.told(try lock.folder.kind(name)) == .folder {
        try told(name) { () throws(SystemFailure) in
          try lock.folder.rename(name, to: ReleaseLayout.workName(number), in: lock.folder)
        }
      }
    }
    for name in try layout.told(try lock.folder.names()).sorted()
    where ReleaseLayout.isReserved(name) {
      try told(name) { () throws(SystemFailure) in try FolderRemoval.remove(name, in: lock.folder) }
      removed.append(GitPath("releases").appending(name.bytes))
    }
    // The link goes last: it is what says that the release was never live.
    for number in try layout.pending().sorted() {
      let name = ReleaseLayout.markerName(number)
      try told(name) { () throws(SystemFailure) in try layout.root.folder.removeFile(name) }
      removed.append(GitPath(bytes: name.bytes))
    }
    return removed
  }

  private func told(
    _ name: EntryName, _ call: () throws(SystemFailure) -> Void
  ) throws(TargetError) {
    do {
      try FaultPoint.releaseLeftoverBefore.reach()
      try call()
    } catch {
      throw .leftover(path: GitPath(bytes: name.bytes).quoted, reason: error.text)
    }
  }
}

extension [EntryName] {
  /// By their bytes.
  fileprivate func sorted() -> [EntryName] {
    sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
  }
}
