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
  /// The repository that merges go to.
  var current = Repositories.control
  private var heads: [String: ObjectID]
  /// The branch of the current repository.
  var head: ObjectID { heads[current] ?? controlHead }
  var controlHead: ObjectID { heads[Repositories.control] ?? .emptyTree }
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

  /// Starts at 2026-01-10T12:00:00Z with `files`, merged and not deployed; where `managed` has
  /// some, they are in a second repository that the item takes content from as well.
  init(
    _ files: [String: String] = [:], managed: [String: String] = [:], prune: String = "delete",
    more: String = Bench.exceptions
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
    heads = [Repositories.control: start]
    tree = try repository.link(start).tree
    var changes: [String: String?] = files
    changes["deploysync.yaml"] = Self.configuration(
      prune: prune, more: more, spreads: !managed.isEmpty)
    try merge("Begin", changes, direct: true)
    guard !managed.isEmpty else { return }
    let folder = try repository.replacing(
      managed.reduce(into: [:]) {
        $0[GitPath($1.key)] = .some(
          FileVersion(
            mode: .regular, content: try repository.writeBlob(Array($1.value.utf8))))
      }, in: .emptyTree)
    try go(to: "managed", at: commit("Begin", folder, []))
    try go(to: Repositories.control)
  }

  static func configuration(
    prune: String = "delete", more: String = Bench.exceptions, spreads: Bool = false
  ) -> String {
    """
    version: 1
    repositories: [\(spreads ? "managed" : "")]
    items:
      desk:
        paths: [data\(spreads ? ", 'managed:data'" : "")]
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
  /// ref but the ledger's and the branch that merges move. What commits touch may be remembered.
  func untouchable() -> [String: [UInt8]] {
    let root = folder.path("repository")
    var found: [String: [UInt8]] = [:]
    let skipped = [
      ".git/objects", ".git/logs", ".git/refs/heads/deploysync", ".git/COMMIT_EDITMSG",
      ".git/deploysync/history", ".git/deploysync/contents", ".git/deploysync/texts",
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

  /// Merges go to another repository from now on; its first commit is named the first time.
  func go(to name: String, at first: ObjectID? = nil) throws {
    current = name
    if let first { try advance(to: first) }
    tree = try repository.link(head).tree
  }

  /// What is merged in the repositories altogether, by path.
  func allTexts() throws -> [String: String] {
    try heads.values.reduce(into: [:]) { all, head in
      all.merge(try texts(in: repository.link(head).tree)) { $1 }
    }
  }

  /// The other repositories.
  var others: Set<String> { Set(heads.keys).subtracting([Repositories.control]) }

  /// Moves main; the clock goes on a minute.
  @discardableResult
  func advance(to commit: ObjectID) throws -> ObjectID {
    try repository.updateReference(
      current == Repositories.control
        ? "refs/heads/main" : RepositoryCopies.reference(of: current),
      from: heads[current], to: commit, message: "test")
    heads[current] = commit
    tree = try repository.link(commit).tree
    now = now + 60
    return commit
  }

  /// The texts of the files at a commit's tree below `data`.
  func texts(in tree: ObjectID) throws -> [String: String] {
    var texts: [String: String] = [:]
    for (path, version) in try repository.files(in: tree) where path.ownPath.text.hasPrefix("data/")
    {
      texts[path.ownPath.text] = String(
        decoding: try repository.blob(version.content), as: UTF8.self)
    }
    return texts
  }
}
