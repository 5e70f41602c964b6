import Fixtures
import Foundation
import Synchronization

/// A repository with one item for one system, the built program, and what is wrong so far.
final class ConformanceBench {
  let system: any ConformingSystem
  private(set) var problems: [String] = []
  private let folder: TemporaryFolder
  private let repository: FixtureRepository
  private let history = HistoryBuilder()
  private let prune: String

  init(_ system: any ConformingSystem, prune: String? = nil) throws {
    self.system = system
    self.prune = prune ?? system.prune
    folder = try TemporaryFolder(inMemory: true)
    repository = try FixtureRepository(in: folder)
    try folder.write("targets:\n  live: \(system.entry)\n", to: "targets.yaml")
    history.commit("Begin", changes: ["deploysync.yaml": .text(configuration)])
    try history.write(to: repository)
  }

  private var configuration: String {
    """
    version: 1
    items:
      desk:
        paths: [data]
        root: data
        targets:
          live: { deployment: ad-hoc, prune: \(prune) }

    """
  }

  // MARK: Content

  /// Merges objects as they shall be; nil removes one. `former` names what one was called before.
  func merge(_ objects: [String: Int?], former: [String: String] = [:]) throws {
    var changes: [String: FixtureFile?] = [:]
    for (_, old) in former { changes["data/" + system.place(of: old)] = .some(nil) }
    for (name, value) in objects {
      changes["data/" + system.place(of: name)] = .some(
        value.map { value in
          .text(system.text(of: SampleObject(name, value), formerName: former[name]))
        })
    }
    history.commit("Change", changes: changes)
    try history.write(to: repository)
  }

  // MARK: Running

  private func start(
    _ arguments: [String], _ environment: [String: String]
  ) throws -> RunningProgram {
    var variables = repository.variables
    variables["DEPLOYSYNC_TARGETS"] = folder.path("targets.yaml")
    variables.merge(environment) { $1 }
    return try RunningProgram(
      BuiltBinary.path, arguments, in: repository.path, environment: variables)
  }

  /// Runs the program; where its status is none of those, that is a problem.
  @discardableResult
  func run(_ arguments: String..., status: [Int32] = [0]) throws -> ProgramResult {
    let result = try start(arguments, [:]).wait()
    if !status.contains(result.status) {
      problems.append(
        "\(arguments.joined(separator: " ")): status \(result.status)\n\(result.text)"
          + result.errorText)
    }
    return result
  }

  /// Applies while one write goes wrong; nil where the system cannot do that.
  func apply(_ trouble: WriteTrouble, at number: Int) throws -> ProgramResult? {
    let box = ProcessBox()
    let variables = try system.arm(trouble, at: number) {
      while true {
        let identifier = box.identifier.withLock { $0 }
        if identifier != 0 {
          kill(identifier, SIGKILL)
          return
        }
        usleep(1000)
      }
    }
    guard let variables else { return nil }
    let program = try start(["apply"], variables)
    box.identifier.withLock { $0 = program.identifier }
    let result = try program.wait()
    system.disarm()
    return result
  }

  /// The program's process once it is started.
  private final class ProcessBox: Sendable {
    let identifier = Mutex<Int32>(0)
  }

  /// A file for a saved plan.
  var planFile: String { folder.path("plan.json") }

  // MARK: Expecting

  func expect(_ isSo: @autoclosure () throws -> Bool, _ problem: @autoclosure () -> String) rethrows
  {
    if try !isSo() { problems.append(problem()) }
  }

  func expect(objects wanted: [SampleObject], _ when: String) throws {
    let found = try system.objects()
    expect(Set(found) == Set(wanted), "\(when): \(sorted(found)) instead of \(sorted(wanted))")
    expect(found.count == Set(found).count, "\(when): one is there twice: \(sorted(found))")
  }

  func expect(writes wanted: [String], _ when: String) throws {
    let found = try system.writes().sorted()
    expect(found == wanted.sorted(), "\(when): wrote \(found) instead of \(wanted.sorted())")
  }

  private func sorted(_ objects: [SampleObject]) -> [String] {
    objects.map(\.description).sorted()
  }

  /// From here on nothing is to do: no command writes, neither to the system nor to the ledger.
  func expectSettled() throws {
    try system.forgetWrites()
    let ledger = try tip()
    try run("apply")
    try run("apply", "--dry-run")
    try run("plan")
    try run("drift", "--exit-code")
    try run("ledger", "verify")
    try expect(writes: [], "with nothing to do")
    try expect(tip() == ledger, "the ledger moved with nothing to do")
  }

  func tip() throws -> String {
    try repository.runGit(["rev-parse", "-q", "--verify", "refs/heads/deploysync/ledger"]).text
  }
}
