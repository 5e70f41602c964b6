import Fixtures
import Foundation
import Testing

/// A run that is killed at any instant: the next one ends as if nothing had happened.
struct CrashTests {
  @Test func `kill -9 at random moments, then run again`() throws {
    try forEachSeed(3) { seed, generator in
      let large = try Large()
      let world = large.world
      var kills = 0
      for _ in 0..<3 {
        let run = try world.start(["apply"])
        usleep(.random(in: 5_000...150_000, using: &generator))
        run.signal(SIGKILL)
        if try run.wait().status == 128 + SIGKILL { kills += 1 }
        // Whatever is there is whole: the old text or the new one, or a temporary file.
        for (path, text) in world.target() where path.hasSuffix(".yaml") && !path.contains("/.") {
          let known = [large.before[path], large.after[path]].contains(text)
          try #require(known || path.contains("deploysync"), "\(path)")
        }
      }
      let last = try world.deploysync("apply")
      try #require(last.status == 0, "\(last.all)")
      #expect(world.target() == large.after, "seed \(seed), \(kills) kills")
      let verify = try world.deploysync("ledger", "verify")
      #expect(verify.status == 0, "seed \(seed): \(verify.all)")
      let status = try world.deploysync("status", "--exit-code", "--format", "json")
      #expect(status.status == 0, "seed \(seed): \(status.all)")
      #expect(try status.json.binding("big")["state"] == "upToDate")
      let ledger = try world.ledger()
      let again = try world.deploysync("apply")
      #expect(again.status == 0, "seed \(seed): \(again.all)")
      #expect(try world.ledger() == ledger, "seed \(seed)")
    }
  }

  @Test func `the ledger's content after a crash is what is on the target`() throws {
    try forEachSeed(2) { seed, generator in
      let large = try Large(count: 300)
      let world = large.world
      let run = try world.start(["apply"])
      usleep(.random(in: 20_000...120_000, using: &generator))
      run.signal(SIGKILL)
      _ = try run.wait()
      // The next merge request takes it all back.
      var changes: [String: FixtureFile?] = [:]
      for path in large.after.keys where large.before[path] == nil { changes[path] = .some(nil) }
      for (path, text) in large.before where large.after[path] != text {
        changes[path] = .text(text)
      }
      try world.merge(2, "Take it back", changes)
      let next = try world.deploysync("apply")
      try #require(next.status == 0, "\(next.all)")
      #expect(world.target() == large.before, "seed \(seed)")
      let listed = try world.clone.git(
        "ls-tree", "-r", "--name-only",
        "\(World.ledger):deployed/production/big/content/control"
      ).split(separator: "\n").map(String.init)
      #expect(listed.sorted() == large.before.keys.sorted(), "seed \(seed)")
      let verify = try world.deploysync("ledger", "verify")
      #expect(verify.status == 0, "seed \(seed): \(verify.all)")
    }
  }

  @Test func `SIGTERM ends with 143, and what was not done is recorded`() throws {
    let large = try Large(count: 2_000)
    let world = large.world
    var status: Int32 = 0
    for wait in [60_000, 30_000, 15_000, 5_000] as [UInt32] {
      let run = try world.start(["apply", "--format", "json"])
      usleep(wait)
      run.signal(SIGTERM)
      let result = try run.wait()
      status = result.status
      guard status == 143 else { continue }
      #expect(try world.deploysync("ledger", "verify").status == 0)
      let leases = try world.clone.runGit(
        ["ls-tree", "\(World.ledger):leases"])
      #expect(leases.status != 0 || leases.text.isEmpty, "no lease is left")
      break
    }
    try #require(status == 143 || status == 0)
    let last = try world.deploysync("apply")
    #expect(last.status == 0, "\(last.all)")
    #expect(world.target() == large.after)
    #expect(try world.deploysync("ledger", "verify").status == 0)
  }

  @Test func `SIGTERM right after the intent leaves what is undone, by name`() throws {
    let large = try Large(count: 1_000)
    let world = large.world
    // Stopped as soon as its intent is recorded, before anything is written.
    let before = try world.ledger()
    let run = try world.start(["apply", "--format", "json"])
    world.waitForLedger(after: before)
    run.signal(SIGTERM)
    let result = try run.wait()
    let binding = try result.json.binding("big")
    if binding["outcome"] == "applied" {
      // It was done before the signal came, which a busy machine may bring about.
      #expect([0, 143].contains(result.status), "\(result.all)")
      return
    }
    #expect(result.status == 143)
    #expect(["failed", "partial", "refused"].contains(binding["outcome"].text), "\(binding)")
    let undone = binding["objects"].list.filter { $0["outcome"] != "done" }
    #expect(!undone.isEmpty)
    #expect(undone.allSatisfy { $0["error"].text?.isEmpty == false })
    let history = try world.deploysync("history", "--format", "json").json
    #expect(history["runs"][0]["run"] == (try result.json)["run"])
    #expect(try world.deploysync("ledger", "verify").status == 0)
    #expect(try world.deploysync("apply").status == 0)
    #expect(world.target() == large.after)
  }
}
