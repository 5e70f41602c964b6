import Fixtures
import Foundation
import Testing

/// `diff`: a patch that git accepts and that leads from what is deployed to what is merged.
struct DiffTests {
  let world: World

  init() throws {
    world = try World(
      HelpDesk.adHoc,
      files: [
        "data/triggers/a.yaml": "one\ntwo\nthree\n", "data/triggers/old name.yaml": "same\ntext\n",
        "data/triggers/gone.yaml": "gone\n", "data/triggers/run.sh": "#!/bin/sh\n",
        "data/triggers/no-end": "no line end",
        "data/triggers/binary": .file([0, 1, 2, 255, 10], executable: false), "other": "x\n",
      ])
    world.now = "2026-11-20T00:00:00Z"
    try world.deploysync("apply")
    try world.merge(
      1, "Change",
      [
        "data/triggers/a.yaml": "one\n2\nthree\n", "data/triggers/old name.yaml": nil,
        "data/triggers/new \"näme\".yaml": "same\ntext\n", "data/triggers/gone.yaml": nil,
        "data/triggers/run.sh": .executable("#!/bin/sh\n"),
        "data/triggers/no-end": "another without", "data/triggers/empty": "",
        "data/triggers/binary": .file([9, 0, 7], executable: false), "other": "y\n",
      ])
    try world.clone.git("fetch", "-q")
  }

  @Test func `git apply makes the merged content of it`() throws {
    let diff = try world.deploysync("diff", "triggers@production")
    #expect(diff.status == 0, "\(diff.all)")
    let start = try world.clone.git("rev-parse", "HEAD")
    try world.clone.git("checkout", "-q", "--detach", start)
    let applied = try world.clone.runGit(["apply", "--index", "-"], input: diff.output)
    #expect(applied.status == 0, "\(applied.all)\(diff.text)")
    let tree = try world.clone.git("write-tree")
    let made = try world.clone.git("rev-parse", "\(tree):data/triggers")
    #expect(made == (try world.clone.git("rev-parse", "origin/main:data/triggers")))
    // What is not the item's is not in it.
    #expect(try world.clone.git("show", "\(tree):other") == "x")
  }

  @Test func `markdown and JSON hold the same patch`() throws {
    let patch = try world.deploysync("diff", "triggers@production").text
    let json = try world.deploysync("diff", "triggers@production", "--format", "json").json
    #expect(json.keys == ["item", "patch", "schema", "target"])
    #expect(json["patch"] == .text(patch))
    let markdown = try world.deploysync("diff", "triggers@production", "--format", "markdown").text
    #expect(markdown.contains("```diff\ndiff --git "), "\(markdown)")
    #expect(markdown.contains("-two\n+2\n"))
  }

  @Test func `nothing queued is an empty patch`() throws {
    try world.deploysync("apply")
    let diff = try world.deploysync("diff", "triggers@production")
    #expect(diff.status == 0)
    #expect(diff.output.isEmpty)
  }

  @Test func `a never deployed binding is a patch from nothing`() throws {
    try world.push(
      "Add a target",
      ["deploysync.yaml": .text(HelpDesk.adHoc.replacing("production", with: "new"))])
    try world.clone.git("fetch", "-q")
    let diff = try world.deploysync("diff", "triggers@new")
    try world.clone.git("rm", "-q", "-r", "data")
    let applied = try world.clone.runGit(["apply", "--index", "-"], input: diff.output)
    #expect(applied.status == 0, "\(applied.all)")
  }

  @Test func `several bindings or none are wrong usage`() throws {
    #expect(try world.deploysync("diff").status == 64)
    let unknown = try world.deploysync("diff", "macros@production")
    #expect(unknown.status == 64)
    #expect(unknown.errorText.contains("the items are: triggers"), "\(unknown.all)")
  }
}
