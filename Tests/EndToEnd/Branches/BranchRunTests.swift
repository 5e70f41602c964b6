import Fixtures
import Foundation
import Testing

/// `kind: git`: runs to a branch of another repository, with git to say what is there.
struct BranchRunTests {
  @Test func `a first run begins the branch, and its commit names the run`() throws {
    let mirror = try Mirror()
    let plan = try mirror.world.deploysync("plan")
    #expect(plan.status == 0, "\(plan.all)")
    #expect(try mirror.tip() == nil)
    let result = try mirror.apply("--format", "json")
    #expect(result.status == 0, "\(result.all)")
    #expect(
      try mirror.texts() == ["triggers/a.yaml": "title: A", "triggers/b.yaml": "title: B"])
    let head = try mirror.world.clone.git("rev-parse", "refs/remotes/origin/main")
    let run = try #require(try result.json["run"].text)
    #expect(
      try mirror.repository.git("log", "--format=%an <%ae> %cn <%ce> %ct %P%n%B", "live") == """
        Fixture Author <author@example.com> Fixture Author <author@example.com> \
        \(try seconds("2026-12-01T00:05:07Z") + offset(mirror)) \

        apply triggers@mirror: 2 objects from \(head.prefix(10))

        Deploysync-Run: \(run)
        Deploysync-Item: triggers
        Deploysync-Target: mirror
        Deploysync-Control: \(head)
        """)
    #expect(try mirror.flaws() == "")
    let tip = try mirror.tip()
    let ledger = try mirror.world.ledger()
    for arguments in [["apply"], ["apply", "--dry-run"], ["plan"], ["drift", "--exit-code"]] {
      let again = try mirror.world.start(arguments).wait()
      #expect(again.status == 0, "\(arguments): \(again.all)")
    }
    #expect(try mirror.tip() == tip)
    #expect(try mirror.world.ledger() == ledger)
    #expect(try mirror.world.deploysync("ledger", "verify").status == 0)
  }

  /// The clock of programs goes on while they run.
  private func offset(_ mirror: Mirror) throws -> Int64 {
    let text = try mirror.repository.git("log", "--format=%ct", "live")
    let passed = (Int64(text) ?? 0) - (try seconds("2026-12-01T00:05:07Z"))
    return (0...60).contains(passed) ? passed : 0
  }

  @Test func `what others have on the branch stays as it is, to the byte`() throws {
    let mirror = try Mirror()
    let submodule = String(repeating: "12", count: 20)
    try mirror.push(
      "Begin",
      [
        "README": "mirror\r\n", "run.sh": "#!/bin/sh\n", "link": "README",
        "triggers/notes/own.txt": "own\n", ".gitattributes": "* text=auto\n",
      ], modes: ["run.sh": "100755", "link": "120000"], submodules: ["lib/vendor": submodule])
    let before = try mirror.entries()
    #expect(try mirror.apply().status == 0)
    try mirror.merge([
      "data/triggers/a.yaml": "title: AA\n", "data/triggers/b.yaml": nil,
      "data/triggers/deep/c.yaml": .executable("title: C\n"),
      "data/triggers/z": .symlink("a.yaml"),
    ])
    #expect(try mirror.apply().status == 0)
    let after = try mirror.entries()
    for (path, entry) in before { #expect(after[path] == entry, "\(path)") }
    #expect(
      Set(after.keys).subtracting(before.keys) == [
        "triggers/a.yaml", "triggers/deep/c.yaml", "triggers/z",
      ])
    #expect(after["triggers/deep/c.yaml"]?.hasPrefix("100755") == true)
    #expect(after["triggers/z"]?.hasPrefix("120000") == true)
    #expect(
      try mirror.repository.git("diff", "--name-status", "live~1", "live").split(separator: "\n")
        .sorted() == [
          "A\ttriggers/deep/c.yaml", "A\ttriggers/z", "D\ttriggers/b.yaml", "M\ttriggers/a.yaml",
        ])
    #expect(try mirror.subjects().count == 3)
    #expect(try mirror.flaws() == "")
  }

  @Test func `each binding of a run is one commit, and all go out in one push`() throws {
    let configuration = """
      version: 1
      items:
        fields: { paths: [data/fields], root: data, targets: { mirror: { deployment: ad-hoc } } }
        triggers: { paths: [data/triggers], root: data, targets: { mirror: { deployment: ad-hoc } } }

      """
    let mirror = try Mirror(
      configuration, files: Mirror.files.merging(["data/fields/f.yaml": "f\n"]) { $1 },
      keys: "folder: desk/live, author: { name: Deployments }")
    try mirror.hook("post-receive", "echo push >>$(dirname \"$0\")/../pushes")
    #expect(try mirror.apply().status == 0)
    #expect(
      try mirror.entries().keys.sorted() == [
        "desk/live/fields/f.yaml", "desk/live/triggers/a.yaml", "desk/live/triggers/b.yaml",
      ])
    let head = try mirror.world.clone.git("rev-parse", "--short=10", "refs/remotes/origin/main")
    #expect(
      try mirror.subjects() == [
        "apply triggers@mirror: 2 objects from \(head)",
        "apply fields@mirror: 1 object from \(head)",
      ])
    #expect(
      try mirror.repository.git("log", "-1", "--format=%an %ae, %cn", "live")
        == "Deployments author@example.com, Fixture Author")
    #expect(mirror.world.folder.text(of: "mirror.git/pushes") == "push\n")
  }

  @Test func `removed objects are turned off below their folder, and taken up again`() throws {
    let mirror = try Mirror(
      Mirror.configuration.replacing("prune: delete", with: "prune: deactivate"),
      keys: "inactive: off")
    #expect(try mirror.apply().status == 0)
    try mirror.merge(["data/triggers/a.yaml": nil])
    #expect(try mirror.apply().status == 0)
    #expect(try mirror.entries().keys.sorted() == ["off/triggers/a.yaml", "triggers/b.yaml"])
    #expect(
      try mirror.repository.git("diff", "-M", "--name-status", "live~1", "live")
        == "R100\ttriggers/a.yaml\toff/triggers/a.yaml")
    try mirror.merge(["data/triggers/a.yaml": "title: again\n"])
    #expect(try mirror.apply().status == 0)
    #expect(
      try mirror.texts() == ["triggers/a.yaml": "title: again", "triggers/b.yaml": "title: B"])
  }

  @Test func `drift, adopt and rollback work on it`() throws {
    let mirror = try Mirror()
    let first = try mirror.apply("--format", "json")
    try mirror.push("By hand", ["triggers/a.yaml": "title: by hand\n"])
    let drift = try mirror.world.deploysync("drift", "--exit-code")
    #expect(drift.status == 2, "\(drift.all)")
    #expect(drift.text.contains("by hand"), "\(drift.all)")
    #expect(try mirror.world.deploysync("adopt", "triggers@mirror").status == 0)
    try mirror.merge(["data/triggers/a.yaml": "title: AA\n"])
    let refused = try mirror.apply()
    #expect(refused.status == 3, "\(refused.all)")
    #expect(try mirror.texts()["triggers/a.yaml"] == "title: by hand")
    #expect(try mirror.apply("--overwrite-drift").status == 0)
    let run = try #require(try first.json["run"].text)
    let back = try mirror.world.deploysync(
      "rollback", "triggers@mirror", "--to", run, "--reason", "outage")
    #expect(back.status == 0, "\(back.all)")
    #expect(try mirror.texts()["triggers/a.yaml"] == "title: A")
    #expect(try mirror.subjects()[0].hasPrefix("roll back triggers@mirror: 1 object from "))
  }

  @Test func `preflight reads, and says where the branch is`() throws {
    let mirror = try Mirror()
    let first = try mirror.world.deploysync("preflight")
    #expect(first.status == 0, "\(first.all)")
    #expect(first.text.contains("has no branch live, which the first run begins"), "\(first.all)")
    #expect(try mirror.apply().status == 0)
    let tip = try #require(try mirror.tip())
    let second = try mirror.world.deploysync("preflight")
    #expect(second.text.contains("its branch live can be read and is at \(tip.prefix(10))"))
    try mirror.serve(at: "path: \(mirror.world.folder.path("gone.git"))")
    let gone = try mirror.world.deploysync("preflight")
    #expect(gone.status == 1, "\(gone.all)")
    #expect(gone.all.contains("the branch live of the target mirror cannot be fetched"))
    #expect(try mirror.tip() == tip)
  }
}
