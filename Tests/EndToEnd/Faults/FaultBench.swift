import Faults
import Fixtures
import Foundation

/// A scenario, the end that it has without a fault, and what becomes of it with one.
final class FaultBench {
  /// A point's turn in the scenario's command.
  struct Place: Hashable {
    var point: FaultPoint
    var occurrence: Int
  }

  let scenario: FaultScenario
  /// Every point that matters and that the command meets without a fault, in order.
  let places: [Place]
  /// Every point that was met, in any run of this bench.
  private(set) var met: Set<FaultPoint> = []
  private let world: World
  private let pristine: TemporaryFolder
  private let end: FaultState

  init(_ scenario: FaultScenario) throws {
    self.scenario = scenario
    world = try scenario.world()
    if !scenario.keepsRemote {
      try world.clone.git("fetch", "-q", "origin")
      try world.clone.git("update-ref", "refs/heads/main", "refs/remotes/origin/main")
      let ledger = World.serverLedger
      if try world.ledger() != nil {
        try world.clone.git("fetch", "-q", "origin", "\(ledger):\(ledger)")
      }
      try world.clone.git("remote", "remove", "origin")
    }
    try FileManager.default.createDirectory(
      atPath: world.folder.path("tmp"), withIntermediateDirectories: true)
    pristine = try TemporaryFolder(inMemory: true)
    try Self.copy(world.folder.path, to: pristine.path)
    let log = world.folder.path("faults.log")
    let first = try Self.run(scenario, world, scenario.standing, log: log)
    let all = Self.read(log)
    places = all.filter { place in
      scenario.focus.map { place.point.rawValue.hasPrefix($0) } ?? true
    }
    met = Set(all.map(\.point))
    guard first.status == scenario.status else {
      throw FixtureError("\(scenario): \(first.all)")
    }
    guard !places.isEmpty else { throw FixtureError("\(scenario): no point was met") }
    if scenario.standing != nil {
      let second = try Self.run(scenario, world, nil, log: log)
      guard second.status == 0 else { throw FixtureError("\(scenario), again: \(second.all)") }
      met.formUnion(Self.read(log).map(\.point))
    }
    end = try FaultState(scenario, world)
    let verify = try world.deploysync("ledger", "verify")
    guard verify.status == 0 || end.ledger.isEmpty else {
      throw FixtureError("\(scenario): \(verify.all)")
    }
    let wrong = try scenario.proof(world)
    guard wrong.isEmpty else { throw FixtureError("\(scenario): \(wrong)") }
  }

  /// Lets one fault happen, runs the command again, and tells what is wrong then.
  func check(_ place: Place, _ kind: FaultKind) throws -> [String] {
    try Self.clear(world.folder.path)
    try Self.copy(pristine.path, to: world.folder.path)
    let log = world.folder.path("faults.log")
    let fault = "\(place.point.rawValue)#\(place.occurrence):\(kind.rawValue)"
    let first = try Self.run(
      scenario, world, [scenario.standing, fault].compactMap(\.self).joined(separator: ","),
      log: log)
    let before = TargetInodes(world)
    let live = FaultState.live(world)
    var state = try FaultState(scenario, world)
    var problems = try problems(of: first, state, kind)
    var last = first
    var tries: [String] = []
    for _ in 0..<3 where state != end || tries.isEmpty {
      if scenario.looksFirst, state.differences(from: end).isEmpty { break }
      for command in scenario.again ?? [scenario.command] {
        last = try Self.run(scenario, world, nil, command, log: log)
        tries.append("\(last.status)")
      }
      state = try FaultState(scenario, world)
    }
    met.formUnion(Self.read(log).map(\.point))
    problems += state.differences(from: end)
    problems += try scenario.proof(world)
    if !tries.isEmpty, ![0, 3].contains(last.status), !ranOut(last) {
      problems.append("the last run: \(last.all)")
    }
    problems += try FaultState.leftovers(scenario, world).map { "left lying: \($0)" }
    problems += TargetInodes(world).rewritten(since: before, live, end.targets).map {
      "written twice: \($0)"
    }
    if !end.ledger.isEmpty {
      let verify = try world.deploysync("ledger", "verify")
      if verify.status != 0 { problems.append("verify: \(verify.all)") }
    }
    guard !problems.isEmpty else { return [] }
    return problems + ["first run: \(first.all)", "further runs ended with \(tries)"]
  }

