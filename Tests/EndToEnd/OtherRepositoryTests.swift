import Fixtures
import Foundation
import Testing

/// An item that takes content from a second repository of the server.
struct OtherRepositoryTests {
  let world: World
  let content: FixtureRepository
  let history = HistoryBuilder()

  static let configuration = """
    version: 1
    repositories: [managed]
    items:
      triggers:
        paths: [data/triggers, "managed:texts"]
        root: data
        targets: { production: { deployment: ad-hoc } }
      fields:
        paths: [data/fields]
        targets: { production: { deployment: ad-hoc } }
    """

  init() throws {
    world = try World(
      Self.configuration,
      files: ["data/triggers/a.yaml": "title: A\n", "data/fields/f.yaml": "f\n"]
    )
    world.now = "2026-11-20T00:00:00Z"
    content = try FixtureRepository(bare: true, in: world.folder, named: "content.git")
    try merge(7, "Begin the texts", ["texts/hello.txt": "Hello\n", "notes.txt": "no\n"])
    try serve("{ url: \"file://\(content.path)\", branch: main }")
  }

  private func serve(_ place: String?) throws {
    try world.serve(["production"])
    guard let place else { return }
    let text = try #require(world.folder.text(of: "targets.yaml"))
    try world.folder.write(text + "repositories:\n  managed: \(place)\n", to: "targets.yaml")
  }

  @discardableResult
  private func merge(
    _ number: Int, _ title: String, _ changes: [String: FixtureFile?]
  ) throws -> String {
    let mark = history.mergeRequest(number, title, changes: changes, project: "support/content")
    return try history.write(to: content)[mark] ?? ""
  }

