import Fixtures
import Foundation
import Testing

/// Items of several repositories, seen from linked work trees, bare clones and the server itself.
struct OtherRepositoryPlacesTests {
  let server: ContentServer
  var world: World { server.world }
  private let both = ["triggers/a.yaml": "title: A\n", "texts/hello.txt": "Hello\n"]

  init() throws { server = try ContentServer() }

  /// Fetches, deploys and proves from a place; what it deployed is what the place tells.
  private func expectWhole(
    in path: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let queued = try world.deploysync("queued", "--fetch", "--format", "json", in: path)
    #expect(queued.status == 0, "\(queued.all)", sourceLocation: sourceLocation)
    let entries = try queued.json.binding("triggers")["entries"].list
    #expect(
      entries.map { $0["repository"] } == ["control", "managed"], sourceLocation: sourceLocation)
    let applied = try world.deploysync("apply", in: path)
    #expect(applied.status == 0, "\(applied.all)", sourceLocation: sourceLocation)
    #expect(world.target() == both, sourceLocation: sourceLocation)
    try server.merge(2, "Greet", ["texts/hello.txt": "Good morning\n"])
    let again = try world.deploysync("apply", in: path)
    #expect(again.status == 0, "\(again.all)", sourceLocation: sourceLocation)
    #expect(
      world.target()["texts/hello.txt"] == "Good morning\n", sourceLocation: sourceLocation)
    #expect(
      try world.deploysync("ledger", "verify", in: path).status == 0,
      sourceLocation: sourceLocation)
  }

  @Test func `a linked work tree shares copies and ledger with its repository`() throws {
    let linked = world.folder.path("linked")
    try world.clone.git("worktree", "add", "-q", "--detach", linked, "origin/main")
    try expectWhole(in: linked)
    let queued = try world.deploysync("queued")
    #expect(queued.status == 0, "\(queued.all)")
    #expect(queued.text.contains("nothing is queued"), "\(queued.all)")
    try FileManager.default.removeItem(atPath: linked)
    try world.clone.git("worktree", "prune")
    #expect(try world.deploysync("ledger", "verify").status == 0)
  }

  @Test func `a bare clone says how to get its branch, and works once it has it`() throws {
    let bare = world.folder.path("bare.git")
    try world.server.git("clone", "-q", "--bare", world.server.path, bare)
    let first = try world.deploysync("queued", in: bare)
    #expect(first.status == 4, "\(first.all)")
    #expect(first.errorText.contains("Hint: add --fetch to the command"), "\(first.all)")
    try expectWhole(in: bare)
  }

  @Test func `the server's own repository works without a remote`() throws {
    try expectWhole(in: world.server.path)
  }

  @Test func `a baseline is inferred for both, and says how near each is`() throws {
    try world.folder.write("title: A\n", to: "targets/production/triggers/a.yaml")
    try world.folder.write("Hello\n", to: "targets/production/texts/hello.txt")
    try server.merge(2, "Greet", ["texts/hello.txt": "Good morning\n", "texts/new.txt": "New\n"])
    let result = try world.deploysync("baseline", "triggers@production", "--infer")
    #expect(result.status == 0, "\(result.all)")
    #expect(
      result.text.contains(#/nearest to control [0-9a-f]{10}: nothing differs in 1 object/#),
      "\(result.all)")
    #expect(
      result.text.contains(#/nearest to managed [0-9a-f]{10}: nothing differs in 1 object/#),
      "\(result.all)")
    let json = try world.deploysync(
      "baseline", "triggers@production", "--infer", "--format", "json"
    ).json["bindings"][0]
    #expect(json["repositories"].list.map { $0["repository"] } == ["control", "managed"])
    #expect(json["repositories"][1]["inferred"]["different"] == 0)
    #expect(try world.deploysync("apply").status == 0)
    #expect(world.target()["texts/new.txt"] == "New\n")
  }
}
