import Domain
import Fixtures
import Git
import Ledger
import Testing

/// A ledger in a repository of its own, written through the writer or by hand.
final class Chain {
  static let reference = "refs/heads/deploysync/ledger"
  static let location = LedgerLocation(name: reference, remote: nil)
  static let person = Domain.Person(name: "Olga Operator", email: "ops@example.com")
  static let triggers = BindingID(item: "triggers", target: "production")
  static let forms = BindingID(item: "forms", target: "production")

  let git: FixtureRepository
  let repository: Repository
  let writer: LedgerWriter
  private var clock = Timestamp(seconds: 1_790_000_000)
  private var generator = SeededGenerator(seed: 7)

  init() throws {
    try GitLibrary.isolate()
    git = try FixtureRepository(bare: true)
    repository = try Repository.open(git.path)
    let locks = LockWatch(in: repository)
    locks.patience = .milliseconds(20)
    writer = LedgerWriter(
      reference: LocalLedgerReference(Self.location, in: repository, locks: locks),
      person: Self.person, in: repository)
  }

  /// A minute later than the last one.
  func now() -> Timestamp {
    clock = clock + 60
    return clock
  }

  func read() throws -> LedgerSnapshot { try .read(Self.location, in: repository) }

  func tip() throws -> ObjectID { try #require(try repository.reference(Self.reference)) }

  /// The paths in the newest tree, as git tells them.
  func paths() throws -> [String] {
    try git.git("-c", "core.quotePath=false", "ls-tree", "-r", "--name-only", Self.reference)
      .split(separator: "\n").map(String.init)
  }

  /// The bytes at a path of the newest tree, as git tells them.
  func text(_ path: String) throws -> String {
    String(decoding: try git.gitBytes("cat-file", "-p", "\(Self.reference):\(path)"), as: UTF8.self)
  }

  /// A tree of these files.
  func tree(_ files: [String: String]) throws -> ObjectID {
    try repository.replacing(
      Dictionary(uniqueKeysWithValues: files.map { (GitPath($0.key), try file($0.value)) }),
      in: .emptyTree)
  }

  func file(_ text: String) throws -> FileVersion {
    FileVersion(mode: .regular, content: try repository.writeBlob(Array(text.utf8)))
  }

  @discardableResult
  func append(_ transition: LedgerTransition) throws -> LedgerSnapshot {
    try #require(try writer.append(transition, to: read(), at: now()))
  }

  /// Commits by hand what the writer would never write: changes to the newest tree.
  @discardableResult
  func forge(
    _ changes: [String: FileVersion?], run: String? = nil, message: String? = nil,
    parents: [ObjectID]? = nil
  ) throws -> ObjectID {
    let paths = Dictionary(uniqueKeysWithValues: changes.map { (GitPath($0.key), $0.value) })
    return try forge(at: paths, run: run, message: message, parents: parents)
  }

  @discardableResult
  func forge(
    at changes: [GitPath: FileVersion?], run: String?, message: String? = nil,
    parents: [ObjectID]? = nil
  ) throws -> ObjectID {
    let old = try repository.reference(Self.reference)
    let base = try old.map { try repository.link($0).tree } ?? .emptyTree
    let tree = try repository.replacing(changes, in: base)
    let text = message ?? "forged\n\n" + (run.map { "Deploysync-Run: \($0)\n" } ?? "")
    let signature = Signature(person: Self.person, time: now())
    let commit = try repository.createCommit(
      tree: tree, parents: parents ?? old.map { [$0] } ?? [], author: signature,
      committer: signature, message: text)
    try repository.updateReference(Self.reference, from: old, to: commit, message: "forged")
    return commit
  }

  /// A commit of the control repository with nothing in it.
  func controlCommit(after parent: ObjectID? = nil) throws -> ObjectID {
    let signature = Signature(person: Self.person, time: now())
    return try repository.createCommit(
      tree: .emptyTree, parents: parent.map { [$0] } ?? [], author: signature,
      committer: signature, message: "control\n")
  }

  // MARK: - Good parts

  /// The record of a new run.
  func start(_ kind: RunRecord.Kind = .apply, _ bindings: [BindingResult] = []) -> RunRecord {
    let start = now()
    return RunRecord(
      run: RunID.make(at: start, using: &generator), kind: kind, state: .started,
      startedAt: start, finishedAt: nil, by: "Olga Operator <ops@example.com>", reason: "test",
      bindings: bindings)
  }

  /// The run's record at its end.
  func ended(
    _ run: RunRecord, _ bindings: [BindingResult], as state: RunRecord.State = .finished
  ) -> RunRecord {
    var run = run
    run.state = state
    run.finishedAt = now().iso8601
    run.bindings = bindings
    return run
  }

  func lease(_ run: RunRecord, renewals: Int = 0) -> Lease {
    var lease = Lease(
      run: run.run, owner: .current(), since: Timestamp(seconds: 1_790_000_000),
      commit: .emptyBlob, root: .root, objects: [])
    lease.renewals = renewals
    return lease
  }

  func deployment(
    _ run: RunRecord, _ files: [String: String], commit: ObjectID? = nil,
    leftBehind: [LeftBehind] = [], root: GitPath = .root
  ) throws -> DeploymentRecord {
    DeploymentRecord(
      commits: commit.map { [Repositories.control: $0] } ?? [:], at: now(), run: run.run,
      isProven: true, tree: try tree(files), root: root,
      leftBehind: leftBehind)
  }

  /// Records a baseline of a binding, and returns its run.
  @discardableResult
  func baseline(
    _ binding: BindingID, _ files: [String: String], commit: ObjectID? = nil,
    root: GitPath = .root
  ) throws -> RunRecord {
    let run = start(.baseline)
    var transition = LedgerTransition(subject: "baseline of \(binding)", run: run.run)
    try transition.record(deployment(run, files, commit: commit, root: root), of: binding)
    let ended = ended(run, [BindingResult(binding: binding, outcome: .applied)])
    try transition.record(ended)
    try append(transition)
    return ended
  }

  /// Takes bindings for a run that starts.
  func take(_ bindings: [BindingID], _ run: RunRecord) throws {
    var transition = LedgerTransition(subject: "begin", run: run.run)
    for binding in bindings {
      try transition.take(binding, lease: lease(run), content: tree(["data/a.yaml": "new"]))
    }
    try transition.record(run)
    try append(transition)
  }

  /// One commit of a whole run that wrote nothing: its record, and what it changes besides.
  func record(
    _ bindings: [BindingResult], _ change: (inout LedgerTransition, RunRecord) throws -> Void
  ) throws {
    let run = start()
    var transition = LedgerTransition(subject: "record", run: run.run)
    try change(&transition, run)
    try transition.record(ended(run, bindings))
    try append(transition)
  }

  // MARK: - Answers

  func report() throws -> LedgerVerifier.Report {
    try LedgerVerifier(reference: Self.reference, in: Repository.open(git.path)).verify()
  }

  /// Expects exactly one problem, of the newest commit.
  func expectOnly(
    _ problem: String, location: SourceLocation = #_sourceLocation
  ) throws {
    let findings = try report().findings
    #expect(findings.map(\.problem) == [problem], sourceLocation: location)
    #expect(findings.map(\.commit) == [try tip()], sourceLocation: location)
  }
}
