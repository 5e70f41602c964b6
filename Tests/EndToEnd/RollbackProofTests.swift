import Fixtures
import Foundation
import Testing

/// Rollbacks of people who sign with keys of their own, and rollbacks that somebody else pushed.
struct RollbackProofTests {
  let team: ExceptionTeam
  /// The run to go back to.
  let first: String

  /// Olga may roll back, and so may nobody else. Two runs brought `!12` and `!14`.
  init() throws {
    team = try ExceptionTeam()
    try team.world.push(
      "Say who may roll back",
      [
        "deploysync.yaml": .text(
          ExceptionTeam.configuration
            .replacing(
              "run: [olga@example.com]",
              with: "run: [olga@example.com, max@example.com]\n  rollback: [olga@example.com]"
            )
            .replacing(
              "targets: [production]", with: "targets: { production: { deployment: ad-hoc } }"))
      ], at: "2026-11-12T09:00:00Z")
    let result = try team.run("olga", "apply")
    try team.succeed(result)
    guard let run = result.text.firstMatch(of: #/run (\S+) is recorded/#) else {
      throw FixtureError(result.all)
    }
    first = String(run.output.1)
    try team.world.merge(
      14, "Third", ["data/triggers/a.yaml": "title: AAA\n"], at: "2026-11-12T09:30:00Z")
    try team.succeed(team.run("olga", "apply"))
  }

  private func rollBack(_ name: String) throws -> ProgramResult {
    try team.run(
      name, "rollback", "triggers@production", "--to", first, "--reason", "outage")
  }

  @Test func `whoever may roll back does, and what went is held`() throws {
    let live = try team.run("rita", "explain", "!14")
    #expect(live.text.contains("is live on triggers@production"), "\(live.all)")
    let result = try rollBack("olga")
    #expect(result.status == 0, "\(result.all)")
    #expect(team.world.target()["triggers/a.yaml"] == "title: AA\n")
    let held = try team.run("rita", "explain", "!14")
    #expect(held.text.contains("is not live on triggers@production"), "\(held.all)")
    #expect(held.text.contains("held"), "\(held.all)")
    let verified = try team.run("olga", "ledger", "verify")
    #expect(verified.status == 0, "\(verified.all)")
  }

  @Test func `whoever may only run deployments does not roll back`() throws {
    let tip = try team.world.ledger()
    for name in ["max", "rita", "mallory"] {
      let result = try rollBack(name)
      #expect(result.status != 0, "\(result.all)")
    }
    #expect(try rollBack("max").errorText.contains("max@example.com may not roll back"))
    #expect(try team.world.ledger() == tip)
    #expect(team.world.target()["triggers/a.yaml"] == "title: AAA\n")
  }

  @Test func `a rollback pushed by somebody who may not is found`() throws {
    let before = try #require(try team.world.ledger())
    try team.succeed(rollBack("olga"))
    let honest = try #require(try team.world.ledger())
    for (name, isNamed) in [("max", true), ("rita", true), ("max", false)] {
      try team.world.setLedger(honest)
      try team.redo(before, as: name, claiming: isNamed ? name : "olga")
      let verified = try team.run("olga", "ledger", "verify")
      #expect(verified.status == 4, "\(name): \(verified.all)")
      #expect(verified.all.contains("\(name)@example.com may not roll back"), "\(verified.all)")
      #expect(
        verified.all.contains("and its commit is by \(name)@example.com") != isNamed,
        "\(verified.all)")
    }
    // The same steps by whom they name are sound: what is found is the person.
    try team.world.setLedger(honest)
    try team.redo(before, as: "olga", claiming: "olga")
    let verified = try team.run("olga", "ledger", "verify")
    #expect(verified.status == 0, "\(verified.all)")
  }

  @Test func `a rollback that says to be a deployment is found`() throws {
    let before = try #require(try team.world.ledger())
    try team.succeed(rollBack("olga"))
    try team.redo(before, as: "max", claiming: "max") {
      $0.replacing("\"kind\" : \"rollback\"", with: "\"kind\" : \"apply\"")
        .replacing("\"kind\": \"rollback\"", with: "\"kind\": \"apply\"")
    }
    let verified = try team.run("olga", "ledger", "verify")
    #expect(verified.status == 4, "\(verified.all)")
    #expect(verified.all.contains("and is no rollback"), "\(verified.all)")
  }
}

extension ExceptionTeam {
  /// Makes the commits since `start` anew as a person, with the record of their run as `edit`
  /// makes it and by whom it is claimed to be, and moves the ledger there.
  fileprivate func redo(
    _ start: String, as name: String, claiming claimed: String,
    edit: (String) -> String = { $0 }
  ) throws {
    let clone = world.clone
    let before = clone.environment
    defer { clone.environment = before }
    let email = "\(name)@example.com"
    for variable in ["GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"] {
      clone.environment[variable] = email
    }
    clone.environment["GIT_INDEX_FILE"] = world.folder.path("redone-index")
    let commits = try clone.git("rev-list", "--reverse", "\(start)..\(Self.ledger)")
    var tip = start
    for commit in commits.split(separator: "\n").map(String.init) {
      try clone.git("read-tree", commit)
      let changed = try clone.git("diff", "--name-only", "\(commit)~1", commit, "--", "runs")
      for path in changed.split(separator: "\n").map(String.init) {
        let text = try ledgerFile(path, at: commit)
        let edited = edit(text.replacing("<olga@example.com>", with: "<\(claimed)@example.com>"))
        let blob = try clone.git(["hash-object", "-w", "--stdin"], input: Array(edited.utf8))
        try clone.git("update-index", "--add", "--cacheinfo", "100644,\(blob),\(path)")
      }
      let tree = try clone.git("write-tree")
      let message = try clone.git("log", "-1", "--format=%B", commit)
      clone.environment["GIT_COMMITTER_DATE"] = try clone.git("log", "-1", "--format=%cI", commit)
      clone.environment["GIT_AUTHOR_DATE"] = clone.environment["GIT_COMMITTER_DATE"]
      tip = try clone.git(
        "-c", "gpg.format=ssh", "-c", "user.signingkey=\(key(of: name))", "commit-tree", tree,
        "-p", tip, "-S", "-m", message)
    }
    try world.setLedger(tip)
  }
}
