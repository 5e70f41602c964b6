import Fixtures
import Foundation

/// Many processes that deploy at once, each from a clone of its own of one server, while the team goes
/// on merging and processes are killed at random.
final class Load {
  /// How much of it.
  struct Size {
    var processes: Int
    var items: Int
    var targets: Int
    /// How many runs each process makes.
    var runs: Int
    var merges: Int

    static let short = Size(processes: 4, items: 5, targets: 4, runs: 6, merges: 4)
    static let long = Size(processes: 16, items: 25, targets: 8, runs: 12, merges: 12)

    var bindings: Int { items * targets }
  }

  /// How one run ended.
  struct Ending {
    var arguments: [String]
    /// 137 where it was killed.
    var status: Int32
    var output: String
    var errors: String
  }

  let world: World
  let size: Size
  private let clones: [FixtureRepository]
  private var random: SeededGenerator
  private var merged = 0
  /// The state of every file after each merge, by the merge's commit.
  private(set) var versions: [String: [String: String]] = [:]
  /// The files as they are merged now.
  private(set) var files: [String: String] = [:]
  private(set) var endings: [Ending] = []

  init(_ size: Size, seed: UInt64) throws {
    self.size = size
    random = SeededGenerator(seed: seed)
    let targets = (0..<size.targets).map { "target\($0)" }
    var text = "version: 1\nitems:\n"
    for item in 0..<size.items {
      text += "  item\(item):\n    paths: [item\(item)]\n    targets:\n"
      for target in targets { text += "      \(target): { deployment: ad-hoc, prune: delete }\n" }
      for file in 0..<3 { files["item\(item)/\(file).yaml"] = "version: 0\n" }
    }
    world = try World(text, files: files.mapValues { .text($0) }, targets: targets)
    world.now = nil
    var clones: [FixtureRepository] = []
    for number in 0..<size.processes {
      clones.append(
        try FixtureRepository.clone(of: world.server, in: world.folder, named: "clone\(number)"))
    }
    self.clones = clones
    versions[try head()] = files
    try writeGit()
  }

  /// What the server has merged.
  private func head() throws -> String {
    try world.server.git("rev-parse", "refs/heads/main").trimmingCharacters(in: .newlines)
  }

  /// Writes a `git` that counts the pushes, by how they ended.
  private func writeGit() throws {
    let real = try Program.run(
      "sh", ["-c", "command -v git"], in: "/", environment: [:]
    ).text.trimmingCharacters(in: .newlines)
    try world.folder.write(
      """
      #!/bin/sh
      case " $* " in *" push "*) ;; *) exec \(real) "$@" ;; esac
      \(real) "$@"
      code=$?
      echo $code >> '\(world.folder.path("pushes"))'
      exit $code

      """, to: "bin/git", mode: 0o755)
  }

  /// How many pushes came too late, since somebody else's was first.
  var lostRaces: Int {
    (world.folder.text(of: "pushes") ?? "").split(separator: "\n").count { $0 == "1" }
  }

  var kills: Int { endings.count { $0.status == 128 + SIGKILL } }

  // MARK: - The work

  private struct Slot {
    var number: Int
    var runsLeft: Int
    var program: RunningProgram?
    var arguments: [String] = []
    var killAt: Double?
    /// Whether it is killed soon after it got a lease, and the ledger that was looked at for that.
    var isKilledAtWork = false
    var seen: String?
  }

  /// Lets all processes work until each has made its runs.
  func run() throws {
    var slots = clones.indices.map { Slot(number: $0, runsLeft: size.runs) }
    var nextMerge = now + 0.2
    while slots.contains(where: { $0.program != nil || $0.runsLeft > 0 }) {
      for index in slots.indices { try step(&slots[index]) }
      if merged < size.merges, now > nextMerge {
        try merge()
        nextMerge = now + .random(in: 0.1...2, using: &random)
      }
      usleep(2_000)
    }
    while merged < size.merges { try merge() }
  }