  /// What is wrong with the answer of the run that the fault happened in.
  private func problems(
    of first: ProgramResult, _ state: FaultState, _ kind: FaultKind
  ) throws -> [String] {
    if ranOut(first) || scenario.isTimed && first.status == scenario.status && state == end {
      return []
    }
    switch kind {
    case .kill, .cut:
      return first.status == 128 + SIGKILL ? [] : ["it was not killed: \(first.all)"]
    case .interrupt, .terminate:
      let signal = kind == .interrupt ? SIGINT : SIGTERM
      var problems: [String] = []
      if first.status != 128 + signal { problems.append("a signal: \(first.all)") }
      // Where the program notes signals it lets its bindings go.
      if ["apply", "rollback"].contains(scenario.command[0]) {
        problems += try FaultState.leftovers(scenario, world).map { "after a signal: \($0)" }
      }
      return problems
    case .inputOutput, .noSpace, .noAccess:
      if [0, scenario.status].contains(first.status), state == end { return [] }
      var problems: [String] = []
      if ![1, 4].contains(first.status) {
        problems.append("a failure with something missing: \(state.differences(from: end))")
      }
      let words = [
        FaultKind.inputOutput: "Input/output error", .noSpace: "No space left on device",
        .noAccess: "Permission denied",
      ]
      let text = first.text + first.errorText
      // Where a fault stands, a run tells what ended it, and not what failed while it cleared up.
      let told = scenario.standing == nil ? [kind] : [kind, .inputOutput]
      if !told.contains(where: { words[$0].map(text.contains) ?? true }) {
        problems.append("no word of the reason")
      }
      return problems
    }
  }

  /// Whether a run ended since it was too slow for its lease, where that is nothing wrong.
  private func ranOut(_ result: ProgramResult) -> Bool {
    scenario.isTimed && result.status == 1 && result.text.contains("ran out")
  }

  // MARK: Runs

  private static func run(
    _ scenario: FaultScenario, _ world: World, _ fault: String?, _ command: [String]? = nil,
    log: String
  ) throws -> ProgramResult {
    var environment = scenario.environment
    environment["DEPLOYSYNC_FAULT"] = fault
    environment["DEPLOYSYNC_FAULT_LOG"] = log
    environment["SWIFT_DETERMINISTIC_HASHING"] = "1"
    environment["TMPDIR"] = world.folder.path("tmp")
    let ledger = try world.ledger() ?? "none"
    let words = (command ?? scenario.command).map {
      $0.replacing("FOLDER", with: world.folder.path).replacing("LEDGER", with: ledger)
    }
    return try world.start(words, environment: environment).wait()
  }

  private static func read(_ log: String) -> [Place] {
    guard let text = try? String(contentsOfFile: log, encoding: .utf8) else { return [] }
    return text.split(separator: "\n").compactMap { line in
      let parts = line.split(separator: "#")
      guard parts.count == 2, let point = FaultPoint(rawValue: String(parts[0])),
        let occurrence = Int(parts[1])
      else { return nil }
      return Place(point: point, occurrence: occurrence)
    }
  }

  private static func copy(_ source: String, to target: String) throws {
    let result = try Program.run("cp", ["-a", "\(source)/.", target], in: "/", environment: [:])
    guard result.status == 0 else { throw FixtureError(result.errorText) }
  }

  private static func clear(_ folder: String) throws {
    let result = try Program.run(
      "find", [folder, "-mindepth", "1", "-delete"], in: "/", environment: [:])
    guard result.status == 0 else { throw FixtureError(result.errorText) }
  }
}
