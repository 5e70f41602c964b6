import Fixtures
import Foundation
import Testing

/// Locks of people who sign with keys of their own, and locks that somebody else pushed.
struct LockProofTests {
  let team: ExceptionTeam

  init() throws { team = try ExceptionTeam() }

  private static let path = "locks/production/triggers.json"

  /// What a lock of somebody looks like, taken now at the branch's head.
  private func lock(of name: String) throws -> String {
    let head = try team.world.clone.git("rev-parse", "origin/main")
    return """
      {
        "at": "2026-11-12T10:00:00Z",
        "by": "\(name)@example.com",
        "control": "\(head)",
        "item": "triggers",
        "reason": "the vendor migrates",
        "schema": 1,
        "target": "production"
      }

      """
  }

  private func trailers() throws -> String {
    let head = try team.world.clone.git("rev-parse", "origin/main")
    return "Deploysync-Lock: triggers@production\nDeploysync-Control: \(head)"
  }

  /// `ledger verify` finds the commit and says this about it.
  private func expectFound(
    _ reason: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let verified = try team.run("olga", "ledger", "verify")
    #expect(verified.status == 4, "\(verified.all)", sourceLocation: sourceLocation)
    #expect(verified.all.contains(reason), "\(verified.all)", sourceLocation: sourceLocation)
  }

  @Test func `a lock of one and an unlock by another are sound, and say whose it was`() throws {
    let locked = try team.run(
      "max", "lock", "triggers@production", "--reason", "the vendor migrates")
    #expect(locked.status == 0, "\(locked.all)")
    let refused = try team.run("olga", "apply", "triggers@production", "--late")
    #expect(refused.status == 3, "\(refused.all)")
    #expect(refused.text.contains("locked by max@example.com since"), "\(refused.all)")
    let explained = try team.run("rita", "explain", "!12")
    #expect(explained.text.contains("max@example.com"), "\(explained.all)")
    let unlocked = try team.run("rita", "unlock", "triggers@production")
    #expect(unlocked.status == 0 && unlocked.text.contains("max@example.com"), "\(unlocked.all)")
    let verified = try team.run("olga", "ledger", "verify")
    #expect(verified.status == 0, "\(verified.all)")
    let subject = try team.world.clone.git("log", "-1", "--format=%s", ExceptionTeam.ledger)
    #expect(subject.contains("locked by max@example.com"), "\(subject)")
  }

  @Test func `a lock in the name of somebody else is found`() throws {
    let clean = try #require(try team.world.ledger())
    try team.forge([Self.path: try lock(of: "max")], trailers: try trailers(), by: "rita")
    try expectFound(
      "the lock of triggers@production says it is by max@example.com, and its commit is by "
        + "rita@example.com")
    // It stops all the same: what is in doubt is not deployed.
    let result = try team.run("olga", "apply", "triggers@production", "--late")
    #expect(result.status == 3, "\(result.all)")

    try team.world.setLedger(clean)
    try team.forge(
      [Self.path: try lock(of: "max")], trailers: try trailers(), by: "max", isSigned: false)
    try expectFound("it is not signed")

    try team.world.setLedger(clean)
    try team.forge([Self.path: try lock(of: "mallory")], trailers: try trailers(), by: "mallory")
    #expect(try team.run("olga", "ledger", "verify").status == 4)

    try team.world.setLedger(clean)
    try team.forge([Self.path: try lock(of: "max")], trailers: try trailers(), by: "max")
    let verified = try team.run("olga", "ledger", "verify")
    #expect(verified.status == 0, "\(verified.all)")
  }

  @Test func `a lock that was changed or hidden in another step is found`() throws {
    try team.succeed(
      team.run("max", "lock", "triggers@production", "--reason", "the vendor migrates"))
    let clean = try #require(try team.world.ledger())
    let text = try team.ledgerFile(Self.path)
    try team.forge(
      [Self.path: text.replacing("the vendor migrates", with: "whatever")],
      trailers: try trailers(), by: "max")
    try expectFound("it changes the lock of triggers@production, which stays as it was taken")

    try team.world.setLedger(clean)
    let parent = try team.world.clone.git("rev-parse", "\(clean)~1^{tree}")
    let head = try team.world.clone.git("rev-parse", "origin/main")
    let gone = try team.world.clone.git(
      "-c", "gpg.format=ssh", "-c", "user.signingkey=\(team.key(of: "rita"))", "commit-tree",
      parent, "-p", clean, "-S", "-m", "x", "-m",
      "Deploysync-Hold: triggers@production\nDeploysync-Control: \(head)")
    try team.world.setLedger(gone)
    try expectFound("it locks or unlocks triggers@production, and is")
  }
}
