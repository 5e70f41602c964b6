import Domain
import Faults
import Glibc

/// What killed runs left in a directory target: temporary files, empty folders, journals.
struct Leftovers {
  private let walk: FolderWalk
  /// Whether a journal that cannot be locked is taken for a dead run's.
  private let isOwner: Bool

  /// - Parameter isOwner: Whether the caller knows by the ledger that the runs are dead. Where the
  ///   file system has no locks, nothing else tells.
  init(root: OpenFolder, isOwner: Bool) {
    walk = FolderWalk(root: root)
    self.isOwner = isOwner
  }

  /// Removes it all, as far as the journals in the root tell, and returns the temporary files.
  ///
  /// It costs a listing of the root and of each folder that a journal names.
  func remove() throws(TargetError) -> [GitPath] {
    var removed: [GitPath] = []
    let names = try told(.root, try walk.root.names())
    for path in names.map({ GitPath(bytes: $0.bytes) }).sorted() {
      let name = path.entryName
      guard let journal = try told(path, try Journal(reading: name, in: walk.root)) else {
        continue
      }
      // A run on another item of the target may be at work.
      let claim = try told(path, JournalClaim(try walk.root.open(name, O_RDONLY)))
      switch claim.lock() {
      case .taken: break
      case .held: continue
      case .unsupported: guard isOwner else { continue }
      }
      defer { withExtendedLifetime(claim) {} }
      for folder in journal.folders.sorted() {
        removed += try removeFiles(of: journal, in: folder)
      }
      removeFolders(journal.made)
      try told(path, try FaultPoint.leftoverRemoveBefore.reach())
      try told(path, try walk.root.removeFile(name))
    }
    return removed
  }

  private func removeFiles(of journal: Journal, in path: GitPath) throws(TargetError) -> [GitPath] {
    // No batch has files in such a folder, whatever the journal says.
    guard path.isRoot || ObjectNames.refusal(of: path) == nil else { return [] }
    let folder: OpenFolder
    do {
      folder = try walk.folder(path)
    } catch {
      // Where the folder is gone, so are the files; where something else is, they are not ours.
      guard case .system(let at, let failure) = error else { return [] }
      throw .leftover(path: at.quoted, reason: failure.text)
    }
    var removed: [GitPath] = []
    for name in try told(path, try folder.names()) where journal.owns(name) {
      let file = path.appending(name.bytes)
      guard try told(file, try folder.kind(name)) != .folder else { continue }
      try told(file, try FaultPoint.leftoverRemoveBefore.reach())
      try told(file, try folder.removeFile(name))
      removed.append(file)
    }
    return removed.sorted()
  }

  /// Removes those that are empty, the deepest first.
  private func removeFolders(_ made: Set<GitPath>) {
    for path in made.sorted().reversed() where !path.isRoot {
      try? walk.folder(path.folder).removeFolder(path.entryName)
      walk.forget()
    }
  }

  @discardableResult
  private func told<Value>(_ path: GitPath, _ call: @autoclosure () throws(SystemFailure) -> Value)
    throws(TargetError) -> Value
  {
    do {
      return try call()
    } catch {
      throw .leftover(path: path.isRoot ? "." : path.quoted, reason: error.text)
    }
  }
}
