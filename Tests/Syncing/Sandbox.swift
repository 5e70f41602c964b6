import Configuration
import Domain
import Fixtures
import Foundation
import Git
import Ledger
import Queueing
import Targets

@testable import Syncing

/// A control repository, folders as targets, and a clock: all that an apply needs, and no program.
final class Sandbox {
  let folder: TemporaryFolder
  let fixture: FixtureRepository
  let repository: Repository
  /// The further repositories that items can take content from are known by it.
  var branch = MergedBranch(name: "main", remote: nil)
  /// The clock of the runs; a merge gets this time unless it names another.
  var now: Timestamp
  /// The names of the targets, each a folder below `targets/`.
  let targets: [String]
  /// The folder of each target for what is deactivated.
  var inactive: GitPath?
  /// The key that identifies an object of each target.
  var key: String?
  /// How many old releases each target keeps; nil for plain folders.
  var releases: Int?
  /// Opens the targets otherwise than as folders.
  var opening: ((TargetsFile.Target) throws -> any TargetWriter)?
  /// How the targets compare objects.
  var comparison = TargetsFile.Comparison.bytes
  /// Called where a run waits for the ledger.
  var pause: () -> Void = {}
  /// Called whenever a run asks for the time: the place to do something in its middle.
  var interlude: () -> Void = {}
  /// Asked before each write to a target.
  var signal: () -> Int32? = { nil }
  private(set) var head: ObjectID?
  private var tree = ObjectID.emptyTree

  /// Starts at 2026-01-10T12:00:00Z, between two dates of the monthly schedule.
  init(targets: [String] = ["live"], now: String = "2026-01-10T12:00:00Z") throws {
    folder = try TemporaryFolder(inMemory: true)
    fixture = try FixtureRepository(bare: true, in: folder)
    repository = try Repository.open(fixture.path)
    guard let start = Timestamp(iso8601: now) else { throw FixtureError("\(now) is no time") }
    self.now = start
    self.targets = targets
    for target in targets {
      try FileManager.default.createDirectory(
        atPath: path(of: target), withIntermediateDirectories: true)
    }
  }

  static let person = Domain.Person(name: "Operator", email: "ops@example.com")

  /// Where a target's folder is.
  func path(of target: String) -> String { folder.path("targets/\(target)") }

  /// Sets the clock.
  func go(to time: String) throws { now = try Self.time(time) }

  /// The time that a text names.
  static func time(_ text: String) throws -> Timestamp {
    guard let time = Timestamp(iso8601: text) else { throw FixtureError("\(text) is no time") }
    return time
  }

  /// The stored version of a file.
  func version(_ file: FixtureFile) throws -> FileVersion {
    switch file {
    case .file(let bytes, let executable):
      FileVersion(
        mode: executable ? .executable : .regular, content: try repository.writeBlob(bytes))
    case .symlink(let target):
      FileVersion(mode: .symbolicLink, content: try repository.writeBlob(Array(target.utf8)))
    case .submodule: throw FixtureError("a sandbox has no submodules")
    }
  }

  /// Merges a change into the branch: a commit on a side branch and its merge, or with `direct`
  /// one commit. Nil removes a file or a folder.
  @discardableResult
  func merge(
    _ subject: String, _ changes: [String: FixtureFile?], at time: Timestamp? = nil,
    direct: Bool = false
  ) throws -> ObjectID {
    try merge(
      subject, versions: changes.mapValues { try $0.map(version) }, at: time, direct: direct)
  }

  /// The same with versions that are stored already.
  @discardableResult
  func merge(
    _ subject: String, versions: [String: FileVersion?], at time: Timestamp? = nil,
    direct: Bool = false
  ) throws -> ObjectID {
    var changes: [GitPath: FileVersion?] = [:]
    for (path, version) in versions { changes[GitPath(path)] = .some(version) }
    let next = try repository.replacing(changes, in: tree)
    var parents = head.map { [$0] } ?? []
    if let head, !direct {
      parents.append(try commit(subject, next, [head], at: time ?? now))
    }
    return try setHead(
      commit(direct ? subject : "Merge: \(subject)", next, parents, at: time ?? now))
  }

  /// Stores a commit that no branch has.
  func commit(
    _ subject: String, _ tree: ObjectID, _ parents: [ObjectID], at time: Timestamp
  ) throws -> ObjectID {
    let signature = Signature(
      person: Domain.Person(name: "Author", email: "author@example.com"), time: time)
    return try repository.createCommit(
      tree: tree, parents: parents, author: signature, committer: signature,
      message: subject + "\n")
  }

