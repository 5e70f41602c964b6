import Fixtures
import Foundation
import Testing

/// A rename whose proof fails: the new name is written, the old one is gone or not, and the folder
/// cannot be synced.
struct RenameProofTests {
  @Test(
    arguments: ["EIO", "ENOSPC", "EACCES"], [1, 2])
  func `the object is there all the time, and the next run ends the rename`(
    error: String, time: Int
  ) throws {
    let world = try World(
      HelpDesk.adHoc.replacing("deployment: ad-hoc", with: "deployment: ad-hoc, prune: delete"),
      files: ["data/triggers/a.yaml": "title: A\n", "data/triggers/b.yaml": "b\n"])
    try world.succeed("apply")
    let before = world.target()
    let old = try #require(before.keys.first { $0.hasSuffix("a.yaml") })
    let new = old.replacing("a.yaml", with: "z.yaml")
    let rest = before.filter { $0.key != old }
    try world.merge(
      1, "Rename", ["data/triggers/a.yaml": nil, "data/triggers/z.yaml": "title: A\n"])

    let log = world.folder.path("faults.log")
    let failed = try world.deploysync(
      "apply",
      environment: [
        "DEPLOYSYNC_FAULT": "target.folder.sync.before#\(time):\(error)",
        "DEPLOYSYNC_FAULT_LOG": log,
      ])
    #expect(failed.status == 1, "\(failed.all)")
    // The first sync is that of the new name, the second one that of the old name's removal.
    let met = (world.folder.text(of: "faults.log") ?? "").split(separator: "\n").map(String.init)
    let sync = try #require(met.firstIndex(of: "target.folder.sync.before#\(time)"), "\(met)")
    #expect(met[..<sync].contains("target.object.removed#1") == (time == 2), "\(met)")
    let left = world.target()
    #expect(left[old] == "title: A\n" || left[new] == "title: A\n", "\(left): \(failed.all)")
    if time == 2 { #expect(left == rest.merging([new: "title: A\n"]) { $1 }, "\(failed.all)") }

    let next = try world.deploysync("apply")
    #expect(next.status == 0, "\(next.all)")
    #expect(world.target() == rest.merging([new: "title: A\n"]) { $1 }, "\(next.all)")
    #expect(try world.deploysync("status", "--exit-code").status == 0)
    #expect(try world.deploysync("ledger", "verify").status == 0)
  }
}
