import Fixtures
import Foundation
import Testing

/// Repositories that cannot be read completely: 4 with the way to mend it, and nothing written.
struct RepositoryFaultTests {
  let world: World

  init() throws {
    world = try World(HelpDesk.triggers, files: HelpDesk.files, targets: ["production", "sandbox"])
    world.now = "2026-12-01T00:05:00Z"
  }

  private func expectUnreadable(
    _ commands: [String] = ["queued", "plan", "status", "apply"], in path: String? = nil,
    words: String..., environment: [String: String] = [:],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    for command in commands {
      let result = try world.deploysync(command, in: path, environment: environment)
      #expect(result.status == 4, "\(command): \(result.all)", sourceLocation: sourceLocation)
      #expect(
        result.text.isEmpty, "\(command): \(result.all)", sourceLocation: sourceLocation)
      for word in words {
        #expect(
          result.errorText.contains(word), "\(command), \(word): \(result.all)",
          sourceLocation: sourceLocation)
      }
    }
    #expect(world.target() == [:], sourceLocation: sourceLocation)
    #expect(world.target("sandbox") == [:], sourceLocation: sourceLocation)
  }

  @Test func `a clone of depth 1 is an error where history is needed, never a shorter queue`()
    throws
  {
    try world.merge(1, "Add B", ["data/triggers/b.yaml": "title: B\n"])
    let shallow = try FixtureRepository.clone(
      of: world.server, arguments: ["--depth", "1"], in: world.folder, named: "shallow")
    try world.noteThatThereIsNoLedger(in: "shallow")
    try expectUnreadable(in: shallow.path, words: "shallow", "git fetch --unshallow")
    #expect(try world.ledger() == nil)
    try shallow.git("fetch", "-q", "--unshallow")
    #expect(try world.deploysync("apply", in: shallow.path).status == 0)
  }

  @Test func `a shallow clone is enough where its boundary is not met`() throws {
    let shallow = try FixtureRepository.clone(
      of: world.server, arguments: ["--depth", "2"], in: world.folder, named: "shallow")
    try world.merge(1, "Add B", ["data/triggers/b.yaml": "title: B\n"])
    let base = try world.deploysync(
      "baseline", "triggers@sandbox", "--at", "main", "--unproven", in: shallow.path)
    #expect(base.status == 0, "\(base.all)")
    try world.merge(2, "Add C", ["data/triggers/c.yaml": "title: C\n"])
    try shallow.git("fetch", "-q")
    let queued = try world.deploysync("queued", "triggers@sandbox", in: shallow.path)
    #expect(queued.status == 0, "\(queued.all)")
    #expect(queued.text.contains("1 queued, 1 change"), "\(queued.all)")
  }

  @Test func `a SHA-256 repository is told as such`() throws {
    let path = world.folder.path("sha256")
    try world.clone.git("init", "-q", "--object-format=sha256", "-b", "main", path)
    try expectUnreadable(in: path, words: "SHA-256")
  }

  @Test func `a folder that is no repository is told as such`() throws {
    try expectUnreadable(
      ["queued", "apply"], in: world.folder.path("home"), words: "is not in a git repository")
  }

  @Test func `a missing object is named, with the way to mend it`() throws {
    let tree = try world.server.git("rev-parse", "main:data/triggers")
    try remove(tree)
    try expectUnreadable(words: tree)
    #expect(try world.ledger() == nil)
  }

  @Test func `a corrupted tree is an error, not an empty folder`() throws {
    let tree = try world.server.git("rev-parse", "main:data/triggers")
    let path = try remove(tree)
    try world.folder.write("no object", to: path)
    try expectUnreadable(words: tree)
  }

  @Test func `a corrupted file fails its own binding, and nothing wrong gets to the target`() throws
  {
    let blob = try world.server.git("rev-parse", "main:data/triggers/a.yaml")
    let path = try remove(blob)
    try world.folder.write("no object", to: path)
    let result = try world.deploysync("apply")
    #expect(result.status == 1 || result.status == 4, "\(result.all)")
    #expect((result.text + result.errorText).contains(blob), "\(result.all)")
    #expect(world.target() == [:] && world.target("sandbox") == [:])
    #expect(try world.deploysync("ledger", "verify").status == 0)
  }

  @Test(.enabled(if: getuid() == 0, "only root can give files away"))
  func `a repository of another user is refused with the setting that allows it`() throws {
    let changed = try Program.run(
      "chown", ["-R", "65534:65534", world.clone.path], in: "/", environment: [:])
    try #require(changed.status == 0)
    try expectUnreadable(
      words: "git config --global --add safe.directory \(world.clone.path)")
  }

  @Test func `a remote that cannot be reached stops what writes, and not what looks`() throws {
    try world.clone.git("remote", "set-url", "origin", "file:///nowhere/server.git")
    try expectUnreadable(["apply"], words: "/nowhere/server.git")
    #expect(try world.ledger() == nil)
    let queued = try world.deploysync("queued")
    #expect(queued.status == 0, "\(queued.all)")
    #expect(queued.errorText.contains("what origin has is used as cloned"))
    #expect(try world.deploysync("queued", "--fetch").status == 4)
  }

  @Test func `an empty repository has no commit to look at`() throws {
    let empty = try FixtureRepository(in: world.folder, named: "empty")
    try expectUnreadable(in: empty.path, words: "no commit")
  }

  @Test func `a damaged ledger is an error, never a first deployment`() throws {
    try world.deploysync("apply", "triggers@production")
    let other = try world.clone.git(
      "commit-tree", "-m", "x", try world.clone.git("rev-parse", "HEAD^{tree}"))
    try world.clone.git("push", "-q", "-f", "origin", "\(other):\(World.serverLedger)")
    for command in ["queued", "status", "apply", "history"] {
      let result = try world.deploysync(command)
      #expect(result.status == 4, "\(command): \(result.all)")
      #expect(result.errorText.contains("ledger"), "\(command): \(result.all)")
    }
    #expect(try world.deploysync("ledger", "verify").status == 4)
    #expect(world.target("sandbox") == [:])
  }

  /// Takes an object out of the clone; its path below the world's folder, for another one.
  @discardableResult
  private func remove(_ object: String) throws -> String {
    let packs = world.folder.path("clone/.git/objects/pack")
    let kept = world.folder.path("packs")
    try FileManager.default.moveItem(atPath: packs, toPath: kept)
    for name in try FileManager.default.contentsOfDirectory(atPath: kept)
    where name.hasSuffix(".pack") {
      let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(kept)/\(name)"))
      try world.clone.git(["unpack-objects", "-q"], input: Array(bytes))
    }
    let path = "clone/.git/objects/\(object.prefix(2))/\(object.dropFirst(2))"
    try FileManager.default.removeItem(atPath: world.folder.path(path))
    return path
  }
}
