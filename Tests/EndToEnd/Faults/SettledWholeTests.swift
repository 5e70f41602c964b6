import Fixtures
import Foundation
import Testing

/// A run that is killed when all its objects are on the target, and only its record is missing.
struct SettledWholeTests {
  private static let kill = ["DEPLOYSYNC_FAULT": "run.result.before:kill"]

  @Test func `it is recorded with its commit, as if it had ended in order`() throws {
    let world = try World(HelpDesk.adHoc, files: HelpDesk.files)
    try world.deploysync("apply")
    let head = try world.merge(1, "Change", ["data/triggers/a.yaml": "title: AA\n"])
    #expect(try world.deploysync("apply", environment: Self.kill).status == 128 + SIGKILL)
    let next = try world.deploysync("apply")
    #expect(next.status == 0 && next.errorText.contains("ended early"), "\(next.all)")
    let binding = try world.deploysync("queued", "--format", "json").json.binding("triggers")
    #expect(binding["deployed"]["commit"].text == head)
    #expect(binding["entries"] == [] && binding["changes"] == [])
    let run = try world.deploysync("history", "--format", "json").json["runs"][0]
    #expect(run["state"] == "interrupted" && run.binding("triggers")["outcome"] == "applied")
    #expect(try world.deploysync("ledger", "verify").status == 0)
  }

  @Test func `its date is fulfilled`() throws {
    let world = try World(HelpDesk.standard, files: HelpDesk.files)
    world.now = "2026-12-01T00:05:00Z"
    #expect(try world.deploysync("apply", environment: Self.kill).status == 128 + SIGKILL)
    let next = try world.deploysync("apply")
    #expect(next.status == 0, "\(next.all)")
    let status = try world.deploysync("status", "--exit-code", "--format", "json")
    #expect(status.status == 0, "\(status.all)")
    let run = try world.deploysync("history", "--format", "json").json["runs"][0]
    #expect(run.binding("triggers")["occurrence"] == "2026-12-01T00:00:00Z")
  }
}