  @Test func `a read-only command without a copy names --fetch, and with it goes on`() throws {
    let first = try world.deploysync("queued")
    #expect(first.status == 4, "\(first.all)")
    #expect(first.all.contains("the repository managed has not been fetched here yet"))
    #expect(first.all.contains("--fetch"))
    // What needs no content of it goes on.
    #expect(try world.deploysync("history").status == 0)
    let second = try world.deploysync("queued", "--fetch", "--format", "json")
    #expect(second.status == 0, "\(second.all)")
    let binding = try second.json.binding("triggers")
    #expect(binding["entries"].list.map { $0["repository"] } == ["control", "managed"])
    #expect(
      binding["changes"].list.map { $0["path"] } == ["data/triggers/a.yaml", "texts/hello.txt"])
    #expect(binding["changes"].list.map { $0["repository"] } == ["control", "managed"])
    let third = try world.deploysync("queued")
    #expect(third.status == 0)
    #expect(third.errorText.contains("the repository managed is used as fetched"))
  }

  @Test func `apply fetches, deploys both, and records both commits`() throws {
    let first = try world.deploysync("apply")
    #expect(first.status == 0, "\(first.all)")
    #expect(
      world.target() == [
        "triggers/a.yaml": "title: A\n", "texts/hello.txt": "Hello\n", "data/fields/f.yaml": "f\n",
      ])
    let merged = try merge(8, "Greet", ["texts/hello.txt": "Good morning\n"])
    let second = try world.deploysync("apply", "--format", "json")
    #expect(second.status == 0, "\(second.all)")
    let result = try second.json["bindings"][0]
    #expect(result["commits"]["managed"].text == merged)
    #expect(result["objects"].list.map { $0["path"] } == ["managed:/texts/hello.txt"])
    #expect(world.target()["texts/hello.txt"] == "Good morning\n")
    #expect(try world.deploysync("ledger", "verify").status == 0)
    #expect(
      try world.clone.git("for-each-ref", "--format=%(refname)", "refs/deploysync")
        == "refs/deploysync/repositories/managed")
    #expect(try world.clone.git("branch", "--list", "--all").contains("managed") == false)
    let queued = try world.deploysync("queued").text
    #expect(queued.contains(", managed \(merged.prefix(10))"), "\(queued)")
  }

  @Test func `an entry of it is shown and named with its repository`() throws {
    try world.deploysync("apply")
    try merge(8, "Greet", ["texts/hello.txt": "Good morning\n"])
    try world.merge(8, "Change A", ["data/triggers/a.yaml": "title: B\n"])
    let queued = try world.deploysync("queued", "triggers", "--fetch").text
    #expect(queued.contains("support/config!8"), "\(queued)")
    #expect(queued.contains("managed support/content!8"), "\(queued)")
    let both = try world.deploysync("hold", "triggers", "--only", "!8", "--reason", "wait")
    #expect(both.status == 64, "\(both.all)")
    let one = try world.deploysync("hold", "triggers", "--only", "managed!8", "--reason", "wait")
    #expect(one.status == 0, "\(one.all)")
    #expect(try world.deploysync("apply").status == 0)
    #expect(world.target()["triggers/a.yaml"] == "title: B\n")
    #expect(world.target()["texts/hello.txt"] == "Hello\n")
    let left = try world.deploysync("queued", "--format", "json").json.binding("triggers")
    #expect(left["entries"].list.map { $0["status"] } == ["held"])
    #expect(left["entries"].list.map { $0["repository"] } == ["managed"])
    #expect(try world.deploysync("release", "triggers", "--only", "managed!8").status == 0)
    #expect(try world.deploysync("apply").status == 0)
    #expect(world.target()["texts/hello.txt"] == "Good morning\n")
    #expect(try world.deploysync("ledger", "verify").status == 0)
  }

  @Test func `a fetch that fails decides nothing`() throws {
    try world.deploysync("apply")
    let ledger = try world.ledger()
    try serve("{ url: \"file://\(world.folder.path("gone.git"))\" }")
    try world.merge(8, "Change A", ["data/triggers/a.yaml": "title: B\n"])
    let failed = try world.deploysync("apply")
    #expect(failed.status == 4, "\(failed.all)")
    #expect(failed.all.contains("the repository managed could not be fetched"))
    #expect(try world.ledger() == ledger)
    #expect(world.target()["triggers/a.yaml"] == "title: A\n")
  }

  @Test func `a shallow source is an error, never a shorter queue`() throws {
    try merge(8, "Greet", ["texts/hello.txt": "Good morning\n"])
    try content.git(
      "clone", "-q", "--bare", "--depth", "1", "file://\(content.path)",
      world.folder.path("shallow.git"))
    try serve("{ path: \(world.folder.path("shallow.git")) }")
    for arguments in [["apply"], ["queued", "--fetch"]] {
      let result = try world.start(arguments).wait()
      #expect(result.status == 4, "\(result.all)")
      #expect(result.all.contains("shallow"), "\(result.all)")
    }
    #expect(world.target() == [:])
  }

  @Test func `a machine that does not know the repository serves the other items`() throws {
    try serve(nil)
    let result = try world.deploysync("apply")
    #expect(result.status == 1, "\(result.all)")
    #expect(result.all.contains("the item triggers takes content from the repository managed"))
    #expect(world.target() == ["data/fields/f.yaml": "f\n"])
    let check = try world.deploysync("check")
    #expect(check.all.contains("the repository managed of deploysync.yaml is not in"))
  }

  @Test func `a fresh clone tells the same once it has fetched`() throws {
    try world.deploysync("apply")
    let merged = try merge(8, "Greet", ["texts/hello.txt": "Good morning\n"])
    let fresh = try FixtureRepository.clone(of: world.server, in: world.folder, named: "fresh")
    let queued = try world.deploysync(
      "queued", "triggers", "--fetch", "--format", "json", in: fresh.path)
    #expect(queued.status == 0, "\(queued.all)")
    let entries = try queued.json.binding("triggers")["entries"].list
    #expect(entries.map { $0["commit"].text } == [merged])
    #expect(try world.deploysync("ledger", "verify", in: fresh.path).status == 0)
  }
}
