import Fixtures
import Foundation
import Testing

/// What `status --exit-code` tells a monitor, from the ledger alone.
struct MonitoringTests {
  let world: World

  init() throws {
    world = try World(HelpDesk.adHoc, files: HelpDesk.files)
    world.now = "2026-11-20T00:00:00Z"
    try world.deploysync("apply")
  }

  private var target: String { world.folder.path("targets/production") }

  private func status() throws -> (status: Int32, binding: Answer) {
    let result = try world.deploysync("status", "--exit-code", "--format", "json")
    return (result.status, try result.json.binding("triggers"))
  }

  @Test func `a target that cannot be reached is recorded once, and reported until it works`()
    throws
  {
    try world.merge(1, "Add B", ["data/triggers/b.yaml": "title: B\n"])
    try FileManager.default.moveItem(atPath: target, toPath: "\(target).away")
    #expect(try world.deploysync("apply").status == 1)
    let ledger = try world.ledger()
    let failed = try status()
    #expect(failed.status == 1)
    #expect(failed.binding["state"] == "failed")
    #expect(failed.binding["failure"]["why"].text?.contains(target) == true, "\(failed)")
    #expect(
      try world.clone.git("log", "-1", "--format=%s", World.ledger)
        == "record the failure of triggers@production")

    // A job that tries again and again adds nothing.
    #expect(try world.deploysync("apply").status == 1)
    #expect(try world.ledger() == ledger)
    #expect(try world.deploysync("ledger", "verify").status == 0)

    try FileManager.default.moveItem(atPath: "\(target).away", toPath: target)
    #expect(try world.deploysync("apply").status == 0)
    #expect(world.target().count == 2)
    #expect(try status().status == 0)
    #expect(try world.deploysync("ledger", "verify").status == 0)
  }

  @Test func `what failed and was taken back in the repository is no failure any more`() throws {
    try world.folder.write("title: by hand\n", to: "targets/production/triggers/a.yaml")
    try world.merge(
      1, "Change", ["data/triggers/a.yaml": "title: new\n", "data/triggers/b.yaml": "title: B\n"])
    #expect(try world.deploysync("apply").status == 1)
    #expect(try status().status == 1)
    try world.merge(2, "Take A back", ["data/triggers/a.yaml": "title: A\n"])
    #expect(try world.deploysync("apply").status == 0)
    let now = try status()
    #expect(now.status == 0, "\(now)")
    #expect(now.binding["state"] == "upToDate")
    #expect(now.binding["failure"] == .null)
  }

  @Test func `a run that died is stuck until the next one settles it`() throws {
    let large = try Large(count: 400)
    let before = try large.world.ledger()
    let run = try large.world.start(["apply"])
    large.world.waitForLedger(after: before)
    run.signal(SIGKILL)
    let killed = try run.wait()
    try #require(killed.status == 128 + SIGKILL || killed.status == 0)
    let result = try large.world.deploysync("status", "--exit-code")
    if killed.status != 0, result.status == 1 {
      #expect(result.text.contains("stuck: a run died on it"), "\(result.all)")
    }
    let apply = try large.world.deploysync("apply")
    #expect(apply.status == 0, "\(apply.all)")
    #expect(try large.world.deploysync("status", "--exit-code").status == 0)
    #expect(large.world.target() == large.after)
  }

  @Test func `a monitor in another time zone and language reads the same`() throws {
    let usual = try world.deploysync("status", "--format", "json")
    let other = try world.deploysync(
      "status", "--format", "json", environment: ["TZ": "Asia/Tokyo", "LC_ALL": "de_DE.UTF-8"])
    #expect(usual.output == other.output)
    let text = try world.deploysync("status")
    let otherText = try world.deploysync("status", environment: ["TZ": "Asia/Tokyo"])
    #expect(text.text == otherText.text)
  }
}
