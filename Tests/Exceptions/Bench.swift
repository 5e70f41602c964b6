import Configuration
import Domain
import Exceptions
import Fixtures
import Foundation
import Git
import Ledger
import Queueing
import Targets

@testable import Syncing

/// A control repository with a work tree that somebody works in, one target, people, and a clock.
final class Bench {
  let folder: TemporaryFolder
  let repository: Repository
  /// The clock of the steps and runs; merges get this time too.
  var now: Timestamp
  /// Who takes the next step.
  var person = Bench.olga
  /// Opens the target otherwise than as a folder.
  var opening: ((TargetsFile.Target) throws -> any TargetWriter)?
  private(set) var head: ObjectID
  private(set) var tree: ObjectID

  static let olga = Domain.Person(name: "Olga", email: "olga@example.com")
  static let max = Domain.Person(name: "Max", email: "max@example.com")
  static let rita = Domain.Person(name: "Rita", email: "rita@example.com")

  /// Olga makes impacts, Max decides, the requester confirms.
  static let exceptions = """
    exceptions:
      steps:
        - impact: { by: [olga@example.com] }
        - decision: { by: [max@example.com] }
        - confirmation: { by: requester }

    """

  /// Starts at 2026-01-10T12:00:00Z with `files`, merged and not deployed.
  init(
    _ files: [String: String] = [:], prune: String = "delete", more: String = Bench.exceptions
  ) throws {
    folder = try TemporaryFolder(inMemory: true)
    try FileManager.default.copyItem(
      atPath: try Self.template.get().path("repository"), toPath: folder.path("repository"))
    try FileManager.default.createDirectory(
      atPath: folder.path("live"), withIntermediateDirectories: true)
    repository = try Repository.open(folder.path("repository"))
    now = try Self.time("2026-01-10T12:00:00Z")
    guard let start = try repository.reference("refs/heads/main") else {
      throw FixtureError("the template has no branch main")
    }
    head = start
    tree = try repository.link(start).tree
    var changes: [String: String?] = files
    changes["deploysync.yaml"] = Self.configuration(prune: prune, more: more)
    try merge("Begin", changes, direct: true)
  }

  static func configuration(prune: String = "delete", more: String = Bench.exceptions) -> String {
    """
    version: 1
    items:
      desk:
        paths: [data]
        root: data
        targets:
          live: { deployment: standard, prune: \(prune) }
    \(more)
    """
  }

  static func time(_ text: String) throws -> Timestamp {
    guard let time = Timestamp(iso8601: text) else { throw FixtureError("\(text) is no time") }
    return time
  }

  /// HEAD is on another branch than main, a file is staged, another one is changed.
  private static let template = Result {
    let folder = try TemporaryFolder()
    let fixture = try FixtureRepository(in: folder)
    try fixture.commit("Root", files: ["note.txt": "note\n"])
    try fixture.git("checkout", "-q", "-b", "work")
    try fixture.write("staged\n", to: "staged.txt")
    try fixture.git("add", "staged.txt")
    try fixture.write("changed\n", to: "note.txt")
    try fixture.write("untracked\n", to: "data/untracked.yaml")
    return folder
  }

  /// All of the repository that no command may touch: work tree, index, HEAD, settings, and every
  /// ref but the ledger's and the branch that merges move.
  func untouchable() -> [String: [UInt8]] {
    let root = folder.path("repository")
    var found: [String: [UInt8]] = [:]
    let skipped = [
      ".git/objects", ".git/logs", ".git/refs/heads/deploysync", ".git/COMMIT_EDITMSG",
    ]
    guard let walk = FileManager.default.enumerator(atPath: root) else { return [:] }
    for case let path as String in walk {
      if skipped.contains(path) {
        walk.skipDescendants()
        continue
      }
      if let bytes = FileManager.default.contents(atPath: "\(root)/\(path)") {
        found[path] = Array(bytes)
      }
    }
    return found
  }

  // MARK: Merging

  /// Merges a change: a commit on a side branch and its merge, or with `direct` one commit, as a
  /// squash merge makes it. Nil removes a file.
  @discardableResult
  func merge(_ title: String, _ changes: [String: String?], direct: Bool = false) throws -> ObjectID
  {
    var versions: [GitPath: FileVersion?] = [:]
    for (path, text) in changes {
      versions[GitPath(path)] = .some(
        try text.map {
          FileVersion(
            mode: $0.hasPrefix("#!") ? .executable : .regular,
            content: try repository.writeBlob(Array($0.utf8)))
        })
    }
    return try merge(title, tree: repository.replacing(versions, in: tree), direct: direct)
  }

  /// Merges a tree; `base` is where its side branch starts.
  @discardableResult
  func merge(_ title: String, tree next: ObjectID, direct: Bool = false) throws -> ObjectID {
    if direct { return try advance(to: commit(title, next, [head])) }
    let side = try commit("work", next, [head])
    return try advance(to: commit("Merge branch 'x'\n\n\(title)", next, [head, side]))
  }

  func commit(_ message: String, _ tree: ObjectID, _ parents: [ObjectID]) throws -> ObjectID {
    let author = Signature(
      person: Domain.Person(name: "Author", email: "author@example.com"), time: now)
    return try repository.createCommit(
      tree: tree, parents: parents, author: author, committer: author, message: message + "\n")
  }

  /// Moves main; the clock goes on a minute.
  @discardableResult
  func advance(to commit: ObjectID) throws -> ObjectID {
    try repository.updateReference("refs/heads/main", from: head, to: commit, message: "test")
    head = commit
    tree = try repository.link(commit).tree
    now = now + 60
    return commit
  }

  /// The texts of the files at a commit's tree below `data`.
  func texts(in tree: ObjectID) throws -> [String: String] {
    var texts: [String: String] = [:]
    for (path, version) in try repository.files(in: tree) where path.text.hasPrefix("data/") {
      texts[path.text] = String(decoding: try repository.blob(version.content), as: UTF8.self)
    }
    return texts
  }
}
