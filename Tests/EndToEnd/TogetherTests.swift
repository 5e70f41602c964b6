import Fixtures
import Foundation
import Testing

/// Two runs at once: nothing is done twice.
struct TogetherTests {
  @Test func `of two runs at once one does the work and the other is refused or finds it done`()
    throws
  {
    try forEachSeed(3) { seed, generator in
      let large = try Large(count: 300)
      let world = large.world
      let first = try world.start(["apply", "--format", "json"])
      usleep(.random(in: 0...60_000, using: &generator))
      let second = try world.start(["apply", "--format", "json"])
      let results = try [first.wait(), second.wait()]
      for result in results {
        #expect([0, 3].contains(result.status), "seed \(seed): \(result.all)")
      }
      let outcomes = try results.map { try $0.json.binding("big")["outcome"].text ?? "?" }
      #expect(outcomes.count { $0 == "applied" } == 1, "seed \(seed): \(outcomes)")
      #expect(
        outcomes.allSatisfy { ["applied", "refused", "unchanged"].contains($0) },
        "seed \(seed): \(outcomes)")
      #expect(world.target() == large.after, "seed \(seed)")
      #expect(try world.deploysync("ledger", "verify").status == 0, "seed \(seed)")
      #expect(try world.deploysync("history", "--format", "json").json["runs"].list.count == 2)
    }
  }

  @Test func `with --wait the second one waits and finds nothing to do`() throws {
    let large = try Large(count: 300)
    let world = large.world
    let first = try world.start(["apply", "--format", "json"])
    let second = try world.start(["apply", "--wait", "1m", "--format", "json"])
    let results = try [first.wait(), second.wait()]
    #expect(results.last?.status == 0, "\(results.map(\.all))")
    #expect(world.target() == large.after)
    #expect(try world.deploysync("status", "--exit-code").status == 0)
  }

  @Test func `a run at work refuses others by name, and says who it is`() throws {
    let large = try Large(count: 300)
    let world = large.world
    let before = try world.ledger()
    let first = try world.start(["apply"])
    world.waitForLedger(after: before)
    first.signal(SIGSTOP)
    defer { first.signal(SIGCONT) }
    let leases = try world.server.runGit(["ls-tree", "-r", "\(World.serverLedger):leases"])
    guard leases.status == 0, !leases.text.isEmpty else { return }
    let other = try world.deploysync("apply")
    #expect(other.status == 3, "\(other.all)")
    #expect(other.text.contains("process \(first.identifier) on "), "\(other.all)")
    #expect(other.text.contains("deploysync apply --wait 2m"), "\(other.all)")
    let waiting = try world.deploysync("apply", "--wait", "1s")
    #expect(waiting.status == 3, "\(waiting.all)")
    #expect(try world.deploysync("queued").status == 0)
    first.signal(SIGCONT)
    #expect(try first.wait().status == 0)
    #expect(world.target() == large.after)
  }

  @Test func `many runs of different bindings at once all succeed`() throws {
    let names = (0..<6).map { "target\($0)" }
    let targets = names.map { "      \($0): { deployment: ad-hoc }" }.joined(separator: "\n")
    let world = try World(
      "version: 1\nitems:\n  triggers:\n    paths: [data]\n    targets:\n\(targets)\n",
      files: HelpDesk.files, targets: names)
    let runs = try names.map { try world.start(["apply", "triggers@\($0)"]) }
    for run in runs {
      let result = try run.wait()
      #expect(result.status == 0, "\(result.all)")
    }
    for name in names { #expect(world.target(name).count == 1) }
    #expect(try world.deploysync("ledger", "verify").status == 0)
    #expect(try world.deploysync("history", "--format", "json").json["runs"].list.count == 6)
  }
}
