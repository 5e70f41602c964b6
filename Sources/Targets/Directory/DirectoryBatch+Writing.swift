import Domain
import Faults
import Glibc

extension DirectoryBatch {
  /// Makes one write; its outcome stays open for the proof, unless it failed.
  func write(_ index: Int) {
    let write = writes[index]
    do {
      switch write.action {
      case .put: try put(write, from: staged[index])
      case .remove: try remove(write)
      }
    } catch let change as ChangedSincePlan {
      outcomes[index] = .failed("\(write.path) changed since it was planned: \(change.what)")
    } catch let obstacle as FolderWalk.Obstacle {
      fail(index, obstacle.reason)
    } catch let failure as SystemFailure {
      fail(index, failure.text)
    } catch {
      fail(index, Self.text(of: error))
    }
    guard let temporary = staged.removeValue(forKey: index) else { return }
    if outcomes[index] != nil { removeTemporary(temporary) }
  }

  /// Removes a folder that is empty, and those above it that become so; never the root.
  func removeEmptyFolders(from folder: GitPath) {
    var folder = folder
    while !folder.isRoot {
      do {
        let parent = try walk.folder(folder.folder)
        try FaultPoint.folderRemoveBefore.reach()
        try parent.removeFolder(folder.entryName)
      } catch {
        return
      }
      forgetFolders()
      touched.insert(folder.folder)
      folder = folder.folder
    }
  }

  private func put(_ write: ObjectWrite, from temporary: GitPath?) throws {
    guard let temporary else { throw Unwritable(reason: "its content was not staged") }
    var made: [GitPath] = []
    do {
      let source = try stagingWalk.folder(temporary.folder)
      let folder = try makeFolders(write.path.folder, &made)
      try check(write, in: folder)
      try move(temporary.entryName, in: source, to: write, in: folder, temporary)
    } catch {
      for folder in made.reversed() {
        try? walk.folder(folder.folder).removeFolder(folder.entryName)
        forgetFolders()
      }
      throw error
    }
    touched.insert(write.path.folder)
  }

  private func remove(_ write: ObjectWrite) throws {
    let folder: OpenFolder
    do throws(FolderWalk.Obstacle) {
      folder = try walk.folder(write.path.folder)
    } catch {
      if case .system = error { throw error }
      if write.expected == nil { return }
      throw ChangedSincePlan(what: error.reason)
    }
    try check(write, in: folder)
    guard write.expected != nil else { return }
    try FaultPoint.removeBefore.reach()
    try folder.removeFile(write.path.entryName)
    FaultPoint.removed.pass()
    touched.insert(write.path.folder)
    emptied.insert(write.path.folder)
    removeEmptyFolders(from: write.path.folder)
  }

  /// Opens the folder, and makes what is missing of it.
  private func makeFolders(_ path: GitPath, _ made: inout [GitPath]) throws -> OpenFolder {
    while true {
      do throws(FolderWalk.Obstacle) {
        return try walk.folder(path)
      } catch {
        guard case .missing(let missing) = error, missing != made.last else { throw error }
        try FaultPoint.folderMakeBefore.reach()
        try walk.folder(missing.folder).makeFolder(missing.entryName)
        made.append(missing)
        touched.insert(missing.folder)
      }
    }
  }

  /// Throws unless what the plan saw is there.
  private func check(_ write: ObjectWrite, in folder: OpenFolder) throws {
    let name = write.path.entryName
    guard let expected = write.expected else {
      switch try folder.kind(name) {
      case nil: return
      case .folder?:
        guard case .put = write.action else { return }
        try clear(name, in: folder)
      case let kind?: throw ChangedSincePlan(what: "\(kind.rawValue) is there now")
      }
      return
    }
    switch try folder.find(name) {
    case expected.finding: return
    case .nothing: throw ChangedSincePlan(what: "it is gone")
    case .folder: throw ChangedSincePlan(what: "a folder is there now")
    case .other(let kind): throw ChangedSincePlan(what: "\(kind) is there now")
    case .object(let object):
      throw ChangedSincePlan(
        what: object.content == expected.content
          ? "its mode is now \(object.mode.text)" : "its content is now \(object.content)")
    }
  }

  /// Removes an empty folder that is in the way of a file.
  private func clear(_ name: EntryName, in folder: OpenFolder) throws {
    do throws(SystemFailure) {
      try folder.removeFolder(name)
      forgetFolders()
    } catch {
      guard error.code == ENOTEMPTY || error.code == EEXIST else { throw error }
      throw Unwritable(reason: "a folder with other files is in its place")
    }
  }

  private func move(
    _ name: EntryName, in source: OpenFolder, to write: ObjectWrite, in folder: OpenFolder,
    _ temporary: GitPath
  ) throws {
    let new = write.path.entryName
    try FaultPoint.placeBefore.reach()
    guard write.expected == nil else {
      try source.rename(name, to: new, in: folder)
      return try FaultPoint.placed.reach()
    }
    do throws(SystemFailure) {
      try source.link(name, to: new, in: folder)
    } catch {
      if error.code == EEXIST { throw ChangedSincePlan(what: "something is there now") }
      // File systems without hard links.
      guard [EPERM, ENOSYS, EOPNOTSUPP, EMLINK].contains(error.code) else { throw error }
      return try source.rename(name, to: new, in: folder)
    }
    FaultPoint.placeLinked.pass()
    removeTemporary(temporary)
    try FaultPoint.placed.reach()
  }
}

/// Something else is there than the plan saw; `what` is a clause.
private struct ChangedSincePlan: Error {
  var what: String
}

extension LiveObject {
  fileprivate var finding: Finding { .object(self) }
}
