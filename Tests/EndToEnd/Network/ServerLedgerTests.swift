import Fixtures
import Foundation
import Testing

/// A server that deploys in its own hook, for which the ledger is a local one, and clients that push
/// the same ledger at the same time.
struct ServerLedgerTests {
  private static let configuration = """
    version: 1
    items:
      triggers:
        paths: [data/triggers]
        root: data
        targets: { production: { deployment: ad-hoc }, sandbox: { deployment: ad-hoc } }
      macros:
        paths: [data/macros]
        root: data
        targets: { sandbox: { deployment: ad-hoc } }

    """

  /// What the client serves, and the server does not.
  private func serve(_ names: [String], in file: String, _ world: World) throws {
    var text = "targets:\n"
    for name in names {
      text += "  \(name): { kind: directory, path: \(world.folder.path("targets/\(name)")) }\n"
    }
    try world.folder.write(text, to: file)
  }

  @Test(arguments: Way.usable)
  func `hooks and clients write one ledger and lose nothing`(way: Way) throws {
    try forEachSeed(1) { seed, generator in
      let world = try World(
        Self.configuration, files: HelpDesk.files, targets: ["production", "sandbox"])
      let server = try FaultyServer(way, of: world)
      try serve(["production"], in: "server.git/deploysync/targets.yaml", world)
      try serve(["sandbox"], in: "clients.yaml", world)
      let installed = try world.deploysync("hook", "install", "--apply", in: world.server.path)
      try #require(installed.status == 0, "\(installed.all)")
      let names = ["pusher", "deployer", "guard"]
      for name in names {
        let clone = try FixtureRepository.clone(of: world.server, in: world.folder, named: name)
        try clone.git("remote", "set-url", "origin", server.url)
      }
      let variables = try world.environment().merging([
        "DEPLOYSYNC_TARGETS": world.folder.path("clients.yaml")
      ]) { $1 }
      let binary = try BuiltBinary.path
      let rounds = 6
      let pauses = (0..<rounds).map { _ in Double.random(in: 0...0.2, using: &generator) }
      func loop(_ name: String, _ body: String) throws -> RunningProgram {
        let steps = (1...rounds).map {
          body.replacingOccurrences(of: "NUMBER", with: "\($0)") + "\nsleep \(pauses[$0 - 1])"
        }.joined(separator: "\n")
        return try RunningProgram(
          "sh", ["-c", "cd '\(world.folder.path(name))'\n\(steps)\n"], in: world.folder.path,
          environment: variables)
      }
      let programs = try [
        loop(
          "pusher",
          "echo 'title: NUMBER' > data/triggers/a.yaml; git commit -qam NUMBER; "
            + "git push -q origin main || echo FAILED push NUMBER"),
        loop(
          "deployer", "'\(binary)' apply triggers@sandbox --wait 30s || echo FAILED apply NUMBER"),
        loop(
          "guard",
          "'\(binary)' lock macros --reason NUMBER || echo FAILED lock NUMBER\n"
            + "'\(binary)' unlock macros --reason NUMBER || echo FAILED unlock NUMBER"),
      ]
      for program in programs {
        let result = try program.wait(timeLimitSeconds: 120)
        #expect(!result.text.contains("FAILED"), "seed \(seed): \(result.all)")
      }
      let last = try Program.run(
        binary, ["apply"], in: world.folder.path("deployer"), environment: variables)
      #expect(last.status == 0, "seed \(seed): \(last.all)")
      for target in ["production", "sandbox"] {
        #expect(
          world.target(target) == ["triggers/a.yaml": "title: \(rounds)\n"],
          "seed \(seed), \(target)")
      }
      for path in [world.server.path, world.folder.path("guard")] {
        let verify = try Program.run(
          binary, ["ledger", "verify"] + (path == world.server.path ? [] : ["--fetch"]), in: path,
          environment: variables)
        #expect(verify.status == 0, "seed \(seed): \(verify.all)")
      }
      let tree = try world.server.git("ls-tree", "-r", "--name-only", World.serverLedger)
      #expect(!tree.contains("leases/") && !tree.contains("locks/"), "seed \(seed): \(tree)")
      // Every step is there: the server's runs, one at least for each push, and the guard's.
      let log = try world.server.git("log", "--format=%s", World.serverLedger)
      let subjects = log.split(separator: "\n").map(String.init)
      for word in ["lock", "unlock"] {
        #expect(
          subjects.count { $0.hasPrefix("\(word) macros") } == rounds, "seed \(seed): \(subjects)")
      }
    }
  }
}
