import Domain
import Fixtures
import Foundation
import Git
import Ledger
import Testing

/// The tree, the files and the commits of a ledger are a contract: others read them with git.
struct LayoutTests {
  private let chain: Chain
  private let run: RunRecord

  init() throws {
    chain = try Chain()
    run = chain.start(
      .apply,
      [.done(Chain.triggers, (.create, "data/a.yaml"), (.leaveBehind, "data/old.yaml"))])
  }

  private func keys(_ path: String) throws -> [String: Any] {
    let data = Data(try chain.text(path).utf8)
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  /// The end of a run that leaves something behind.
  private func finish() throws {
    let left = LeftBehind(
      path: GitPath("data/old.yaml"), version: try chain.file("old"), place: GitPath("old.yaml"),
      run: run.run)
    var transition = LedgerTransition(subject: "apply triggers@production", run: run.run)
    try transition.record(
      chain.deployment(
        run, ["data/a.yaml": "new"], commit: chain.controlCommit(), leftBehind: [left],
        root: GitPath("data")), of: Chain.triggers)
    transition.release(Chain.triggers)
    try transition.record(chain.ended(run, run.bindings))
    try chain.append(transition)
  }

  @Test func `everything stands where the interface says`() throws {
    try chain.take([Chain.triggers], run)
    let record = "runs/2026/\(run.run.dropFirst(4).prefix(2))/\(run.run).json"
    #expect(
      try chain.paths() == [
        "format", "intended/production/triggers/control/data/a.yaml",
        "leases/production/triggers.json", record,
      ])
    #expect(try chain.text("format") == "1\n")
    try finish()
    #expect(
      try chain.paths() == [
        "deployed/production/triggers/content/control/data/a.yaml",
        "deployed/production/triggers/left-behind/100644-\(try chain.file("old").content.hex)",
        "deployed/production/triggers/state.json", "format", "latest/production/triggers", record,
      ])
    #expect(try chain.text("latest/production/triggers") == "\(run.run)\n")
    #expect(try chain.text("deployed/production/triggers/content/control/data/a.yaml") == "new")
  }

  @Test func `a run record has the keys of apply's JSON`() throws {
    try finish()
    let record = try keys("runs/2026/\(run.run.dropFirst(4).prefix(2))/\(run.run).json")
    #expect(
      record.keys.sorted() == [
        "bindings", "by", "finishedAt", "kind", "reason", "run", "schema", "startedAt", "state",
      ])
    let binding = try #require((record["bindings"] as? [[String: Any]])?.first)
    #expect(
      binding.keys.sorted() == [
        "excluded", "from", "item", "objects", "occurrence", "outcome", "target", "to", "why",
      ])
    let object = try #require((binding["objects"] as? [[String: Any]])?.first)
    #expect(object.keys.sorted() == ["action", "error", "outcome", "path"])
    #expect(record["schema"] as? Int == 1)
    #expect(binding["from"] is NSNull)
  }

  @Test func `a state has its keys, and no others`() throws {
    try finish()
    let state = try keys("deployed/production/triggers/state.json")
    #expect(
      state.keys.sorted() == [
        "at", "carried", "commits", "held", "item", "leftBehind", "partial", "places", "proven",
        "remoteIDs", "root", "run", "schema", "takenOver", "target", "undone",
      ])
    let left = try #require((state["leftBehind"] as? [[String: Any]])?.first)
    #expect(left.keys.sorted() == ["blob", "mode", "path", "place", "repository", "run"])
    #expect(left["mode"] as? String == "100644")
    #expect(state["root"] as? String == "data")
  }

  @Test func `a commit is a sentence with the run as its trailer`() throws {
    try chain.take([Chain.triggers], run)
    try finish()
    let format = "--format=%s|%(trailers:only,unfold)|%an <%ae>|%cn"
    #expect(
      try chain.git.git("log", "-1", format, Chain.reference)
        == "apply triggers@production|Deploysync-Run: \(run.run)\n"
        + "|Olga Operator <ops@example.com>|Olga Operator")
    #expect(try chain.git.git("rev-list", "--count", Chain.reference) == "2")
  }

  @Test func `git finds nothing wrong with the objects`() throws {
    try chain.take([Chain.triggers], run)
    try finish()
    let result = try chain.git.runGit(["fsck", "--full", "--strict"])
    #expect(result.status == 0)
    #expect(!result.text.contains("error"))
  }

  @Test func `the content outlives its history and a garbage collection`() throws {
    try finish()
    try chain.git.git("gc", "--prune=now", "-q")
    let paths = try chain.paths()
    for path in paths { _ = try chain.text(path) }
    #expect(paths.count == 6)
    #expect(try chain.report().findings == [])
  }
}
