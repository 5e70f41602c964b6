package import Domain
import FoundationEssentials
package import Git

/// Who is about to write a ref: a small file beside the ref's lock, so that a lock whose writer was
/// killed can be told from one whose writer lives.
///
/// `$GIT_COMMON_DIR/deploysync/writing/PID-START.json`, there while the ref is written. It proves
/// nothing by itself, since its process may have died before it made the lock: the lock must also hold
/// the commit that the note names.
package struct LockNote: Codable, Sendable, Hashable {
  package var schema = 1
  package var owner: LeaseOwner
  /// The full name of the ref.
  package var reference: String
  /// The commit that the ref is to get.
  package var commit: String

  package init(owner: LeaseOwner = .current(), reference: String, commit: ObjectID) {
    self.owner = owner
    self.reference = reference
    self.commit = commit.hex
  }

  /// The folder of all notes of a repository.
  static func folder(in repository: Repository) -> String {
    "\(repository.commonDirectory)/deploysync/writing"
  }

  /// Does this while the note is there. A note that cannot be written is done without: then a lock
  /// that is left is watched.
  package func during<Result>(in repository: Repository, _ work: () throws -> Result) rethrows
    -> Result
  {
    let folder = Self.folder(in: repository)
    let path = "\(folder)/\(owner.pid)-\(owner.processStart).json"
    let files = FileManager.default
    try? files.createDirectory(atPath: folder, withIntermediateDirectories: true)
    if let bytes = try? LedgerJSON.encode(self) {
      try? Data(bytes).write(to: URL(filePath: path), options: .atomic)
    }
    defer { try? files.removeItem(atPath: path) }
    return try work()
  }

  /// What notes tell of a lock.
  enum Finding {
    /// Nothing, or that its process lives.
    case unknown
    /// It was made right after the note of a process that is gone, and holds the beginning of what
    /// that was to write: a kill between two calls left it, unless another lock of the same ref
    /// was made in that very moment.
    case beginning
    /// It holds all that a process was to write which is gone.
    case whole
  }

  /// How long after its note a process makes a lock, at most, in seconds.
  private static let longest = 2

  /// What is known of who made a lock.
  static func finding(_ lock: LockFile, of reference: String, in repository: Repository) -> Finding
  {
    guard lock.path.hasSuffix("/\(reference).lock") else { return .unknown }
    let content = lock.content
    for (path, note) in ofGone(in: repository) where note.reference == reference {
      let line = "\(note.commit)\n"
      if content == line { return .whole }
      if line.hasPrefix(content), let written = LockFile(path: path),
        lock.isWithin(longest, after: written)
      {
        return .beginning
      }
    }
    return .unknown
  }

  /// Removes the notes of gone processes whose lock is no more.
  static func clearAway(in repository: Repository) {
    for (path, note) in ofGone(in: repository)
    where LockFile(path: "\(repository.commonDirectory)/\(note.reference).lock") == nil {
      try? FileManager.default.removeItem(atPath: path)
    }
  }

  /// The notes of processes that are gone for certain, with their files.
  private static func ofGone(in repository: Repository) -> [(path: String, note: LockNote)] {
    let folder = folder(in: repository)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.sorted().compactMap { name in
      let path = "\(folder)/\(name)"
      guard let data = FileManager.default.contents(atPath: path),
        let note = try? LedgerJSON.decode(LockNote.self, from: Array(data), part: "note"),
        note.owner.isProvablyGone
      else { return nil }
      return (path, note)
    }
  }
}
