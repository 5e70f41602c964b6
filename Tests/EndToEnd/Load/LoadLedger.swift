import Fixtures
import Foundation

/// What the ledger tells of a load, read by git alone.
struct LoadLedger {
  /// All records of runs, by ID.
  private(set) var records: [String: Answer] = [:]
  /// The subjects of the commits of each run, oldest first.
  private(set) var subjects: [String: [String]] = [:]
  /// How many commits have another number of parents than one, the first aside.
  private(set) var branches = 0
  /// The files that hold leases.
  private(set) var leases: [String] = []

  init(_ world: World) throws {
    let log = try world.server.git(
      "log", "--reverse",
      "--format=%P%x09%(trailers:key=Deploysync-Run,valueonly,separator=%x20)%x09%s",
      World.serverLedger)
    for (number, line) in log.split(separator: "\n").enumerated() {
      let parts = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      if parts[0].split(separator: " ").count != (number == 0 ? 0 : 1) { branches += 1 }
      subjects[parts[1], default: []].append(parts[2])
    }
    leases = try paths("leases", world)
    let names = try paths("runs", world)
    let records = world.folder.path("records")
    try FileManager.default.createDirectory(
      atPath: records, withIntermediateDirectories: true)
    let unpacked = try Program.run(
      "sh",
      [
        "-c",
        "git -C '\(world.server.path)' archive \(World.serverLedger) runs | tar -x -C '\(records)'",
      ], in: "/", environment: world.server.variables)
    guard unpacked.status == 0 else { throw FixtureError(unpacked.all) }
    for name in names {
      let id = String(name.split(separator: "/").last?.dropLast(5) ?? "")
      self.records[id] = try JSONDecoder().decode(
        Answer.self, from: Data(world.folder.bytes(of: "records/\(name)") ?? []))
    }
  }

  private func paths(_ folder: String, _ world: World) throws -> [String] {
    let listed = try world.server.git(
      "ls-tree", "-r", "--name-only", World.serverLedger, "--", "\(folder)/")
    return listed.split(separator: "\n").map(String.init)
  }

  /// Runs that began or ended otherwise than once.
  var irregular: [String: [String]] {
    subjects.filter { _, subjects in
      let begins = subjects.count { $0.hasPrefix("begin to ") }
      let ends = subjects.count { subject in
        !["begin to ", "renew the leases", "take over"].contains { subject.hasPrefix($0) }
      }
      return begins > 1 || ends != 1
    }
  }
}
