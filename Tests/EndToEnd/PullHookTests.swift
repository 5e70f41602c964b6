import Fixtures
import Foundation
import Testing

/// The hooks that `hook install` makes, fired by git itself.
struct PullHookTests {
  let world: World

  init() throws {
    world = try World(HelpDesk.adHoc, files: HelpDesk.files)
    world.clone.environment = try world.environment(at: "2026-11-20T12:00:00Z")
    try world.deploysync("apply")
  }

  private func install(_ arguments: String...) throws {
    let result = try world.start(["hook", "install"] + arguments).wait()
    try #require(result.status == 0, "\(result.all)")
  }

  @Test func `a pull brings an ad-hoc change to the target`() throws {
    try install("--apply")
    let commit = try world.merge(1, "Add B", ["data/triggers/b.yaml": "title: B\n"])
    let pull = try world.clone.runGit(["pull", "-q"])
    #expect(pull.status == 0, "\(pull.all)")
    #expect(world.target() == ["triggers/a.yaml": "title: A\n", "triggers/b.yaml": "title: B\n"])
    let history = try world.deploysync("history", "--format", "json").json
    #expect(history["runs"][0]["reason"] == "hook post-merge")
    #expect(history["runs"][0]["bindings"][0]["to"] == .text(commit))
  }

  @Test func `a pull that merges brings both sides to the target only once they are merged`() throws
  {
    try install("--apply")
    try world.clone.commit("Mine", files: ["data/triggers/mine.yaml": "title: mine\n"])
    try world.merge(1, "Add B", ["data/triggers/b.yaml": "title: B\n"])
    let pull = try world.clone.runGit(["pull", "-q", "--no-rebase", "--no-edit"])
    #expect(pull.status == 0, "\(pull.all)")
    #expect(world.target().keys.sorted() == ["triggers/a.yaml", "triggers/b.yaml"])
    try world.clone.git("push", "-q", "origin", "main")
    try world.deploysync("apply")
    #expect(world.target()["triggers/mine.yaml"] == "title: mine\n")
  }

  @Test func `without --apply a pull says in a few lines what is queued, and writes nothing`()
    throws
  {
    try install()
    let ledger = try world.ledger()
    for number in 1...9 {
      try world.merge(number, "Add", ["data/triggers/\(number).yaml": "title: B\n"])
    }
    let pull = try world.clone.runGit(["pull", "-q"])
    #expect(pull.status == 0)
    #expect(
      pull.errorText == """
        deploysync: triggers@production: 9 entries queued, 9 changes
        deploysync: see them with: deploysync queued

        """)
    #expect(world.target().keys.sorted() == ["triggers/a.yaml"])
    #expect(try world.ledger() == ledger)
  }

  @Test func `a pull that brings nothing for an item says nothing`() throws {
    try install()
    try world.merge(1, "Write", ["README.md": "words\n"])
    let pull = try world.clone.runGit(["pull", "-q"])
    #expect(pull.status == 0)
    #expect(pull.all == "status 0\n")
  }

  @Test func `with --apply a pull tells what it deployed, and of nothing else`() throws {
    try install("--apply")
    try world.merge(1, "Write", ["README.md": "words\n"])
    #expect(try world.clone.runGit(["pull", "-q"]).all == "status 0\n")
    try world.merge(2, "Add B", ["data/triggers/b.yaml": "title: B\n"])
    let pull = try world.clone.runGit(["pull", "-q"])
    #expect(pull.all.contains("triggers@production  applied"), "\(pull.all)")
    #expect(pull.all.contains("done  create  data/triggers/b.yaml"))
  }

  @Test func `a pull with rebase that moves local commits brings the change to the target`() throws
  {
    try install("--apply")
    try world.clone.commit("Mine", files: ["mine.txt": "mine\n"])
    try world.merge(1, "Add B", ["data/triggers/b.yaml": "title: B\n"])
    let pull = try world.clone.runGit(["pull", "-q", "--rebase"])
    #expect(pull.status == 0, "\(pull.all)")
    #expect(world.target()["triggers/b.yaml"] == "title: B\n")
    let history = try world.deploysync("history", "--format", "json").json
    #expect(history["runs"][0]["reason"] == "hook post-rewrite")
  }

  @Test func `merge --squash is no merge yet`() throws {
    try install("--apply")
    let ledger = try world.ledger()
    try world.merge(1, "Add B", ["data/triggers/b.yaml": "title: B\n"])
    try world.clone.git("fetch", "-q")
    let merge = try world.clone.runGit(["merge", "-q", "--squash", "origin/main"])
    #expect(merge.status == 0, "\(merge.all)")
    #expect(world.target().keys.sorted() == ["triggers/a.yaml"])
    #expect(try world.ledger() == ledger)
  }

  @Test func `a pull on another branch deploys the merged branch all the same`() throws {
    try install("--apply")
    try world.clone.git("switch", "-q", "-c", "topic", "--track", "origin/main")
    try world.merge(1, "Add B", ["data/triggers/b.yaml": "title: B\n"])
    try world.clone.git("pull", "-q")
    #expect(world.target()["triggers/b.yaml"] == "title: B\n")
  }

  @Test func `a pull in a linked work tree fires the hook too`() throws {
    try install("--apply")
    let linked = world.folder.path("linked")
    try world.clone.git("worktree", "add", "-q", "-b", "other", linked, "origin/main")
    try world.merge(1, "Add B", ["data/triggers/b.yaml": "title: B\n"])
    let pull = try world.clone.runGit(["-C", linked, "pull", "-q", "origin", "main"])
    #expect(pull.status == 0, "\(pull.all)")
    #expect(world.target()["triggers/b.yaml"] == "title: B\n")
  }
}
