import Fixtures
import Foundation
import Testing

/// What `hook install` and `hook uninstall` do with hooks that are there, and what a pull bears.
struct HookInstallTests {
  let world: World
  let hooks: String

  init() throws {
    world = try World(HelpDesk.adHoc, files: HelpDesk.files)
    world.clone.environment = try world.environment(at: "2026-11-20T12:00:00Z")
    hooks = "clone/.git/hooks"
  }

  private func pull() throws -> ProgramResult {
    try world.merge(1, "Add B", ["data/triggers/b.yaml": "title: B\n"])
    return try world.clone.runGit(["pull", "-q"])
  }

  private func names(_ folder: String) -> [String] {
    World.files(below: world.folder.path(folder)).keys.sorted()
  }

  @Test func `a hook that was there keeps working, with what git gave it`() throws {
    try world.folder.write(
      "#!/bin/sh\necho \"first $*\" >.git/seen\nexit 1\n", to: "\(hooks)/post-merge",
      mode: 0o755)
    let result = try world.deploysync("hook", "install", "--apply")
    #expect(result.status == 0)
    #expect(result.text.contains("post-merge.before-deploysync; it runs first"))
    let pulled = try pull()
    #expect(pulled.status == 0, "\(pulled.all)")
    #expect(world.folder.text(of: "clone/.git/seen") == "first 0\n")
    #expect(world.target()["triggers/b.yaml"] == "title: B\n")
  }

  @Test func `installing twice keeps the hook that was there, and uninstalling puts it back`()
    throws
  {
    let own = "#!/bin/sh\ntouch .git/seen\n"
    try world.folder.write(own, to: "\(hooks)/post-merge", mode: 0o755)
    try world.deploysync("hook", "install")
    let again = try world.deploysync("hook", "install", "--apply")
    #expect(again.status == 0, "\(again.all)")
    let removed = try world.deploysync("hook", "uninstall")
    #expect(removed.status == 0, "\(removed.all)")
    #expect(names(hooks) == ["post-merge"])
    #expect(world.folder.text(of: "\(hooks)/post-merge") == own)
    _ = try pull()
    #expect(world.folder.text(of: "clone/.git/seen") != nil)
    #expect(world.target() == [:])
  }

  @Test func `uninstalling where nothing is installed leaves everything as it is`() throws {
    try world.folder.write("#!/bin/sh\n", to: "\(hooks)/post-merge", mode: 0o755)
    let result = try world.deploysync("hook", "uninstall")
    #expect(result.status == 0)
    #expect(result.text.hasPrefix("no hook of deploysync is installed in "))
    #expect(names(hooks) == ["post-merge"])
  }

  @Test func `a kept hook that would be lost stops the installation`() throws {
    try world.folder.write("#!/bin/sh\n: new\n", to: "\(hooks)/post-merge", mode: 0o755)
    try world.folder.write(
      "#!/bin/sh\n: old\n", to: "\(hooks)/post-merge.before-deploysync", mode: 0o755)
    let result = try world.deploysync("hook", "install")
    #expect(result.status == 1)
    #expect(result.errorText.contains("post-merge.before-deploysync is there already"))
    #expect(world.folder.text(of: "\(hooks)/post-merge") == "#!/bin/sh\n: new\n")
  }

  @Test(arguments: [".githooks", "ABSOLUTE"])
  func `core.hooksPath is respected`(setting: String) throws {
    let absolute = world.folder.path("clone/.githooks")
    try world.clone.git(
      "config", "core.hooksPath", setting == "ABSOLUTE" ? absolute : setting)
    let result = try world.deploysync("hook", "install", "--apply")
    #expect(result.status == 0, "\(result.all)")
    #expect(names("clone/.githooks") == ["post-merge", "post-receive", "post-rewrite"])
    #expect(names(hooks) == [])
    let pulled = try pull()
    #expect(pulled.status == 0, "\(pulled.all)")
    #expect(world.target()["triggers/b.yaml"] == "title: B\n")
    try world.deploysync("hook", "uninstall")
    #expect(names("clone/.githooks") == [])
  }

  @Test func `a failing program does not fail the pull, and says why`() throws {
    try world.deploysync("hook", "install", "--apply")
    try FileManager.default.removeItem(atPath: world.folder.path("targets/production"))
    let pulled = try pull()
    #expect(pulled.status == 0)
    #expect(pulled.errorText.contains("targets/production"), "\(pulled.all)")
    #expect(
      try world.clone.git("log", "-1", "--format=%s") == "Merge branch 'change-1' into 'main'")
  }

  @Test func `a targets file that others can write does not fail the pull`() throws {
    try world.deploysync("hook", "install", "--apply")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o666], ofItemAtPath: world.folder.path("targets.yaml"))
    let pulled = try pull()
    #expect(pulled.status == 0)
    #expect(pulled.errorText.contains("targets.yaml"), "\(pulled.all)")
    #expect(world.target() == [:])
  }

  @Test func `a hanging program does not hang the pull`() throws {
    try world.deploysync("hook", "install")
    let script = try #require(world.folder.text(of: "\(hooks)/post-merge"))
    let fifo = world.folder.path("fifo")
    try #require(mkfifo(fifo, 0o600) == 0)
    // The real program waits for input that never ends.
    let hanging = script.replacing("hook run post-merge \"$@\"", with: "hook run post-rewrite")
      .replacing("limit=60", with: "limit=1").replacing(
        "\n\"$@\"\n", with: "\n\"$@\" <>'\(fifo)'\n")
    try #require(hanging != script)
    try world.folder.write(hanging, to: "\(hooks)/post-merge", mode: 0o755)
    let start = ContinuousClock.now
    let pulled = try pull()
    #expect(pulled.status == 0)
    #expect(pulled.errorText == "deploysync: stopped after 1 s; look with: deploysync queued\n")
    #expect(ContinuousClock.now - start < .seconds(20))
  }

  @Test func `a repository without deploysync.yaml is left in peace by the hook`() throws {
    try world.push("Remove it", ["deploysync.yaml": nil])
    try world.deploysync("hook", "install", "--apply")
    let pulled = try pull()
    #expect(pulled.all == "status 0\n")
  }
}