  /// One last run from every clone.
  func finish() throws -> [Ending] {
    try clones.indices.map { number in
      let arguments = ["apply", "--wait", "2m", "--format", "json"]
      let program = try start(arguments, number)
      return try ended(program, number, arguments, timeLimit: 300)
    }
  }

  private var now: Double { Date().timeIntervalSinceReferenceDate }

  private func step(_ slot: inout Slot) throws {
    guard let program = slot.program else {
      guard slot.runsLeft > 0 else { return }
      slot.runsLeft -= 1
      slot.arguments = command()
      slot.program = try start(slot.arguments, slot.number)
      let fate = Int.random(in: 0..<4, using: &random)
      slot.killAt = fate == 0 ? now + .random(in: 0.01...1.5, using: &random) : nil
      slot.isKilledAtWork = fate == 1
      return
    }
    if hasEnded(program) {
      endings.append(try ended(program, slot.number, slot.arguments, timeLimit: 10))
      slot.program = nil
    } else if slot.isKilledAtWork, try holdsLease(program, &slot.seen) {
      slot.isKilledAtWork = false
      slot.killAt = now + .random(in: 0...0.12, using: &random)
    } else if let instant = slot.killAt, now > instant {
      program.signal(SIGKILL)
      slot.killAt = nil
    }
  }

  /// Whether the server's ledger names the program as the owner of a lease.
  private func holdsLease(_ program: RunningProgram, _ seen: inout String?) throws -> Bool {
    let tip = world.folder.text(of: "server.git/\(World.serverLedger)")
    guard tip != seen else { return false }
    seen = tip
    let words = "\"pid\" : \(program.identifier)"
    return try world.server.runGit(
      ["grep", "-q", "-F", words, World.serverLedger, "--", "leases/"]
    ).status == 0
  }

  /// Everything, an item, or some bindings; with and without waiting for others.
  private func command() -> [String] {
    func item() -> String { "item\(Int.random(in: 0..<size.items, using: &random))" }
    func target() -> String { "target\(Int.random(in: 0..<size.targets, using: &random))" }
    let names: [String] =
      switch Int.random(in: 0..<4, using: &random) {
      case 0, 1: []
      case 2: [item()]
      default: Array(Set([0, 1, 2].map { _ in "\(item())@\(target())" }))
      }
    let waits = Bool.random(using: &random) ? ["--wait", "5s"] : []
    return ["apply"] + names + waits + ["--format", "json"]
  }

  private func start(_ arguments: [String], _ number: Int) throws -> RunningProgram {
    var variables = try world.environment()
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    variables["PATH"] = "\(world.folder.path("bin")):\(path)"
    // Files instead of pipes, which nobody reads while it runs.
    let script = "exec \"$0\" \"$@\" > '\(file(number, "out"))' 2> '\(file(number, "err"))'"
    return try RunningProgram(
      "/bin/sh", ["-c", script, BuiltBinary.path] + arguments, in: clones[number].path,
      environment: variables)
  }

  private func file(_ number: Int, _ name: String) -> String {
    world.folder.path("\(name)\(number)")
  }

  /// Whether it ended; its status can still be asked for.
  private func hasEnded(_ program: RunningProgram) -> Bool {
    var info = siginfo_t()
    return waitid(P_PID, id_t(program.identifier), &info, WEXITED | WNOHANG | WNOWAIT) == 0
      && info.si_signo == SIGCHLD
  }

  private func ended(
    _ program: RunningProgram, _ number: Int, _ arguments: [String], timeLimit: Double
  ) throws -> Ending {
    let status = try program.wait(timeLimitSeconds: timeLimit).status
    return Ending(
      arguments: arguments, status: status, output: world.folder.text(of: "out\(number)") ?? "",
      errors: world.folder.text(of: "err\(number)") ?? "")
  }

  /// Merges a change of some files.
  private func merge() throws {
    merged += 1
    var changes: [String: FixtureFile?] = [:]
    for path in files.keys.sorted() where Int.random(in: 0..<3, using: &random) == 0 {
      let text = "version: \(merged)\n"
      files[path] = text
      changes[path] = .text(text)
    }
    try world.merge(merged, "Change \(merged)", changes)
    versions[try head()] = files
  }
}
