import Clibgit2
import Domain

/// An open git repository: values out, never a handle of the library.
///
/// It belongs to one thread. Another thread opens its own with `location`, which costs a tenth of
/// a millisecond. Trees that `filteredTree` builds live in this object until something that is
/// written needs them.
package final class Repository {
  let handle: Handle
  let database: Handle
  let verifiesHashes: Bool
  var trees: ByteCache<ObjectID>
  var searched: [ObjectID: Searched] = [:]
  var submodules = KnownSubmodules()
  /// Raw trees that are built and not written.
  var unwritten: [ObjectID: RawTree] = [:]
  /// How many objects were read from the database so far: a measure of what an answer costs that
  /// is the same on every machine.
  package var objectsRead: Int { ownObjectsRead + (walking?.objectsRead ?? 0) }
  var ownObjectsRead = 0
  private var walking: Repository?
  var ownHistory: HistoryIndex?
  /// What is in packs is read from them right away.
  private(set) lazy var packs = PackReader(packFiles, cacheLimitBytes: trees.limitBytes)
  /// Shared with what is opened for other threads and for walking.
  lazy var packFiles = PackFile.all(in: "\(commonDirectory)/objects")
  /// What are files of their own as well.
  private(set) lazy var files = ObjectFileReader(objects: "\(commonDirectory)/objects")

  /// What to hand to `open` on another thread.
  package let location: String
  /// The repository's folder without a slash at the end; of a linked worktree its own.
  package let gitDirectory: String
  /// Where references and objects are; the same as `gitDirectory` but for linked worktrees.
  package let commonDirectory: String
  /// The folder of the checked-out files without a slash at the end; nil for a bare repository.
  package let workDirectory: String?
  /// Whether there are no checked-out files.
  package let isBare: Bool

  /// Opens the repository that `git -C path` would use: a work tree or a folder below it, a
  /// `.git`, a bare repository or a linked worktree. `GIT_DIR` and its kin are not read.
  ///
  /// - Parameters:
  ///   - verifyingHashes: Whether every object that is read is compared with its name. Leave it
  ///     out only where nothing that is read will be deployed.
  ///   - cacheLimitBytes: How many bytes of raw trees are kept.
  /// - Throws: `RepositoryError` with the reason and what to do about it.
  package static func open(
    _ path: String, verifyingHashes: Bool = true, cacheLimitBytes: Int = 16 << 20
  ) throws -> Repository {
    try GitLibrary.start()
    do {
      let handle = try Handle(
        "git_repository_open_ext", freeing: { unsafe git_repository_free($0) },
        making: { unsafe git_repository_open_ext(&$0, path.isEmpty ? "." : path, 0, nil) })
      return try Repository(
        handle, verifiesHashes: verifyingHashes, cacheLimitBytes: cacheLimitBytes)
    } catch let error as GitError {
      throw OpenFailure(error: error, path: path).explanation
    }
  }

  /// The same repository in an object of its own that does not compare what it reads with its name:
  /// for walks through history, of which nothing is deployed.
  ///
  /// - Throws: `RepositoryError` where it cannot be opened any more.
  package func forWalking() throws -> Repository {
    guard verifiesHashes else { return self }
    let known = try walking ?? Repository.open(location, verifyingHashes: false)
    if walking == nil { known.packFiles = packFiles }
    walking = known
    known.followSubmodules(submoduleSources)
    return known
  }

  private init(_ handle: consuming Handle, verifiesHashes: Bool, cacheLimitBytes: Int) throws {
    database = try handle.withPointer { repository throws(GitError) in
      try Handle(
        "git_repository_odb", freeing: { unsafe git_odb_free($0) },
        making: { unsafe git_repository_odb(&$0, repository) })
    }
    gitDirectory = handle.withPointer { unsafe folder(git_repository_path($0)) } ?? ""
    commonDirectory = handle.withPointer { unsafe folder(git_repository_commondir($0)) } ?? ""
    workDirectory = handle.withPointer { unsafe folder(git_repository_workdir($0)) }
    isBare = handle.withPointer { unsafe git_repository_is_bare($0) } == 1
    location = gitDirectory
    trees = ByteCache(limitBytes: cacheLimitBytes)
    self.verifiesHashes = verifiesHashes
    self.handle = handle
  }
}

/// The library's path of a folder without the slash that it ends in.
private func folder(_ path: UnsafePointer<CChar>?) -> String? {
  guard let path = unsafe path else { return nil }
  let text = unsafe String(cString: path)
  return text.count > 1 && text.hasSuffix("/") ? String(text.dropLast()) : text
}
