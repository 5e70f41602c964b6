import Fixtures
import Foundation
import Testing

/// Commits that somebody who can push put onto the ledger's branch.
struct ExceptionForgeryTests {
  /// Confirming and deploying refuse, the target stays, and `ledger verify` finds it.
  private func expectRefused(
    _ team: ExceptionTeam, _ id: String, _ reason: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let before = team.world.target()
    let tip = try team.world.ledger()
    for arguments in [["exception", "confirm", id], ["apply", "--exception", id]] {
      let name = arguments[0] == "apply" ? "olga" : "rita"
      let result = try team.run(name, arguments)
      #expect(result.status != 0, "\(result.all)", sourceLocation: sourceLocation)
      #expect(
        result.errorText.contains("\(id) holds a step that is not proven"), "\(result.all)",
        sourceLocation: sourceLocation)
      #expect(result.errorText.contains(reason), "\(result.all)", sourceLocation: sourceLocation)
    }
    #expect(team.world.target() == before, sourceLocation: sourceLocation)
    #expect(try team.world.ledger() == tip, sourceLocation: sourceLocation)
    let verified = try team.run("olga", "ledger", "verify")
    #expect(verified.status == 4, "\(verified.all)", sourceLocation: sourceLocation)
  }

  @Test func `a decision in the name of somebody else is not believed`() throws {
    let team = try ExceptionTeam()
    let id = try team.requestAndImpact()
    let clean = try #require(try team.world.ledger())
    let step = ["exceptions/\(id)/03-decision.json": try team.decision(of: id)]
    try team.forge(step, trailers: team.trailers(id, "03-decision"), by: "rita")
    try expectRefused(
      team, id, "says it is by max@example.com, and its commit is by rita@example.com")

    // Without the trailers that say so, and as if it were the end of a run.
    let head = try team.world.clone.git("rev-parse", "origin/main")
    try team.world.setLedger(clean)
    try team.forge(step, trailers: "Deploysync-Control: \(head)", by: "rita")
    try expectRefused(
      team, id, "says it is by max@example.com, and its commit is by rita@example.com")

    try team.world.setLedger(clean)
    try team.forge(step, trailers: team.trailers(id, "03-decision"), by: "max", isSigned: false)
    try expectRefused(team, id, "it is not signed")

    try team.world.setLedger(clean)
    try team.forge(step, trailers: team.trailers(id, "03-decision"), by: "mallory")
    try expectRefused(team, id, "03-decision")
  }

  @Test func `a signature over another step is not believed`() throws {
    let team = try ExceptionTeam()
    let first = try team.requestAndImpact()
    try team.approve(first)
    let clone = team.world.clone
    let decided = try #require(try team.world.ledger())
    let second = try team.requestAndImpact(entry: "13")

    // The same step under another exception, signed by the forger.
    let clean = try #require(try team.world.ledger())
    let copied = try team.ledgerFile("exceptions/\(first)/03-decision.json")
    try team.forge(
      ["exceptions/\(second)/03-decision.json": copied],
      trailers: team.trailers(second, "03-decision"), by: "rita")
    try expectRefused(team, second, "belongs to \(first)")

    // Max's signature of his decision, above a commit that he did not make.
    try team.world.setLedger(clean)
    let forged = try team.forge(
      ["exceptions/\(second)/03-decision.json": try team.decision(of: second)],
      trailers: team.trailers(second, "03-decision"), by: "max", isSigned: false)
    let original = try clone.git("cat-file", "commit", decided)
    let start = try #require(original.range(of: "gpgsig "))
    let end = try #require(original.range(of: "\n\n"))
    let signature = original[start.lowerBound..<end.lowerBound]
    let raw = try clone.git("cat-file", "commit", forged) + "\n"
    let gap = try #require(raw.range(of: "\n\n"))
    let text = raw[..<gap.lowerBound] + "\n" + signature + raw[gap.lowerBound...]
    let replayed = try clone.git(
      ["hash-object", "-t", "commit", "-w", "--stdin"], input: Array(text.utf8))
    try team.world.setLedger(replayed)
    try expectRefused(team, second, "03-decision")
  }

  @Test func `steps of another repository are not believed`() throws {
    let team = try ExceptionTeam()
    let other = try ExceptionTeam(keysOf: team)
    // Another history: else both are the same repository.
    try other.world.merge(20, "Other", ["other.txt": "other\n"], at: "2026-11-11T12:00:00Z")
    let id = try other.requestAndImpact()
    try other.agree(id)
    let tip = try #require(try other.world.ledger())
    try team.world.clone.git("fetch", "-q", other.world.clone.path, ExceptionTeam.ledger)
    try team.world.setLedger(tip)
    let result = try team.run("olga", "apply", "--exception", id)
    #expect(result.status != 0)
    #expect(result.errorText.contains("is not on the branch"), "\(result.all)")
    #expect(team.world.target()["triggers/a.yaml"] == "title: A\n")
    #expect(try team.run("olga", "ledger", "verify").status == 4)
  }

  @Test func `rules that were in force once cannot be chosen`() throws {
    let team = try ExceptionTeam()
    let id = try team.requestAndImpact()
    // For a while everybody's word counted; a step names that commit.
    let lax = ExceptionTeam.configuration.replacingOccurrences(
      of: "  signers: ops/signers\n", with: "")
    try team.world.push("Lax", ["deploysync.yaml": .text(lax)], at: "2026-11-12T08:00:00Z")
    let control = try team.world.server.git("rev-parse", "main")
    try team.world.push(
      "Strict", ["deploysync.yaml": .text(ExceptionTeam.configuration)],
      at: "2026-11-12T08:10:00Z")
    try team.world.clone.git("fetch", "-q", "origin")
    let head = try team.world.clone.git("rev-parse", "origin/main")
    let step = try team.decision(of: id).replacingOccurrences(of: head, with: control)
    try team.forge(
      ["exceptions/\(id)/03-decision.json": step],
      trailers: team.trailers(id, "03-decision").replacingOccurrences(of: head, with: control),
      by: "max", isSigned: false)
    try expectRefused(team, id, "is taken under other approval rules than its impact names")
  }

  @Test func `a step that was changed or removed is found`() throws {
    let team = try ExceptionTeam()
    let id = try team.requestAndImpact()
    try team.approve(id)
    let clean = try #require(try team.world.ledger())
    let path = "exceptions/\(id)/03-decision.json"
    let changed = try team.ledgerFile(path).replacingOccurrences(of: "fine", with: "whatever")
    try team.forge([path: changed], trailers: team.trailers(id, "03-decision"), by: "max")
    try expectRefused(team, id, "03-decision was changed after it was recorded")

    try team.world.setLedger(clean)
    let clone = team.world.clone
    let tree = try clone.git("rev-parse", "\(clean)~1^{tree}")
    let removed = try clone.git(
      "-c", "gpg.format=ssh", "-c", "user.signingkey=\(team.key(of: "rita"))", "commit-tree",
      tree, "-p", clean, "-S", "-m", "x", "-m", team.trailers(id, "03-decision"))
    try team.world.setLedger(removed)
    try expectRefused(team, id, "03-decision was removed after it was recorded")
  }

  @Test func `a deployment by somebody who may not run is not believed`() throws {
    let team = try ExceptionTeam()
    let id = try team.requestAndImpact()
    try team.approve(id)
    let clean = try #require(try team.world.ledger())
    let head = try team.world.clone.git("rev-parse", "origin/main")
    let path = "deployed/production/triggers/state.json"
    let state = try team.ledgerFile(path)
    try team.forge(
      [path: state.replacingOccurrences(of: "\"proven\": true", with: "\"proven\": false") + " "],
      trailers: "Deploysync-Run: 20261112T100000Z-abcdef\nDeploysync-Control: \(head)", by: "rita")
    try expectRefused(
      team, id, "rita@example.com may not run deployments, and changes what is recorded")

    try team.world.setLedger(clean)
    let deployment = try team.decision(of: id)
      .replacingOccurrences(of: "\"decision\"", with: "\"deployment\"")
      .replacingOccurrences(of: "  \"verdict\": \"approved\"\n", with: "  \"run\": \"x\"\n")
      .replacingOccurrences(of: "max@", with: "rita@")
    try team.forge(
      ["exceptions/\(id)/04-deployment.json": deployment],
      trailers: "Deploysync-Control: \(head)", by: "rita")
    try expectRefused(team, id, "rita@example.com may not run deployments")
  }
}

extension ExceptionTeam {
  fileprivate func run(_ name: String, _ arguments: [String]) throws -> ProgramResult {
    switch arguments.count {
    case 2: try run(name, arguments[0], arguments[1])
    default: try run(name, arguments[0], arguments[1], arguments[2])
    }
  }
}
