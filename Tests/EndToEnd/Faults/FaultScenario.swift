import Fixtures
import Foundation

/// One command in a prepared world, of which every write is made to fail in turn.
struct FaultScenario: Sendable, CustomStringConvertible {
  let name: String
  /// Makes the world in which the command is run.
  let world: @Sendable () throws -> World
  /// The command; `FOLDER` in it stands for the world's folder, `LEDGER` for the newest commit of the
  /// server's ledger when it is run.
  let command: [String]
  /// Further variables of the command.
  var environment: [String: String] = [:]
  /// Whether the clone keeps its remote, so that every command fetches.
  var keepsRemote = false
  /// What it ends with where nothing fails.
  var status: Int32 = 0
  /// The beginning of the names of the points that matter in it; nil for all.
  var focus: String?
  /// Whether what it meets depends on time: its lease is so short that it runs out on a machine that
  /// does other things too, and then it ends and says so; or it is through before the fault.
  var isTimed = false
  /// A fault that happens in the first run in any case.
  var standing: String?
  /// What a person does after the first run came to grief; nil for the same command again.
  var again: [[String]]?
  /// Whether nothing of the scenario can be repeated by itself: a person looks first whether the step
  /// is recorded.
  var looksFirst = false
  /// What is wrong in the end beside what every scenario is asked for; nothing where all is well.
  var proof: @Sendable (World) throws -> [String] = { _ in [] }

  var description: String { name }

  /// The clock of every command in a scenario.
  static let now = "2026-12-01T00:05:07Z"
}

extension FaultScenario {
  /// A scenario that begins with some files on the branch and runs `steps` in the clone.
  static func make(
    _ name: String, _ configuration: String, files: [String: FixtureFile?],
    targets: [String] = ["production"], releases: Bool = false, command: [String],
    _ steps: @escaping @Sendable (World) throws -> Void = { _ in }
  ) -> FaultScenario {
    FaultScenario(
      name: name,
      world: {
        let world = try World(configuration, files: files, targets: targets, inMemory: true)
        world.now = FaultScenario.now
        if releases { try world.serveReleases(targets) }
        try steps(world)
        return world
      }, command: command)
  }
}

extension World {
  /// Serves every target in releases, of which one old one is kept.
  func serveReleases(_ names: [String]) throws {
    var text = "targets:\n"
    for name in names {
      let path = folder.path("targets/\(name)")
      text += "  \(name): { kind: directory, path: \(path), releases: 1 }\n"
    }
    try folder.write(text, to: "targets.yaml")
  }

  /// Runs a command that must end well.
  @discardableResult
  func succeed(_ arguments: String..., environment: [String: String] = [:]) throws -> ProgramResult
  {
    let result = try start(arguments, environment: environment).wait()
    guard result.status == 0 else { throw FixtureError("\(arguments): \(result.all)") }
    return result
  }

  /// Runs a command that comes to grief at a point.
  func fail(at fault: String, _ arguments: String...) throws {
    let result = try start(arguments, environment: ["DEPLOYSYNC_FAULT": fault]).wait()
    guard result.status != 0 else { throw FixtureError("\(arguments) at \(fault): \(result.all)") }
  }
}
