import Fixtures
import Foundation
import Testing

/// Whole conversations with the program, compared with the files in `Snapshots`.
struct TranscriptTests {
  @Test func `a month of a help desk`() throws {
    let world = try World(
      """
      version: 1
      timezone: Europe/Berlin
      items:
        fields:
          paths: [data/fields]
          root: data
          targets: [production]
        triggers:
          paths: [data/triggers]
          root: data
          after: [fields]
          targets:
            production: { deployment: standard, prune: delete }
            sandbox: { deployment: ad-hoc }

      """,
      files: [
        "data/triggers/a.yaml": "title: A\n", "data/triggers/b.yaml": "title: B\n",
        "data/fields/f.yaml": "field: f\n",
      ], targets: ["production", "sandbox"])
    let transcript = Transcript(world)
    try transcript.run("queued", at: "2026-11-20T09:00:00Z")
    try transcript.run("plan", at: "2026-11-20T09:00:00Z")
    try transcript.run("apply", at: "2026-11-20T09:00:00Z")
    try transcript.run("apply", at: "2026-12-01T00:00:00Z")
    try world.merge(
      7, "Add C, remove B",
      ["data/triggers/c.yaml": "title: C\n", "data/triggers/b.yaml": nil],
      at: "2026-12-10T10:00:00Z")
    try world.merge(8, "Try D", ["data/triggers/d.yaml": "title: D\n"], at: "2026-12-11T10:00:00Z")
    try world.merge(9, "Revert D", ["data/triggers/d.yaml": nil], at: "2026-12-12T10:00:00Z")
    try transcript.run("queued", "--fetch", "--commits", at: "2026-12-13T00:00:00Z")
    try transcript.run("status", at: "2026-12-13T00:00:00Z")
    try transcript.run("diff", "triggers@production", at: "2026-12-13T00:00:00Z")
    try transcript.run("apply", "--dry-run", at: "2027-01-01T00:00:00Z")
    try transcript.run("apply", at: "2027-01-05T00:00:00Z")
    try transcript.run("status", "--exit-code", at: "2027-01-05T00:00:00Z")
    try transcript.run("calendar", "--months", "2", at: "2027-01-05T00:00:00Z")
    try transcript.run("apply", "--late", at: "2027-01-05T00:01:00Z")
    try transcript.run("queued", at: "2027-01-05T00:02:00Z")
    try transcript.run("history", at: "2027-01-05T00:02:00Z")
    try transcript.run("ledger", "verify", at: "2027-01-05T00:02:00Z")
    try transcript.git("log", "--format=%s", "origin/deploysync/ledger")
    try Snapshot.check(transcript.text, named: "a month of a help desk")
  }

  @Test func `things that go wrong`() throws {
    let world = try World(HelpDesk.adHoc, files: HelpDesk.files)
    let transcript = Transcript(world)
    let now = "2026-11-20T09:00:00Z"
    try transcript.run("apply", at: now)
    try world.folder.write("title: by hand\n", to: "targets/production/triggers/a.yaml")
    try world.merge(1, "Change A", ["data/triggers/a.yaml": "title: new\n"])
    try transcript.run("plan", "--fetch", at: now)
    try transcript.run("apply", at: now)
    try transcript.run("status", "--exit-code", at: now)
    try world.serve([])
    try transcript.run("apply", at: now)
    try transcript.run("apply", "triggers@production", at: now)
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o666], ofItemAtPath: world.folder.path("targets.yaml"))
    try transcript.run("apply", at: now)
    try world.serve(["production"])
    try FileManager.default.removeItem(atPath: world.folder.path("targets/production"))
    try transcript.run("apply", at: now)
    try transcript.run("queued", "macros", at: now)
    try transcript.run("queued", "--head", "nowhere", at: now)
    try transcript.run("queued", "--as-of", "yesterday", at: now)
    try world.push("Break", ["deploysync.yaml": "version: 1\nitem: {}\ncalender: {}\n"])
    try transcript.run("apply", at: now)
    try world.push("Remove", ["deploysync.yaml": nil])
    try transcript.run("apply", at: now)
    try world.clone.git("remote", "set-url", "origin", "file:///nowhere")
    try transcript.run("apply", at: now)
    try world.clone.git("remote", "add", "fork", "file:///nowhere")
    try transcript.run("queued", at: now)
    try Snapshot.check(transcript.text, named: "things that go wrong")
  }

  @Test func `the first steps in a repository`() throws {
    let world = try World("", files: HelpDesk.files)
    try world.push("Remove", ["deploysync.yaml": nil])
    try world.clone.git("pull", "-q")
    try FileManager.default.removeItem(atPath: world.folder.path("targets.yaml"))
    world.servesFromVariable = false
    let transcript = Transcript(world)
    let now = "2026-11-20T09:00:00Z"
    try transcript.run("queued", at: now)
    try transcript.run("init", at: now)
    try transcript.run("check", at: now)
    try transcript.run("queued", "--config", "deploysync.yaml", at: now)
    try transcript.run("init", at: now)
    try transcript.run("hook", "install", at: now)
    try transcript.run("hook", "uninstall", at: now)
    try transcript.run("ledger", "verify", at: now)
    try Snapshot.check(transcript.text, named: "the first steps in a repository")
  }
}
