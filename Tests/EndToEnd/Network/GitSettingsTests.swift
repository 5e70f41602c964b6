import Fixtures
import Foundation
import Testing

/// What people set for their own fetches and pushes changes nothing of the ledger's.
struct GitSettingsTests {
  let world: World

  init() throws { world = try World(HelpDesk.adHoc, files: HelpDesk.files) }

  /// Two runs, and what they leave at the server.
  private func expectRuns(
    _ comment: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let others = try refs()
    for number in 1...2 {
      try world.merge(number, "Change", ["data/triggers/a.yaml": .text("title: \(number)\n")])
      let result = try world.deploysync("apply")
      #expect(result.status == 0, "\(comment): \(result.all)", sourceLocation: sourceLocation)
      #expect(
        world.target() == ["triggers/a.yaml": "title: \(number)\n"], sourceLocation: sourceLocation)
    }
    #expect(try refs() == others, "\(comment)", sourceLocation: sourceLocation)
    let verify = try world.deploysync("ledger", "verify", "--fetch")
    #expect(verify.status == 0, "\(verify.all)", sourceLocation: sourceLocation)
    #expect(try world.clone.git("rev-parse", World.ledger) == (try world.ledger()))
  }

  /// The server's refs but for the branch and the ledger, with their commits.
  private func refs() throws -> [String] {
    try world.server.git("for-each-ref", "--format=%(refname) %(objectname)")
      .split(separator: "\n").map(String.init)
      .filter { !$0.hasPrefix(World.serverLedger) && !$0.hasPrefix("refs/heads/main ") }
  }

  /// What a push that takes too much along would take along.
  private func tempt() throws {
    try world.clone.git("branch", "private")
    try world.server.git("branch", "theirs", "main")
    try world.server.git("tag", "v1", "main")
    let first = try world.deploysync("apply")
    try #require(first.status == 0, "\(first.all)")
    try world.clone.git("tag", "-a", "-m", "x", "mark", World.ledger)
  }

  @Test(arguments: [
    ["push.default", "matching"], ["push.default", "nothing"], ["push.followTags", "true"],
    ["push.gpgSign", "true"], ["push.recurseSubmodules", "check"],
    ["push.recurseSubmodules", "only"], ["submodule.recurse", "true"],
    ["remote.pushDefault", "elsewhere"], ["remote.origin.push", "+refs/heads/*:refs/heads/x/*"],
    ["remote.origin.mirror", "true"], ["remote.origin.tagOpt", "--tags"], ["fetch.prune", "true"],
    ["fetch.pruneTags", "true"], ["remote.origin.prune", "true"],
    ["transfer.fsckObjects", "true"], ["push.useForceIfIncludes", "true"],
    ["push.negotiate", "true"], ["protocol.version", "0"], ["protocol.version", "1"],
    ["fetch.negotiationAlgorithm", "skipping"], ["transfer.unpackLimit", "1"],
    ["fetch.recurseSubmodules", "true"], ["fetch.writeCommitGraph", "true"],
    ["core.logAllRefUpdates", "false"], ["gc.auto", "1"],
    ["branch.main.pushRemote", "elsewhere"], ["receive.denyNonFastForwards", "true"],
  ])
  func `settings of fetch and push`(_ setting: [String]) throws {
    try tempt()
    try world.clone.git("config", setting[0], setting[1])
    try world.server.git("config", setting[0], setting[1])
    try expectRuns(setting.joined(separator: "="))
  }

  @Test func `a pre-push hook that fails is for what people push`() throws {
    try world.folder.write("#!/bin/sh\nexit 1\n", to: "hooks/pre-push", mode: 0o755)
    try world.clone.git("config", "core.hooksPath", world.folder.path("hooks"))
    try expectRuns("core.hooksPath")
  }

  @Test func `a server that checks what it gets takes every step`() throws {
    for name in ["receive.fsckObjects", "receive.denyDeletes", "receive.denyNonFastForwards"] {
      try world.server.git("config", name, "true")
    }
    try expectRuns("checks")
  }

  @Test func `URLs are rewritten as git does, once`() throws {
    let path = world.server.path
    try world.folder.write(
      """
      [url "file://\(path)"]
      \tinsteadOf = work:helpdesk
      [url "file:///nowhere"]
      \tinsteadOf = nowhere:

      """, to: "home/.gitconfig")
    try world.clone.git("remote", "set-url", "origin", "work:helpdesk")
    try expectRuns("insteadOf")
  }

  @Test(arguments: ["pushInsteadOf", "pushurl"])
  func `pushes that go the same repository by another way`(setting: String) throws {
    let path = world.server.path
    if setting == "pushurl" {
      try world.clone.git("config", "remote.origin.pushurl", path)
    } else {
      try world.folder.write(
        "[url \"\(path)\"]\n\tpushInsteadOf = file://\(path)\n", to: "home/.gitconfig")
    }
    try expectRuns(setting)
  }

  @Test func `with a pushurl the ledger is where pushes go, for fetches as well`() throws {
    let fork = try FixtureRepository.clone(
      of: world.server, arguments: ["--bare"], in: world.folder, named: "fork.git")
    try world.clone.git("config", "remote.origin.pushurl", "file://\(fork.path)")
    for number in 1...2 {
      try world.merge(number, "Change", ["data/triggers/a.yaml": .text("title: \(number)\n")])
      let result = try world.deploysync("apply")
      #expect(result.status == 0, "\(result.all)")
    }
    #expect(try world.ledger() == nil)
    #expect(
      try fork.git("rev-parse", World.serverLedger)
        == (try world.clone.git("rev-parse", World.ledger))
    )
    // What another one has pushed there is found there.
    _ = try FixtureRepository.clone(of: world.server, in: world.folder, named: "other")
    let other = world.folder.path("other")
    try world.clone.git("-C", other, "remote", "set-url", "--push", "origin", "file://\(fork.path)")
    let locked = try world.deploysync("lock", "triggers", "--reason", "x", in: other)
    #expect(locked.status == 0, "\(locked.all)")
    try world.merge(3, "Change", ["data/triggers/a.yaml": .text("title: 3\n")])
    #expect(try world.deploysync("apply").status == 3)
  }

  @Test func `pushes that go to several places are refused`() throws {
    for name in ["one", "two"] {
      try world.clone.git(
        "config", "--add", "remote.origin.pushurl", "file:///user:s3cret@\(name)/x")
    }
    let result = try world.deploysync("apply")
    #expect(result.status == 4, "\(result.all)")
    #expect(result.errorText.contains("pushes to the remote origin go to several places"))
    #expect(result.errorText.contains("git config --get-all remote.origin.pushurl"))
    #expect(world.target() == [:])
  }

  @Test func `a transport that git may not use ends the command in git's words`() throws {
    try world.folder.write("[protocol]\n\tallow = never\n", to: "home/.gitconfig")
    let result = try world.deploysync("apply")
    #expect(result.status == 4, "\(result.all)")
    #expect(result.errorText.contains("transport 'file' not allowed"), "\(result.all)")
    #expect(world.target() == [:])
  }
}
