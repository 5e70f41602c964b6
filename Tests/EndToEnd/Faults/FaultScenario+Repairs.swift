import Fixtures
import Foundation

/// What is done to a ledger that is bad, lost, rewritten, or holds what must not be kept.
extension FaultScenario {
  private static let files: [String: FixtureFile?] = [
    "data/triggers/a.yaml": "title: A\n", "data/triggers/b.yaml": "title: B\n",
  ]
  /// The blob of `title: A`, which the first run deploys and the second one replaces.
  private static let secret = "e5325d4cf1510ec0d4c7b913ba2d091db3bd7528"

  static var repairs: [FaultScenario] {
    let redact = [
      "ledger", "redact", "--blob", secret, "--reason", "a password", "--write",
    ]
    var redaction = make(
      "a redaction", HelpDesk.adHoc, files: files, command: redact, twoRuns)
    redaction.proof = { try $0.places(of: secret, in: $0.clone, World.serverLedger) }
    var sharedRedaction = make(
      "a redaction of a shared ledger", HelpDesk.adHoc, files: files, command: redact, twoRuns)
    sharedRedaction.keepsRemote = true
    sharedRedaction.proof = { world in
      try world.places(of: secret, in: world.server, World.serverLedger)
        + world.places(of: secret, in: world.clone, World.ledger) + world.differingCopy()
    }

    let rebuild = ["ledger", "rebuild", "--write"]
    let rebuilding = make(
      "a bad ledger is rebuilt", HelpDesk.adHoc, files: files, command: rebuild, spoil)
    var sharedRebuilding = make(
      "a bad shared ledger is rebuilt", HelpDesk.adHoc, files: files, command: rebuild, spoil)
    sharedRebuilding.keepsRemote = true
    // What was pushed before the end counts, and is accepted by name here as in every other clone.
    sharedRebuilding.again = [rebuild, ["ledger", "sync", "--accept", "LEDGER"]]
    sharedRebuilding.proof = { try $0.differingCopy() }

    return [redaction, sharedRedaction, rebuilding, sharedRebuilding] + exchanges
  }

  /// `ledger sync`, with and without `--accept`.
  private static var exchanges: [FaultScenario] {
    let sync = ["ledger", "sync"]
    var all = [
      make(
        "a ledger begun alone is shared", HelpDesk.adHoc, files: files, command: sync
      ) { world in
        try world.clone.git("fetch", "-q", "origin")
        try world.clone.git("update-ref", "refs/heads/main", "refs/remotes/origin/main")
        try world.clone.git("remote", "remove", "origin")
        try world.succeed("apply")
        try world.clone.git("remote", "add", "origin", world.server.path)
        try world.clone.git("fetch", "-q", "origin")
      },
      make("the remote's new steps are brought", HelpDesk.adHoc, files: files, command: sync) {
        world in
        try world.succeed("apply")
        try world.merge(1, "Change", ["data/triggers/a.yaml": "title: AA\n"])
        _ = try FixtureRepository.clone(of: world.server, in: world.folder, named: "other")
        let other = try world.deploysync("apply", in: world.folder.path("other"))
        guard other.status == 0 else { throw FixtureError(other.all) }
      },
      make(
        "a rewritten ledger is accepted", HelpDesk.adHoc, files: files,
        command: sync + ["--accept", "LEDGER"]
      ) { world in
        try twoRuns(world)
        let tip = try world.clone.git("rev-parse", "\(World.ledger)~2")
        try world.clone.git("push", "-q", "-f", "origin", "\(tip):\(World.serverLedger)")
        try world.clone.git("update-ref", World.ledger, "\(try world.newest())")
      },
      make(
        "a deleted ledger is accepted", HelpDesk.adHoc, files: files,
        command: sync + ["--accept", "none"]
      ) { world in
        try world.succeed("apply")
        let known = try world.clone.git("rev-parse", World.ledger)
        try world.clone.git("push", "-q", "origin", ":\(World.serverLedger)")
        try world.clone.git("update-ref", World.ledger, known)
      },
    ]
    for index in all.indices {
      all[index].keepsRemote = true
      all[index].proof = { try $0.differingCopy() }
    }
    return all
  }

  @Sendable private static func twoRuns(_ world: World) throws {
    try world.succeed("apply")
    try world.merge(1, "Change", ["data/triggers/a.yaml": "title: AA\n"])
    try world.succeed("apply")
  }

  /// Two runs, and a commit that none of them made.
  @Sendable private static func spoil(_ world: World) throws {
    try twoRuns(world)
    let tree = try world.clone.git("rev-parse", "\(World.ledger)~1^{tree}")
    let bad = try world.clone.git("commit-tree", tree, "-p", World.ledger, "-m", "by hand")
    try world.setLedger(bad)
  }
}

extension World {
  /// The newest commit of the ledger that this clone has seen.
  fileprivate func newest() throws -> String {
    let text = folder.text(of: "clone/.git/deploysync/seen/\(Self.ledger)") ?? ""
    return text.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// Where a ledger still has a blob that is to be in none of its trees.
  fileprivate func places(
    of blob: String, in repository: FixtureRepository, _ reference: String
  ) throws -> [String] {
    try repository.git("rev-list", "--objects", reference).split(separator: "\n")
      .filter { $0.hasPrefix(blob) }.map { "\(reference) still has \($0)" }
  }

  /// Whether the clone's copy of the ledger, or what it has seen of it, is not the server's.
  fileprivate func differingCopy() throws -> [String] {
    let copy = try clone.runGit(["rev-parse", "-q", "--verify", Self.ledger])
      .text.trimmingCharacters(in: .newlines)
    let (served, seen) = (try ledger() ?? "", try newest())
    return (copy == served ? [] : ["the copy is at \(copy), the ledger at \(served)"])
      + (seen == (served.isEmpty ? "none" : served)
        ? [] : ["\(seen) was seen, the ledger is at \(served)"])
  }
}
