import Domain
import Faults
import Glibc

extension DirectoryBatch {
  /// Brings the content of every put to a temporary file, and these to the disk.
  func stage() {
    let places = findPlaces()
    guard !places.isEmpty else { return }
    do {
      claim = try journal.write(in: root.folder)
    } catch {
      let reason =
        error.code == EROFS
        ? error.text : "a journal cannot be kept in the target's folder: \(error.text)"
      for index in places.keys { fail(index, reason) }
      return
    }
    let syncsSingly =
      places.count <= Self.syncedSingly
      && !places.keys.contains { object(of: $0)?.version.mode == .symbolicLink }
    for index in places.keys.sorted() {
      guard let object = object(of: index), let place = places[index] else { continue }
      do {
        try stage(object, at: index, in: place, isSynced: syncsSingly)
      } catch {
        fail(index, (error as? SystemFailure)?.text ?? Self.text(of: error))
      }
    }
    guard !syncsSingly else { return }
    do {
      try syncFileSystems()
    } catch {
      for index in staged.keys { fail(index, "it cannot be brought to the disk: \(error.text)") }
    }
  }

  /// Brings all that was written to the disk, on every file system that was written to.
  func syncFileSystems() throws(SystemFailure) {
    try FaultPoint.fileSystemSyncBefore.reach()
    for folder in fileSystems.values { try folder.syncFileSystem() }
  }

  /// Removes the temporary files that were not needed, and the journal with the last of them. What
  /// cannot be removed is tried once more, and then stays for the next run.
  func removeStaged() {
    for path in staged.values.sorted() { removeTemporary(path) }
    staged = [:]
    for folder in emptied { removeEmptyFolders(from: folder) }
    for path in leftovers.sorted() { removeTemporary(path) }
    guard !journal.folders.isEmpty, leftovers.isEmpty else { return }
    for _ in 0..<2 where (try? removeJournal()) != nil { return }
  }

  private func removeJournal() throws(SystemFailure) {
    try FaultPoint.journalRemoveBefore.reach()
    try root.folder.removeFile(journal.name)
  }

  /// Removes a temporary file; where that fails, the journal will stay for the next run.
  func removeTemporary(_ path: GitPath) {
    do {
      try FaultPoint.stagingRemoveBefore.reach()
      try stagingWalk.folder(path.folder).removeFile(path.entryName)
      leftovers.remove(path)
    } catch let failure as SystemFailure where failure.code == ENOENT {
      leftovers.remove(path)
    } catch {
      leftovers.insert(path)
    }
  }

  /// The folder for the temporary file of every put that may be written; the journal gets them.
  private func findPlaces() -> [Int: GitPath] {
    var places: [Int: GitPath] = [:]
    let own = Set(writes.map(\.path))
    // The objects of one folder mostly follow each other: it is looked for once.
    var last: (folder: GitPath, found: Result<GitPath, FolderWalk.Obstacle>)?
    for (index, write) in writes.enumerated() {
      if let reason = ObjectNames.refusal(of: write.path) {
        fail(index, reason)
        continue
      }
      guard case .put = write.action else { continue }
      let folder = write.path.folder
      if last?.folder != folder { last = (folder, findPlace(of: folder, besides: own)) }
      switch last?.found {
      case .success(let place)?: places[index] = place
      case .failure(let obstacle)?: fail(index, obstacle.reason)
      case nil: continue
      }
    }
    return places
  }

  /// The nearest folder above an object's that is there and stays one; the journal gets it.
  private func findPlace(
    of folder: GitPath, besides own: Set<GitPath>
  ) -> Result<GitPath, FolderWalk.Obstacle> {
    do throws(FolderWalk.Obstacle) {
      let place = try walk.nearest(folder.above(own))
      journal.folders.insert(place)
      var missing = folder
      while missing != place, journal.made.insert(missing).inserted { missing = missing.folder }
      return .success(place)
    } catch {
      return .failure(error)
    }
  }

  private func stage(_ object: DesiredObject, at index: Int, in place: GitPath, isSynced: Bool)
    throws
  {
    let content = try object.content()
    guard object.isVerified || BlobHash.id(of: content) == object.version.content else {
      throw Unwritable(reason: "its content is not \(object.version.content)")
    }
    if let reason = object.version.mode.isUnwritable(at: object.path, content: content) {
      throw Unwritable(reason: reason)
    }
    let folder = try stagingWalk.folder(place)
    fileSystems[UInt(folder.device)] = folder
    let name = journal.temporary(index)
    do {
      if object.version.mode == .symbolicLink {
        try FaultPoint.stagingLinkBefore.reach()
        try folder.makeLink(name, to: content)
      } else {
        try FaultPoint.stagingBefore.reach()
        let file = try folder.open(name, O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
        staged[index] = place.appending(name.bytes)
        try file.write(content)
        try FaultPoint.stagingWritten.reach(writing: file.number)
        try file.setMode(object.version.mode == .executable ? 0o755 : 0o644)
        if isSynced { try file.sync() }
        try file.close()
      }
      staged[index] = place.appending(name.bytes)
    } catch {
      // At once, and not with the others: on a full disk these need the room.
      if let path = staged.removeValue(forKey: index) { removeTemporary(path) }
      throw error
    }
  }

  private func object(of index: Int) -> DesiredObject? {
    if case .put(let object) = writes[index].action { object } else { nil }
  }
}

extension GitPath {
  /// The nearest folder that none of the paths is or is above: what has a temporary file in it
  /// cannot become a file.
  fileprivate func above(_ paths: Set<GitPath>) -> GitPath {
    var folder = GitPath.root
    for name in components {
      let next = folder.appending(name)
      if paths.contains(next) { return folder }
      folder = next
    }
    return folder
  }
}

extension FileMode {
  /// Why nothing of this mode and content can be written; nil if it can.
  fileprivate func isUnwritable(at path: GitPath, content: [UInt8]) -> String? {
    switch self {
    case .regular, .executable: nil
    case .symbolicLink: ContentRules.refusal(ofLink: path, to: content)
    case .folder, .submodule: "it is neither a file nor a symbolic link"
    }
  }
}

/// Why one write is not made; the reason is a clause.
struct Unwritable: ExplainedError {
  var reason: String

  var category: FailureCategory { .failed }
  var message: String { reason }
}
