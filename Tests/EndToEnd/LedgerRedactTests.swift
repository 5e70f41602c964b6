import Fixtures
import Foundation
import Testing

/// A password that was deployed, taken out of a ledger whose every step is signed.
struct LedgerRedactTests {
  let team: ExceptionTeam
  /// The blob of `title: A`, which the baseline recorded and !12 replaced.
  let blob: String

  init() throws {
    team = try ExceptionTeam()
    blob = try team.world.clone.git(
      ["hash-object", "--stdin"], input: Array("title: A\n".utf8))
  }

  private func redact(_ arguments: String...) throws -> ProgramResult {
    try team.run("max", ["ledger", "redact"] + arguments)
  }

  private func deploy() throws {
    let id = try team.requestAndImpact()
    try team.agree(id)
    let applied = try team.run("olga", "apply", "--exception", id)
    try #require(applied.status == 0, "\(applied.all)")
  }

  @Test func `a signed chain stays proven through a redaction, here and in any clone`() throws {
    try deploy()
    let id = try team.requestAndImpact(entry: "13")
    let before = try #require(try team.world.ledger())
    let preview = try redact("--blob", blob)
    #expect(preview.status == 0, "\(preview.all)")
    #expect(preview.text.contains("ledger redact --blob \(blob) --reason TEXT --write"))
    #expect(try team.world.ledger() == before)

    let other = try otherClone()
    let done = try redact("--blob", blob, "--reason", "a password", "--write")
    try #require(done.status == 0, "\(done.all)")
    #expect(done.text.contains("gc --prune=now"))
    let clone = team.world.clone
    let signature = try clone.git("log", "-1", "--format=%B%ae", ExceptionTeam.ledger)
    #expect(signature.contains("redact \(blob.prefix(10)): a password"))
    #expect(signature.contains("Deploysync-Redaction: 1"))
    #expect(signature.hasSuffix("max@example.com"))
    // The other clone has seen the old ledger, and takes the new one for what it is.
    for path in [clone.path, other] {
      let verified = try team.world.deploysync("ledger", "verify", "--fetch", in: path)
      #expect(verified.status == 0, "\(verified.all)")
    }
    let seen = try clone.git("-C", other, "rev-parse", ExceptionTeam.ledger)
    #expect(try seen == team.world.ledger())
    let again = try redact("--blob", blob, "--reason", "a password", "--write")
    #expect(again.status == 3, "\(again.all)")
    #expect(
      again.errorText.contains("by max@example.com: a password")
        && again.errorText.contains("\(blob) was redacted on"), "\(again.all)")
    let history = try team.run("olga", "history")
    #expect(history.text.contains("by max@example.com: a password"), "\(history.all)")
    // The open exception goes on: its steps are proven by the signatures that they had.
    try team.agree(id)
    let applied = try team.run("olga", "apply", "--exception", id)
    #expect(applied.status == 0, "\(applied.all)")
    #expect(try team.run("olga", "ledger", "verify").status == 0)
  }

  /// A clone that has seen the ledger of now.
  private func otherClone() throws -> String {
    let path = team.world.folder.path("other")
    try team.world.clone.git("clone", "-q", team.world.server.path, path)
    let status = try team.world.deploysync("status", "--fetch", in: path)
    #expect(status.status == 0, "\(status.all)")
    return path
  }

  @Test func `a clone that saw the old ledger refuses one that changes more`() throws {
    try deploy()
    let other = try otherClone()
    let done = try redact("--blob", blob, "--reason", "a password", "--write")
    try #require(done.status == 0, "\(done.all)")
    let clone = team.world.clone
    let tip = try clone.git("rev-parse", ExceptionTeam.ledger)
    // The same redaction on a chain whose first commit is another.
    let first = try clone.git("rev-list", "--max-parents=0", tip)
    let message = try clone.git("log", "-1", "--format=%B", tip)
    let forged = try clone.git(
      "commit-tree", "\(tip)^{tree}", "-p", first, "-m", message)
    try clone.git("push", "-q", "-f", "origin", "\(forged):\(World.serverLedger)")
    let status = try team.world.deploysync("status", "--fetch", in: other)
    #expect(status.status == 4, "\(status.all)")
    #expect(status.errorText.contains("was rewritten"), "\(status.all)")
  }

  @Test func `a redaction in the name of somebody else is found`() throws {
    try deploy()
    let done = try redact("--blob", blob, "--reason", "a password", "--write")
    try #require(done.status == 0, "\(done.all)")
    let clone = team.world.clone
    let (tip, tree) = (
      try clone.git("rev-parse", ExceptionTeam.ledger),
      try clone.git("rev-parse", "\(ExceptionTeam.ledger)^{tree}")
    )
    let message = try clone.git("log", "-1", "--format=%B", tip)
    let time = try clone.git("log", "-1", "--format=%ct", tip)
    let environment = clone.environment
    clone.environment["GIT_COMMITTER_EMAIL"] = "rita@example.com"
    clone.environment["GIT_COMMITTER_DATE"] = "\(time) +0000"
    let forged = try clone.git(
      "-c", "gpg.format=ssh", "-c", "user.signingkey=\(team.key(of: "rita"))", "commit-tree", tree,
      "-p", "\(tip)^", "-m", message, "-S")
    clone.environment = environment
    try team.world.setLedger(forged)
    let verified = try team.run("olga", "ledger", "verify")
    #expect(verified.status == 4, "\(verified.all)")
    #expect(
      verified.text.contains(
        "redaction 1 says it is by max@example.com, and its commit is by rita@example.com"))
    #expect(verified.text.contains("first bad commit: \(forged.prefix(10))"), "\(verified.all)")
  }

  @Test func `what is deployed now is refused, with what to do first`() throws {
    let refused = try redact("--blob", blob, "--reason", "a password", "--write")
    #expect(refused.status == 3, "\(refused.all)")
    #expect(refused.errorText.contains("data/triggers/a.yaml of triggers@production is deployed"))
    #expect(refused.errorText.contains("deploysync apply triggers@production"))
    let preview = try redact("--path", "triggers@production:data/triggers/a.yaml")
    #expect(preview.status == 0, "\(preview.all)")
    #expect(preview.text.contains("it cannot be taken out now"))
  }

  @Test func `what an open exception would bring is refused`() throws {
    let id = try team.requestAndImpact()
    let other = try team.world.clone.git(
      ["hash-object", "--stdin"], input: Array("title: AA\n".utf8))
    let refused = try redact("--blob", other, "--reason", "a password", "--write")
    #expect(refused.status == 3, "\(refused.all)")
    #expect(refused.errorText.contains("exception withdraw \(id)"), "\(refused.all)")
    try team.succeed(team.run("rita", "exception", "withdraw", id))
    let done = try redact("--blob", other, "--reason", "a password", "--write")
    #expect(done.status == 0, "\(done.all)")
    #expect(try team.run("olga", "ledger", "verify").status == 0)
    let shown = try team.run("olga", "exception", "show", id)
    #expect(shown.status == 0, "\(shown.all)")
    #expect(
      shown.text.contains("data/triggers/a.yaml of triggers@production was redacted on"),
      "\(shown.all)")
  }

  @Test func `usage is told`() throws {
    for arguments in [
      [], ["--blob", "abc"], ["--path", "triggers"], ["--blob", blob, "--write"],
      ["--blob", blob, "--path", "triggers@production:a"],
      ["--blob", String(repeating: "0", count: 40)],
    ] {
      let result = try team.run("max", ["ledger", "redact"] + arguments)
      #expect(result.status == 64, "\(arguments): \(result.all)")
    }
  }
}

extension ExceptionTeam {
  fileprivate func run(_ name: String, _ arguments: [String]) throws -> ProgramResult {
    try world.clone.git("config", "gpg.format", "ssh")
    try world.clone.git("config", "user.signingkey", key(of: name))
    let email = "\(name)@example.com"
    try world.clone.git("config", "user.email", email)
    return try world.start(
      arguments,
      environment: ["GIT_COMMITTER_EMAIL": email, "GIT_AUTHOR_EMAIL": email, "EMAIL": email]
    ).wait()
  }
}
