import Fixtures
import Testing

/// What is said before an exception comes to a limit or a lock, and of what stays out of a run.
struct ForewarningTests {
  let scene: RefusalScene

  init() throws {
    scene = try RefusalScene(
      RefusalScene.exceptions.replacing(
        "deployment: standard", with: "deployment: standard, limits: { changes: 0 }"),
      files: RefusalScene.files)
    try scene.baseline()
    try scene.merge(12, "a", "title: AA\n", at: "2026-11-20T08:00:00Z")
    try scene.succeed("lock", "triggers@production", "--reason", "the vendor migrates")
  }

  @Test func `a request says that the binding is locked`() throws {
    let result = try scene.succeed(
      "exception", "request", "triggers", "--reason", "outage", by: "rita")
    #expect(
      result.errorText.contains(
        "Note: triggers@production is locked by olga@example.com since"), "\(result.all)")
    #expect(result.errorText.contains("that stops an exception, too, until it is unlocked"))
  }

  @Test func `an impact names the lock and the limit in every format`() throws {
    try scene.succeed("exception", "request", "triggers", "--reason", "outage", by: "rita")
    let text = try scene.succeed("exception", "impact", "E-1").text
    #expect(text.contains("Will be stopped, as things are now"), "\(text)")
    #expect(text.contains("the vendor migrates"), "\(text)")
    #expect(text.contains("it is over the limit `changes`: 1, allowed 0"), "\(text)")
    #expect(text.contains("deploysync apply --exception E-1 --limit-override"), "\(text)")
    let markdown = try scene.succeed("exception", "impact", "E-1", "--format", "markdown").text
    #expect(markdown.contains("Will be stopped, as things are now"), "\(markdown)")
    #expect(markdown.contains("the vendor migrates"), "\(markdown)")
    let json = try scene.succeed("exception", "impact", "E-1", "--format", "json").json
    let stops = json["bindings"][0]["stops"].list
    #expect(stops.map { $0["kind"] } == ["lock", "limit"])
    #expect(stops[0]["why"].text?.contains("is locked by olga@example.com") == true)
    #expect(stops[1]["hint"].text?.contains("--limit-override") == true)
    try scene.succeed("unlock", "triggers@production")
    let free = try scene.succeed("exception", "impact", "E-1", "--format", "json").json
    #expect(free["bindings"][0]["stops"].list.map { $0["kind"] } == ["limit"])
  }

  @Test func `what a hold cannot keep out is refused with what to do instead`() throws {
    let wider = RefusalScene.exceptions.replacing(
      "[data/triggers]", with: "[data/triggers, data/more]")
    let commit = try scene.world.push("Take more", ["deploysync.yaml": .text(wider)])
    let result = try scene.run("hold", "triggers", "--only", commit, "--reason", "wait")
    #expect(result.status == 3, "\(result.all)")
    #expect(result.errorText.contains("and a hold keeps only files out"), "\(result.all)")
    #expect(
      result.errorText.contains("deploysync lock triggers@production --reason TEXT"),
      "\(result.all)")
  }

  @Test func `a hold and a rollback without a reason are wrong usage`() throws {
    let hold = try scene.run("hold", "triggers", "--only", "12", "--reason", "")
    #expect(hold.status == 64 && hold.errorText.contains("write a few words"), "\(hold.all)")
    let back = try scene.run(
      "rollback", "triggers@production", "--to", "2026", "--reason", "\t")
    #expect(back.status == 64 && back.errorText.contains("write a few words"), "\(back.all)")
  }

  @Test func `a run tells held entries apart from those that wait for the date`() throws {
    try scene.succeed("unlock", "triggers@production")
    try scene.merge(13, "b", "title: BB\n", at: "2026-11-20T08:30:00Z")
    try scene.succeed("hold", "triggers", "--only", "12", "--reason", "wait")
    let result = try scene.succeed("apply")
    #expect(
      result.text.contains(
        "1 entry waits in the queue for the next date, 2026-12-01 00:00 UTC"), "\(result.all)")
    #expect(result.text.contains("1 entry stays out until it is released"), "\(result.all)")
    let json = try scene.succeed("apply", "--format", "json").json
    #expect(json["bindings"][0]["excluded"] == 2)
    #expect(json["bindings"][0]["held"] == 1)
  }
}
