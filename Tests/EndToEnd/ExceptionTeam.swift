import Fixtures
import Foundation

/// Olga, Max and Rita, who sign with keys of their own, and Mallory, whose key nobody knows.
final class ExceptionTeam {
  let world: World
  private let keys: TemporaryFolder

  static let people = ["olga", "max", "rita", "mallory"]

  /// Olga runs and makes impacts, Max decides, the requester confirms; all of it is signed.
  static let configuration = """
    version: 1
    items:
      triggers:
        paths: [data/triggers]
        root: data
        targets: [production]
    roles:
      run: [olga@example.com]
    exceptions:
      signers: ops/signers
      steps:
        - impact: { by: [olga@example.com] }
        - decision: { by: [max@example.com] }
        - confirmation: { by: requester }

    """

  /// A baseline, and two entries in the queue: `!12` and `!13`. Another team's `keys` may be used.
  init(keysOf other: ExceptionTeam? = nil) throws {
    if let other {
      keys = other.keys
    } else {
      keys = try TemporaryFolder()
      for name in Self.people {
        let made = try Program.run(
          "ssh-keygen",
          ["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", keys.path(name)], in: "/",
          environment: [:])
        guard made.status == 0 else { throw FixtureError(made.errorText) }
      }
    }
    world = try World(
      Self.configuration,
      files: [
        "ops/signers": .text(try Self.signers(["olga", "max", "rita"], keys)),
        "data/triggers/a.yaml": "title: A\n", "data/triggers/b.yaml": "title: B\n",
      ])
    world.now = "2026-11-12T10:00:00Z"
    for name in ["a", "b"] {
      try world.folder.write(
        "title: \(name.uppercased())\n", to: "targets/production/triggers/\(name).yaml")
    }
    try succeed(run("olga", "baseline", "triggers@production", "--at", "origin/main"))
    try world.merge(
      12, "First", ["data/triggers/a.yaml": "title: AA\n"], at: "2026-11-11T10:00:00Z")
    try world.merge(
      13, "Second", ["data/triggers/b.yaml": "title: BB\n"], at: "2026-11-11T11:00:00Z")
    try world.clone.git("fetch", "-q", "origin")
  }

  /// The lines of an allowed-signers file for these people.
  static func signers(_ names: [String], _ keys: TemporaryFolder) throws -> String {
    try names.map { name in
      let key = keys.text(of: "\(name).pub") ?? ""
      guard !key.isEmpty else { throw FixtureError("\(name) has no key") }
      return "\(name)@example.com \(key)"
    }.joined()
  }

  func signers(_ names: [String]) throws -> String { try Self.signers(names, keys) }

  func key(of name: String) -> String { keys.path(name) }

  /// Runs the program as a person; `claiming` is whom they say that they are.
  @discardableResult
  func run(_ name: String, claiming claimed: String? = nil, _ arguments: String...) throws
    -> ProgramResult
  {
    let email = "\(claimed ?? name)@example.com"
    try world.clone.git("config", "gpg.format", "ssh")
    try world.clone.git("config", "user.signingkey", keys.path(name))
    try world.clone.git("config", "user.email", email)
    return try world.start(
      arguments,
      environment: [
        "GIT_COMMITTER_EMAIL": email, "GIT_AUTHOR_EMAIL": email, "EMAIL": email,
      ]
    ).wait()
  }

  func succeed(_ result: ProgramResult) throws {
    guard result.status == 0 else { throw FixtureError(result.all) }
  }

  /// Rita asks for `!12`, and Olga makes the impact; returns the ID.
  func requestAndImpact(entry: String = "12") throws -> String {
    let asked = try run(
      "rita", "exception", "request", "triggers@production", "--only", entry, "--reason", "outage",
      "--format", "json")
    try succeed(asked)
    guard let id = asked.text.firstMatch(of: /E-[0-9]+/).map({ String($0.output) }) else {
      throw FixtureError(asked.all)
    }
    try succeed(run("olga", "exception", "impact", id))
    return id
  }

  func approve(_ id: String) throws {
    try succeed(run("max", "exception", "approve", id, "--consequences", "fine"))
  }

  func agree(_ id: String) throws {
    try approve(id)
    try succeed(run("rita", "exception", "confirm", id))
  }

  // MARK: The ledger by hand

  static let ledger = World.ledger

  /// A file of the ledger.
  func ledgerFile(_ path: String, at revision: String = ledger) throws -> String {
    try world.clone.git("show", "\(revision):\(path)") + "\n"
  }

  /// Puts a commit onto the ledger that the program did not make.
  @discardableResult
  func forge(
    _ files: [String: String], trailers: String, by name: String, isSigned: Bool = true
  ) throws -> String {
    let clone = world.clone
    let before = clone.environment
    defer { clone.environment = before }
    clone.environment["GIT_INDEX_FILE"] = world.folder.path("forged-index")
    let email = "\(name)@example.com"
    clone.environment["GIT_AUTHOR_EMAIL"] = email
    clone.environment["GIT_COMMITTER_EMAIL"] = email
    clone.environment["GIT_COMMITTER_DATE"] = "2026-11-12T10:00:00Z"
    let tip = try clone.git("rev-parse", Self.ledger)
    try clone.git("read-tree", tip)
    for (path, text) in files {
      let blob = try clone.git(["hash-object", "-w", "--stdin"], input: Array(text.utf8))
      try clone.git("update-index", "--add", "--cacheinfo", "100644,\(blob),\(path)")
    }
    let tree = try clone.git("write-tree")
    let signing =
      isSigned
      ? ["-c", "gpg.format=ssh", "-c", "user.signingkey=\(keys.path(name))"] : []
    let commit = try clone.git(
      signing + ["commit-tree", tree, "-p", tip, "-m", "approve exception E-1", "-m", trailers]
        + (isSigned ? ["-S"] : []))
    try world.setLedger(commit)
    return commit
  }

  /// What a decision by Max looks like, taken now at the branch's head.
  func decision(of id: String, about impact: String = "02-impact") throws -> String {
    let head = try world.clone.git("rev-parse", "origin/main")
    return """
      {
        "about": "\(impact)",
        "at": "2026-11-12T10:00:00Z",
        "by": "max@example.com",
        "control": "\(head)",
        "exception": "\(id)",
        "schema": 1,
        "step": "decision",
        "text": "fine",
        "verdict": "approved"
      }

      """
  }

  func trailers(_ id: String, _ step: String) throws -> String {
    let head = try world.clone.git("rev-parse", "origin/main")
    return """
      Deploysync-Exception: \(id)
      Deploysync-Step: \(step)
      Deploysync-Control: \(head)
      """
  }
}
