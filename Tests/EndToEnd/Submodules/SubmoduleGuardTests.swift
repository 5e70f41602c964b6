import Fixtures
import Foundation
import Testing

/// Exceptions, holds, drift and rollbacks of an item with a submodule.
struct SubmoduleGuardTests {
  static let configuration = """
    version: 1
    items:
      triggers:
        paths: [data/triggers]
        root: data
        targets: { production: { deployment: standard } }
    exceptions:
      steps:
        - impact: { by: [olga@example.com] }
        - decision: { by: [max@example.com] }
        - confirmation: { by: requester }

    """

  let server: SubmoduleServer
  var world: World { server.world }

  /// `!7` greets by the submodule, `!8` adds a farewell by it, `!9` renames A.
  init() throws {
    server = try SubmoduleServer(Self.configuration)
    let begin = try server.write("Begin", ["hello.txt": "Hello\n"])
    try server.pin(begin)
    try world.folder.write("title: A\n", to: "targets/production/triggers/a.yaml")
    try world.folder.write("Hello\n", to: "targets/production/triggers/texts/hello.txt")
    try run("baseline", "triggers@production", "--at", "origin/main")
    try server.pin(try server.write("Greet", ["hello.txt": "Good morning\n"]), "Greet (!7)")
    try server.pin(try server.write("Part", ["bye.txt": "Bye\n"]), "Part (!8)")
    try world.push("Rename A (!9)", ["data/triggers/a.yaml": "title: AA\n"])
  }

  @discardableResult
  private func run(
    _ arguments: String..., by name: String = "olga", at time: String? = nil, status: Int32 = 0
  ) throws -> ProgramResult {
    let result = try world.start(
      arguments, at: time,
      environment: [
        "GIT_COMMITTER_NAME": name.capitalized, "GIT_COMMITTER_EMAIL": "\(name)@example.com",
      ]
    ).wait()
    guard result.status == status else { throw FixtureError("\(arguments) \(result.all)") }
    return result
  }

  @Test func `a picked entry brings the files of its commits alone`() throws {
    try run(
      "exception", "request", "triggers", "--only", "!8", "--reason", "outage", by: "rita")
    let impact = try run("exception", "impact", "E-1").text
    #expect(impact.contains("bye.txt"), "\(impact)")
    try run("exception", "approve", "E-1", "--consequences", "none", by: "max")
    try run("exception", "confirm", "E-1", by: "rita")
    try run("apply", "--exception", "E-1")
    #expect(
      world.target() == [
        "triggers/a.yaml": "title: A\n", "triggers/texts/hello.txt": "Hello\n",
        "triggers/texts/bye.txt": "Bye\n",
      ])
    let entries = try server.queue()["entries"].list
    #expect(entries.map { $0["status"] } == ["queued", "carried", "queued"])
    try run("apply", at: "2026-12-01T00:05:00Z")
    #expect(world.target()["triggers/texts/hello.txt"] == "Good morning\n")
    #expect(world.target()["triggers/texts/bye.txt"] == "Bye\n")
    try run("ledger", "verify")
  }

  @Test func `a held one stays out while the others go`() throws {
    try run("hold", "triggers", "--only", "!7", "--reason", "wait")
    try run("apply", at: "2026-12-01T00:05:00Z")
    #expect(
      world.target() == [
        "triggers/a.yaml": "title: AA\n", "triggers/texts/hello.txt": "Hello\n",
        "triggers/texts/bye.txt": "Bye\n",
      ])
    let entries = try server.queue()["entries"].list
    #expect(entries.map { $0["status"] } == ["held"])
    #expect(entries[0]["submodules"][0]["repository"] == "texts")
    try run("ledger", "verify")
  }

  @Test func `a change by hand is drift that adopt leaves to the other repository`() throws {
    try world.folder.write("Servus\n", to: "targets/production/triggers/texts/hello.txt")
    let drift = try run("drift").text
    #expect(drift.contains("data/triggers/texts/hello.txt"), "\(drift)")
    let adopt = try run("adopt", "triggers@production", status: 3)
    #expect(adopt.all.contains("is in the submodule data/triggers/texts"), "\(adopt.all)")
    #expect(adopt.all.contains("copy the live version by hand into a merge request there"))
    try world.folder.write("title: by hand\n", to: "targets/production/triggers/a.yaml")
    // What is left is said by the status.
    try run("adopt", "triggers@production", status: 1)
    let names = try world.clone.git(
      "diff", "--name-only", "origin/main~3", "adopt/triggers-production")
    #expect(names == "data/triggers/a.yaml\n" || names == "data/triggers/a.yaml", "\(names)")
    let refused = try run("apply", at: "2026-12-01T00:05:00Z", status: 1)
    #expect(refused.text.contains("texts/hello.txt"), "\(refused.all)")
    #expect(world.target()["triggers/texts/hello.txt"] == "Servus\n")
  }

  @Test func `a rollback brings the files that were recorded, and history tells of both`() throws {
    try run("apply", at: "2026-12-01T00:05:00Z")
    let runs = try run("history", "--format", "json").json["runs"].list
    let baseline = try #require(runs.last?["run"].text)
    try run(
      "rollback", "triggers@production", "--to", baseline, "--reason", "bad",
      at: "2026-12-02T00:00:00Z")
    #expect(
      world.target() == ["triggers/a.yaml": "title: A\n", "triggers/texts/hello.txt": "Hello\n"])
    try run("ledger", "verify")
  }

  @Test func `explain says where a move of the submodule is live`() throws {
    let waiting = try run("explain", "!8", "--fetch").text
    #expect(waiting.contains("queued for the date"), "\(waiting)")
    try run("apply", at: "2026-12-01T00:05:00Z")
    let live = try run("explain", "!8", at: "2026-12-01T00:06:00Z").text
    #expect(live.contains("live since run"), "\(live)")
  }

  @Test func `explain says of a commit of the texts with what it came in`() throws {
    let commit = try server.log("main")[0].text ?? ""
    let waiting = try run("explain", commit, "--fetch").text
    #expect(waiting.contains("!8 is not live on triggers@production"), "\(waiting)")
    #expect(waiting.contains("\(commit.prefix(10)) came in with it: Part"), "\(waiting)")
    let next = try server.write("Not pinned", ["bye.txt": "So long\n"])
    let unpinned = try run("explain", next, "--fetch").text
    #expect(
      unpinned.contains("\(next.prefix(10)) is not merged: it is on the branch of texts"),
      "\(unpinned)")
  }

  @Test func `its repository can be one of repositories, too`() throws {
    let both = Self.configuration
      .replacing("version: 1", with: "version: 1\nrepositories: [texts]")
      .replacing("[data/triggers]", with: "[data/triggers, \"texts:extra\"]")
    try server.write("More", ["extra/x.txt": "x\n"])
    try world.push("Take more of it", ["deploysync.yaml": .text(both)])
    try run("apply", at: "2026-12-01T00:05:00Z")
    #expect(world.target()["extra/x.txt"] == "x\n")
    #expect(world.target()["triggers/texts/bye.txt"] == "Bye\n")
    #expect(world.target()["triggers/texts/extra/x.txt"] == nil)
    try run("ledger", "verify")
  }
}
