import Fixtures
import Foundation
import Testing

struct ExceptionSignatureTests {
  @Test func `git and a fresh clone agree on who took which step`() throws {
    let team = try ExceptionTeam()
    let id = try team.requestAndImpact()
    try team.agree(id)
    try team.succeed(team.run("olga", "apply", "--exception", id))
    #expect(
      team.world.target() == ["triggers/a.yaml": "title: AA\n", "triggers/b.yaml": "title: B\n"])

    let signers = team.world.folder.path("signers")
    try team.signers(["olga", "max", "rita"]).write(
      toFile: signers, atomically: true, encoding: .utf8)
    let clone = team.world.clone
    let log = try clone.git(
      "-c", "gpg.ssh.allowedSignersFile=\(signers)", "log", "--reverse", "--format=%G? %GS %ae",
      ExceptionTeam.ledger)
    let lines = log.split(separator: "\n").map(String.init)
    #expect(lines.allSatisfy { $0.hasPrefix("G ") }, "\(log)")
    // Baseline, request, impact, decision, confirmation, and the run's beginning and end.
    let people = lines.map { $0.split(separator: " ")[1].split(separator: "@")[0] }
    #expect(people == ["olga", "rita", "olga", "max", "rita", "olga", "olga"])

    let fresh = try FixtureRepository.clone(
      of: team.world.server, in: team.world.folder, named: "fresh")
    let verified = try team.world.deploysync("ledger", "verify", in: fresh.path)
    #expect(verified.status == 0, "\(verified.all)")
  }

  @Test func `nobody approves their own request`() throws {
    let team = try ExceptionTeam()
    let id = try team.requestAndImpact()
    let own = try team.run("rita", "exception", "approve", id, "--consequences", "fine")
    #expect(own.status != 0)
    #expect(own.errorText.contains("rita@example.com may not take the decision"), "\(own.all)")
    try team.succeed(
      team.run(
        "max", "exception", "request", "triggers@production", "--only", "13", "--reason", "x"))
    try team.succeed(team.run("olga", "exception", "impact", "E-2"))
    let manager = try team.run("max", "exception", "approve", "E-2", "--consequences", "fine")
    #expect(
      manager.errorText.contains("max@example.com requested it, and nobody takes two steps"),
      "\(manager.all)")
  }

  @Test func `a name or an environment variable makes nobody somebody else`() throws {
    let team = try ExceptionTeam()
    let id = try team.requestAndImpact()
    let claimed = try team.run(
      "rita", claiming: "max", "exception", "approve", id, "--consequences", "fine")
    #expect(claimed.status != 0)
    #expect(
      claimed.errorText.contains("rita@example.com may not take the decision"), "\(claimed.all)")
    let stranger = try team.run(
      "mallory", claiming: "max", "exception", "approve", id, "--consequences", "fine")
    #expect(stranger.status != 0)
    #expect(
      stranger.errorText.contains("the signing key is nobody's by ops/signers"),
      "\(stranger.all)")
  }

  @Test func `a signers file that is not merged does not count`() throws {
    let team = try ExceptionTeam()
    let id = try team.requestAndImpact()
    let clone = team.world.clone
    try clone.git("checkout", "-q", "-b", "mr", "origin/main")
    let mallory = try team.signers(["mallory"]).replacingOccurrences(of: "mallory@", with: "max@")
    try clone.commit("Add a signer", files: ["ops/signers": team.signers(["olga"]) + mallory])
    try clone.git("push", "-q", "origin", "mr")
    let refused = try team.run(
      "mallory", claiming: "max", "exception", "approve", id, "--consequences", "fine")
    #expect(refused.status != 0)
    #expect(
      refused.errorText.contains("the signing key is nobody's by ops/signers"), "\(refused.all)")
  }

  @Test func `what is merged after a decision is not shipped by it`() throws {
    let team = try ExceptionTeam()
    let id = try team.requestAndImpact()
    try team.approve(id)
    try team.world.merge(
      14, "Smuggled", ["data/triggers/a.yaml": "title: AA\nevil: true\n"],
      at: "2026-11-12T09:00:00Z")
    try team.succeed(team.run("rita", "exception", "confirm", id))
    try team.succeed(team.run("olga", "apply", "--exception", id))
    #expect(team.world.target()["triggers/a.yaml"] == "title: AA\n")
  }
}
