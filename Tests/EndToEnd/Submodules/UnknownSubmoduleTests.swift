import Fixtures
import Testing

/// Submodules whose files are not known: nothing of the item is deployed, and above all nothing is
/// taken away.
struct UnknownSubmoduleTests {
  private static let pruning = """
    version: 1
    items:
      triggers:
        paths: [data/triggers]
        root: data
        targets: { production: { deployment: ad-hoc, prune: delete } }
      fields:
        paths: [data/fields]
        targets: { production: { deployment: ad-hoc } }

    """

  let server: SubmoduleServer
  var world: World { server.world }
  private let deployed = [
    "triggers/a.yaml": "title: A\n", "triggers/texts/hello.txt": "Hello\n",
    "data/fields/f.yaml": "f\n",
  ]

  /// The submodule is deployed.
  init() throws {
    server = try SubmoduleServer(Self.pruning)
    let first = try server.write("Begin", ["hello.txt": "Hello\n"])
    try server.pin(first, "Begin the texts", ["data/fields/f.yaml": "f\n"])
    let result = try world.deploysync("apply")
    guard result.status == 0, world.target() == deployed else { throw FixtureError(result.all) }
  }

  /// What is expected of an item that cannot be worked with, while the other item goes on.
  private func expectRefusal(_ words: String, sourceLocation: SourceLocation = #_sourceLocation)
    throws
  {
    try world.push("Change a field", ["data/fields/f.yaml": "g\n"])
    for arguments in [["plan", "--fetch"], ["apply"]] {
      let result = try world.start(arguments).wait()
      #expect(result.status == 1 || arguments != ["apply"], "\(result.all)")
      #expect(result.text.contains(words), "\(result.all)", sourceLocation: sourceLocation)
    }
    #expect(
      world.target().filter { $0.key.hasPrefix("triggers") }
        == deployed.filter { $0.key.hasPrefix("triggers") })
    #expect(world.target()["data/fields/f.yaml"] == "g\n")
    try world.clone.git("pull", "-q", "origin", "main")
    let check = try world.deploysync("check")
    #expect(check.all.contains("the item triggers cannot be deployed from here"), "\(check.all)")
    #expect(check.all.contains(words), "\(check.all)")
    #expect(try world.deploysync("ledger", "verify").status == 0)
  }

  @Test(arguments: [true, false])
  func `a machine that does not name it serves the other items`(hasModules: Bool) throws {
    try server.serve(submodules: nil)
    if !hasModules { try world.push("Lose the file", [".gitmodules": nil]) }
    try world.push("Change A", ["data/triggers/a.yaml": "title: B\n"])
    try expectRefusal("this machine's targets file does not say which repository has its files")
    try server.serve(submodules: [SubmoduleServer.path])
    #expect(try world.deploysync("apply").status == 0)
    #expect(world.target()["triggers/a.yaml"] == "title: B\n")
    #expect(world.target()["triggers/texts/hello.txt"] == "Hello\n")
  }

  @Test func `an item inside of one that is not named is not empty`() throws {
    try server.serve(submodules: nil)
    let inside = Self.pruning.replacing("[data/triggers]", with: "[data/triggers/texts]")
    try world.push("Look inside", ["deploysync.yaml": .text(inside), ".gitmodules": nil])
    try expectRefusal("data/triggers/texts is a submodule, and this machine's targets file")
  }

  @Test func `a commit that is not merged there waits until it is`() throws {
    let side = try server.write("Try", ["hello.txt": "Try\n"], on: "trial")
    try server.pin(side, "Pin a trial")
    try expectRefusal("at \(side.prefix(10)), which is not on the branch of its repository texts")
    try server.serve(submodules: [SubmoduleServer.path], branch: "trial")
    let merged = try world.deploysync("apply")
    #expect(merged.status == 0, "\(merged.all)")
    #expect(world.target()["triggers/texts/hello.txt"] == "Try\n")
    // Where it was merged and is not any more, history there was rewritten.
    try server.serve(submodules: [SubmoduleServer.path])
    let next = try server.write("Go on", ["hello.txt": "On\n"])
    try server.pin(next, "Move on")
    let queue = try server.queue()
    #expect(queue["entries"] == .null)
    #expect(
      queue["why"].text?.contains("is not on the branch of its repository texts") == true,
      "\(queue)")
    #expect(queue["changes"].list.count == 1)
    #expect(try world.deploysync("apply").status == 0)
    #expect(world.target()["triggers/texts/hello.txt"] == "On\n")
  }

  @Test func `an entry with a commit that was never merged is told, and a later one deploys`()
    throws
  {
    let side = try server.write("Try", ["hello.txt": "Try\n"], on: "trial")
    let pinned = try server.pin(side, "Pin a trial")
    let next = try server.write("Go on", ["hello.txt": "On\n"])
    try server.pin(next, "Move on")
    let queue = try server.queue()
    #expect(queue["entries"].list.map { $0["subject"] } == ["Move on", "Pin a trial"])
    #expect(
      queue["notes"][0].text?.hasPrefix("of the entry \(pinned.prefix(10)) ") == true, "\(queue)")
    #expect(queue["changes"].list.map { $0["path"] } == ["data/triggers/texts/hello.txt"])
    #expect(try world.deploysync("apply").status == 0)
    #expect(world.target()["triggers/texts/hello.txt"] == "On\n")
  }

  @Test func `one inside of another is refused with the way round`() throws {
    let outer = try server.write(
      "Nest", ["inner": .submodule(String(repeating: "12", count: 20)), "hello.txt": nil])
    try server.pin(outer)
    try expectRefusal(
      "data/triggers/texts/inner is a submodule inside of the submodule data/triggers/texts")
  }

  @Test func `a read-only command without a copy names --fetch`() throws {
    let fresh = try FixtureRepository.clone(of: world.server, in: world.folder, named: "fresh")
    let result = try world.deploysync("queued", in: fresh.path)
    #expect(result.status == 4, "\(result.all)")
    #expect(result.all.contains("the repository texts has not been fetched here yet"))
    #expect(try world.deploysync("queued", "--fetch", in: fresh.path).status == 0)
    #expect(try world.deploysync("queued", in: fresh.path).status == 0)
  }

  @Test func `check names a path that is no submodule`() throws {
    try server.serve(submodules: [SubmoduleServer.path, "data/typo"])
    try world.clone.git("pull", "-q", "origin", "main")
    let check = try world.deploysync("check")
    #expect(check.status == 0, "\(check.all)")
    #expect(
      check.all.contains(
        "the path data/typo in `submodules` of the repository texts is no submodule"),
      "\(check.all)")
    #expect(!check.all.contains("the path data/triggers/texts in"), "\(check.all)")
  }

  @Test(arguments: ["bytes", "values"])
  func `no kind of target is asked for its content`(comparison: String) throws {
    let mirror = try Mirror(keys: "compare: \(comparison), key: title")
    try mirror.merge([
      "data/triggers/lib": .submodule(String(repeating: "12", count: 20)),
      "data/triggers/lib.yaml": .submodule(String(repeating: "34", count: 20)),
    ])
    let result = try mirror.apply()
    #expect(result.status == 1, "\(result.all)")
    #expect(result.all.contains("this machine's targets file does not say"), "\(result.all)")
    #expect(try mirror.tip() == nil)
    #expect(try mirror.world.deploysync("ledger", "verify").status == 0)
  }
}
