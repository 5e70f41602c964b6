import Fixtures
import Foundation
import Testing

/// A ledger that is bad or lost, from `ledger verify` to `ledger rebuild --write`.
struct LedgerRebuildTests {
  private let world: World

  init() throws {
    world = try World(
      """
      version: 1
      items:
        triggers:
          paths: [triggers]
          targets: { production: { deployment: ad-hoc }, sandbox: { deployment: ad-hoc } }
      """, files: ["triggers/a.yaml": "one\n", "triggers/b.yaml": "two\n"])
    world.now = "2026-11-12T10:00:00Z"
    let first = try world.deploysync("apply")
    try #require(first.status == 0, "\(first.all)")
    try world.merge(1, "Change", ["triggers/a.yaml": "three\n"], at: "2026-11-12T10:30:00Z")
    let second = try world.deploysync("apply", at: "2026-11-12T11:00:00Z")
    try #require(second.status == 0, "\(second.all)")
    world.now = "2026-11-12T12:00:00Z"
  }

  /// Puts a commit on the ledger that no run made.
  private func spoil() throws -> String {
    let tree = try world.clone.git("rev-parse", "\(World.ledger)~1^{tree}")
    let bad = try world.clone.git("commit-tree", tree, "-p", World.ledger, "-m", "by hand")
    try world.setLedger(bad)
    return bad
  }

  @Test func `a bad commit is named, the rest proposed, and what is written is sound`() throws {
    let good = try #require(try world.ledger())
    let bad = try spoil()
    let verified = try world.deploysync("ledger", "verify", "--format", "json")
    #expect(verified.status == 4, "\(verified.all)")
    #expect(try verified.json["firstBad"] == .text(bad))
    #expect(try verified.json["sound"] == 4)
    let text = try world.deploysync("ledger", "verify")
    #expect(
      text.text.contains("first bad commit: \(bad.prefix(10)); the 4 commits before it are sound"))

    let proposal = try world.deploysync("ledger", "rebuild")
    #expect(proposal.status == 0, "\(proposal.all)")
    #expect(proposal.text.contains("would be kept: 4 commits, up to \(good.prefix(10))"))
    #expect(proposal.text.contains("triggers@sandbox"))
    #expect(proposal.text.contains("not rebuilt"))
    #expect(proposal.text.contains("deploysync ledger rebuild --write"))
    #expect(try world.ledger() == bad)

    let written = try world.deploysync("ledger", "rebuild", "--write", "--format", "json")
    #expect(written.status == 0, "\(written.all)")
    #expect(try written.json["base"]["commit"] == .text(good))
    // The program's clock goes on from twelve.
    let backup = try #require(try written.json["backup"].text)
    #expect(backup.hasPrefix("refs/deploysync/rebuilt/20261112T1200"))
    #expect(try world.clone.git("rev-parse", backup) == bad)
    #expect(try world.deploysync("ledger", "verify").status == 0)
    let queued = try world.deploysync("queued", "triggers@production", "--exit-code")
    #expect(queued.status == 0, "\(queued.all)")
    let again = try world.deploysync("ledger", "rebuild")
    #expect(again.status == 3, "\(again.all)")
  }

  @Test func `a damaged copy is named, with nothing to say of what was before`() throws {
    let tip = try #require(try world.ledger())
    let middle = try world.clone.git("rev-parse", "\(tip)~2")
    try FileManager.default.removeItem(
      atPath: "\(world.clone.gitFolder)/objects/\(middle.prefix(2))/\(middle.dropFirst(2))")
    let verified = try world.deploysync("ledger", "verify")
    #expect(verified.status == 4, "\(verified.all)")
    #expect(verified.text.contains("\(middle.prefix(10)) it is missing"), "\(verified.all)")
    #expect(verified.text.contains("what was before it cannot be read"), "\(verified.all)")
    let proposal = try world.deploysync("ledger", "rebuild")
    #expect(proposal.status == 0, "\(proposal.all)")
    #expect(proposal.text.contains("would be kept: nothing"), "\(proposal.all)")
  }

  @Test func `history goes on from page to page`() throws {
    let first = try world.deploysync("history", "--limit", "1", "--format", "json")
    let run = try #require(try first.json["next"].text)
    let second = try world.deploysync(
      "history", "--limit", "1", "--before", run, "--format", "json")
    #expect(try second.json["next"] == .null)
    #expect(try second.json["runs"].list.count == 1)
    #expect(try second.json["runs"][0]["run"] != first.json["runs"][0]["run"])
    let text = try world.deploysync("history", "triggers", "--limit", "1")
    #expect(
      text.text.contains("older ones: deploysync history triggers --limit 1 --before \(run)"))
    let unknown = try world.deploysync("history", "--before", "nonsense")
    #expect(unknown.status == 64, "\(unknown.all)")
  }
}
