import Fixtures
import Foundation

/// A git server's bare repository, an operator's clone of it, and folders as targets: what the built
/// program works with in one test.
final class World {
  let folder: TemporaryFolder
  /// What the team merges, written straight into the server's repository.
  let history = HistoryBuilder()
  let server: FixtureRepository
  /// The operator's clone of the server.
  let clone: FixtureRepository
  /// The clock of the programs that are run, such as `2026-12-01T00:05:00Z`; nil for the real one.
  var now: String?
  /// Whether programs find the targets file by `DEPLOYSYNC_TARGETS`.
  var servesFromVariable = true

  /// A server with one commit, of `configuration` as `deploysync.yaml` and of `files`, and a clone.
  ///
  /// Every name in `targets` is served from an empty folder of that name. With `inMemory` all of it
  /// is where syncing costs nothing.
  init(
    _ configuration: String, files: [String: FixtureFile?] = [:],
    targets: [String] = ["production"], at time: String = "2026-11-10T10:00:00Z",
    inMemory: Bool = false
  ) throws {
    folder = try TemporaryFolder(inMemory: inMemory)
    server = try FixtureRepository(bare: true, in: folder, named: "server.git")
    var changes = files
    changes["deploysync.yaml"] = .text(configuration)
    history.commit("Begin", changes: changes, at: try seconds(time))
    try history.write(to: server)
    clone = try FixtureRepository.clone(of: server, in: folder)
    try noteThatThereIsNoLedger()
    try serve(targets)
  }

  /// Writes the operator's targets file anew.
  func serve(_ names: [String]) throws {
    var text = "targets:\n"
    for name in names {
      try FileManager.default.createDirectory(
        atPath: folder.path("targets/\(name)"), withIntermediateDirectories: true)
      text += "  \(name): { kind: directory, path: \(folder.path("targets/\(name)")) }\n"
    }
    try folder.write(names.isEmpty ? "targets: {}\n" : text, to: "targets.yaml")
  }

  /// A merge request that the server merges at `time`; nil is a minute after the one before.
  @discardableResult
  func merge(
    _ number: Int, _ title: String, _ changes: [String: FixtureFile?], at time: String? = nil
  ) throws -> String {
    let mark = history.mergeRequest(
      number, title, changes: changes, at: try time.map(seconds))
    return try history.write(to: server)[mark] ?? ""
  }

  /// A commit on the server's branch.
  @discardableResult
  func push(
    _ message: String, _ changes: [String: FixtureFile?], at time: String? = nil,
    author: Person = HermeticEnvironment.person
  ) throws -> String {
    let mark = history.commit(
      message, changes: changes, author: author, at: try time.map(seconds))
    return try history.write(to: server)[mark] ?? ""
  }

  /// Runs the program in the clone, or in another folder, to its end.
  @discardableResult
  func deploysync(
    _ arguments: String..., at time: String? = nil, in directory: String? = nil,
    environment: [String: String] = [:]
  ) throws -> ProgramResult {
    try start(arguments, at: time, in: directory, environment: environment).wait()
  }

  /// Starts the program and does not wait for it.
  func start(
    _ arguments: [String], at time: String? = nil, in directory: String? = nil,
    environment: [String: String] = [:]
  ) throws -> RunningProgram {
    var variables = try self.environment(at: time)
    variables.merge(environment) { $1 }
    return try RunningProgram(
      BuiltBinary.path, arguments, in: directory ?? clone.path, environment: variables)
  }

  /// The environment of the program with its clock at `time`, else at ``now``.
  func environment(at time: String? = nil) throws -> [String: String] {
    var variables = clone.variables
    // What a test writes into the home folder is what git finds.
    variables["GIT_CONFIG_GLOBAL"] = nil
    if servesFromVariable { variables["DEPLOYSYNC_TARGETS"] = folder.path("targets.yaml") }
    if let time = time ?? now {
      variables.merge(try ClockShift.environment(now: time)) { $1 }
    }
    return variables
  }

  /// The files of a target with their text, by path; a symbolic link is told as `-> TARGET`.
  func target(_ name: String = "production") -> [String: String] {
    Self.files(below: folder.path("targets/\(name)"))
  }

  /// All files below a folder, hidden ones too.
  static func files(below root: String) -> [String: String] {
    guard let found = FileManager.default.enumerator(atPath: root) else { return [:] }
    var files: [String: String] = [:]
    for case let path as String in found {
      let full = "\(root)/\(path)"
      if let link = try? FileManager.default.destinationOfSymbolicLink(atPath: full) {
        files[path] = "-> \(link)"
      } else if let bytes = FileManager.default.contents(atPath: full) {
        files[path] = String(decoding: bytes, as: UTF8.self)
      }
    }
    return files
  }

  /// The copy of the server's ledger in a clone.
  static let ledger = "refs/remotes/origin/deploysync/ledger"
  /// The ledger in the server's own repository.
  static let serverLedger = "refs/heads/deploysync/ledger"

  /// The tip of the ledger, as the server has it; nil where it has none.
  func ledger() throws -> String? {
    let result = try server.runGit(["rev-parse", "-q", "--verify", Self.serverLedger])
    let text = result.text.trimmingCharacters(in: .newlines)
    return result.status == 0 ? text : nil
  }

  /// Puts a commit of the clone in the ledger's place, as somebody who may force a push would, and
  /// has the clone accept it.
  func setLedger(_ commit: String) throws {
    try clone.git("push", "-q", "-f", "origin", "\(commit):\(Self.serverLedger)")
    let result = try deploysync("ledger", "sync", "--accept", commit)
    guard result.status == 0 else { throw FixtureError(result.all) }
  }

  /// Writes down that the server was asked and had no ledger yet, which every command needs to know.
  func noteThatThereIsNoLedger(in clone: String = "clone") throws {
    try folder.write("none\n", to: "\(clone)/.git/deploysync/seen/\(Self.ledger)")
  }

  /// Waits until the ledger is another one than `tip`, such as by a run's intent.
  func waitForLedger(after tip: String?) {
    for _ in 0..<20_000 {
      let text = folder.text(of: "server.git/\(Self.serverLedger)")
      if let text, text.trimmingCharacters(in: .newlines) != tip { return }
      usleep(200)
    }
  }
}

/// Seconds since 1970 of an ISO 8601 time.
func seconds(_ time: String) throws -> Int64 {
  Int64(try Date(time, strategy: .iso8601).timeIntervalSince1970)
}