  /// Moves the branch to a commit, wherever that is.
  @discardableResult
  func setHead(_ commit: ObjectID) throws -> ObjectID {
    try repository.updateReference(branch.reference, from: head, to: commit, message: "test")
    tree = try repository.link(commit).tree
    head = commit
    return commit
  }

  /// Merges `deploysync.yaml`; its first line is added.
  @discardableResult
  func configure(_ text: String, at time: Timestamp? = nil) throws -> ObjectID {
    try merge(
      "Configure", ["deploysync.yaml": .text("version: 1\n" + text)], at: time, direct: true)
  }

  /// Merges a change into the branch of another repository: a commit on a side branch and its
  /// merge. Its objects are among those of the control one, where a fetch would bring them.
  @discardableResult
  func merge(
    _ subject: String, in name: String, _ changes: [String: FixtureFile?],
    at time: Timestamp? = nil
  ) throws -> ObjectID {
    let reference = RepositoryCopies.reference(of: name)
    let old = try repository.reference(reference)
    var files: [GitPath: FileVersion?] = [:]
    for (path, file) in changes { files[GitPath(path)] = .some(try file.map(version)) }
    let next = try repository.replacing(
      files, in: try old.map { try repository.link($0).tree } ?? .emptyTree)
    var parents = old.map { [$0] } ?? []
    if let old { parents.append(try commit(subject, next, [old], at: time ?? now)) }
    let merge = try commit("Merge: \(subject)", next, parents, at: time ?? now)
    try setHead(merge, of: name)
    return merge
  }

  /// Moves the branch of another repository to a commit, wherever that is.
  func setHead(_ commit: ObjectID, of name: String) throws {
    let reference = RepositoryCopies.reference(of: name)
    try repository.updateReference(
      reference, from: repository.reference(reference), to: commit, message: "test")
    branch.repositories.insert(name)
  }

  // MARK: What the package is asked

  /// The targets as an operator's file gives them.
  func access() throws -> TargetAccess {
    let file = TargetsFile(
      targets: Dictionary(
        uniqueKeysWithValues: targets.map {
          (
            $0,
            TargetsFile.Target(
              name: $0, kind: .directory(path: path(of: $0)), inactive: inactive,
              releases: releases, key: key, comparison: comparison)
          )
        }))
    guard let opening else { return TargetAccess(file) }
    return TargetAccess(file, open: opening, openForWriting: opening)
  }

  func surroundings() throws -> ApplyRun.Surroundings {
    ApplyRun.Surroundings(
      repository: repository, branch: branch, targets: try access(), person: Self.person,
      now: {
        self.interlude()
        return self.now
      }, signal: { self.signal() }, pause: { self.pause() })
  }

  func situation() throws -> Situation {
    try Situation.read(repository, branch: branch, now: now)
  }

  @discardableResult
  func apply(_ request: Preparer.Request = Preparer.Request()) throws -> ApplyRun.Report {
    try ApplyRun(try surroundings(), request: request, reason: "test").run()
  }

  @discardableResult
  func baseline(
    _ bindings: [String], at commit: ObjectID, _ proof: BaselineRun.Proof = .read
  ) throws -> (record: RunRecord, results: [BaselineRun.Result]) {
    try BaselineRun(try surroundings(), commit: commit, proof: proof)
      .run(bindings.map(BindingID.init(named:)))
  }

  func prepare(_ request: Preparer.Request = Preparer.Request()) throws -> Preparation {
    try Preparer(try situation(), targets: try access(), request: request).prepare()
  }

  private var location: LedgerLocation {
    LedgerLocation(name: ConfigurationFile.defaultLedgerReference, remote: nil)
  }

  /// Writes the ledger past all rules.
  var writer: LedgerWriter {
    LedgerWriter(
      reference: LocalLedgerReference(location, in: repository), person: Self.person,
      in: repository)
  }

  func ledger() throws -> LedgerSnapshot {
    try LedgerSnapshot.read(location, in: repository)
  }

  func record(_ binding: String) throws -> DeploymentRecord? {
    try ledger().record(of: BindingID(named: binding))
  }

  func queue(_ binding: String) throws -> BindingQueue? {
    let situation = try situation()
    let own = situation.configuration.bindings.filter { $0.id == BindingID(named: binding) }
    return try situation.queues(own).first
  }

  /// What the ledger's verifier has against it.
  func findings() throws -> [String] {
    try LedgerVerifier(reference: ConfigurationFile.defaultLedgerReference, in: repository)
      .verify().findings.map(\.problem)
  }
}

extension BindingID {
  /// `ITEM@TARGET`, or an item on the target `live`.
  init(named text: String) {
    let parts = text.split(separator: "@").map(String.init)
    self.init(item: parts[0], target: parts.count > 1 ? parts[1] : "live")
  }
}
