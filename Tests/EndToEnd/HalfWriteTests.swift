import Fixtures
import Foundation
import Testing

/// What a system did of a write that failed is ours: the next run goes on from it.
struct HalfWriteTests {
  private let world: World
  private let desk: MemoryDesk
  private static let path = "data/triggers/t.yaml"

  init() throws {
    desk = try MemoryDesk()
    world = try World(
      HelpDesk.adHoc, files: [Self.path: "name: Greet\npriority: 3 # low\ntags: [a]\n"],
      inMemory: true)
    try world.folder.write(MemoryDesk.description, to: "desk.yaml")
    try world.folder.write(
      "targets: { production: { kind: rest, url: \"\(desk.url)\", "
        + "description: \(world.folder.path("desk.yaml")) } }\n", to: "targets.yaml")
  }

  private func trigger() throws -> MemoryDesk.Fields {
    let id = try #require(desk.objects("triggers").keys.first)
    return try #require(desk.objects("triggers")[id]).fields
  }

  /// The first change is answered with an error, and has done this all the same.
  private func doHalf(_ fields: MemoryDesk.Fields) {
    desk.goWrong { [desk] request in
      guard request.method == "PUT" else { return nil }
      for id in desk.objects("triggers").keys { desk.change("triggers", id, fields) }
      return .answer("422 Unprocessable", body: #"{"error":"no such tag"}"#)
    }
  }

  private func mergeChange() throws {
    try world.merge(
      2, "Raise it", [Self.path: "name: Greet\npriority: 4 # high\ntags: [b]\n"])
  }

  /// All is as merged, by one more change and no other.
  private func expectFinished() throws {
    desk.goWrong(nil)
    desk.forgetEntries()
    let again = try world.deploysync("apply")
    #expect(again.status == 0, "\(again.all)")
    #expect(desk.writes.map(\.method) == ["PUT"])
    #expect(try trigger()["priority"] == 4 && trigger()["tags"] == .list([.text("b")]))
    let verified = try world.deploysync("ledger", "verify")
    #expect(verified.status == 0, "\(verified.all)")
    #expect(try world.deploysync("drift", "--exit-code").status == 0)
    desk.forgetEntries()
    try world.deploysync("apply")
    #expect(desk.writes.isEmpty)
  }

  @Test func `the part that was done is recorded, is no drift, and the next run does the rest`()
    throws
  {
    try world.deploysync("apply")
    try mergeChange()
    doHalf(["priority": 4])
    let failed = try world.deploysync("apply")
    #expect(failed.status == 1, "\(failed.all)")
    #expect(failed.text.contains("no such tag"), "\(failed.all)")
    #expect(failed.text.contains("recorded as the failed write left it"), "\(failed.all)")
    // In the layout of our own file.
    let content = "\(World.serverLedger):deployed/production/triggers/content/control/\(Self.path)"
    let recorded = try world.server.git("show", content)
    #expect(recorded == "name: Greet\npriority: 4 # high\ntags: [a]")
    let drift = try world.deploysync("drift", "--exit-code")
    #expect(drift.status == 0, "\(drift.all)")
    let queued = try world.deploysync("queued", "--format", "json").json.binding("triggers")
    #expect(queued["entries"].list.map { $0["status"] } == ["queued"])
    #expect(try world.deploysync("ledger", "verify").status == 0)
    try expectFinished()
  }

  @Test func `a write that did nothing leaves what is recorded`() throws {
    try world.deploysync("apply")
    try mergeChange()
    doHalf([:])
    let failed = try world.deploysync("apply", "--format", "json").json
    let objects = failed.binding("triggers")["objects"].list
    #expect(objects.map { $0["action"] } == ["update"], "\(failed)")
    try expectFinished()
  }

  @Test func `what the write was not about is somebody else's change`() throws {
    try world.deploysync("apply")
    try world.merge(2, "Raise it", [Self.path: "name: Greet\npriority: 4\ntags: [a]\n"])
    doHalf(["priority": 4, "tags": .list([.text("theirs")])])
    let failed = try world.deploysync("apply")
    #expect(failed.status == 1 && !failed.text.contains("left it"), "\(failed.all)")
    desk.goWrong(nil)
    let refused = try world.deploysync("apply")
    #expect(refused.status == 3 && refused.text.contains("was changed on the target"))
    #expect(try trigger()["tags"] == .list([.text("theirs")]))
  }

  @Test func `an object that was created in part is ours`() throws {
    desk.goWrong { [desk] request in
      guard request.method == "POST" else { return nil }
      let id = desk.put("triggers", ["name": "Greet", "priority": 3, "active": true])
      return .answer("201 Created", body: "{\"id\":\(id)}")
    }
    let failed = try world.deploysync("apply")
    #expect(failed.status == 1 && failed.text.contains("`tags`"), "\(failed.all)")
    #expect(failed.text.contains("recorded as the failed write left it"), "\(failed.all)")
    try mergeChange()
    try expectFinished()
    #expect(desk.objects("triggers").count == 1)
  }

  @Test func `a rename that did everything but the name is finished`() throws {
    try world.deploysync("apply")
    try world.merge(
      2, "Call it otherwise",
      [
        Self.path: nil,
        "data/triggers/u.yaml": "name: Welcome\nprevious_name: Greet\npriority: 4\ntags: [b]\n",
      ])
    doHalf(["priority": 4])
    let failed = try world.deploysync("apply")
    #expect(failed.status == 1 && failed.text.contains("left it"), "\(failed.all)")
    #expect(try world.deploysync("drift", "--exit-code").status == 0)
    try expectFinished()
    #expect(try trigger()["name"] == "Welcome" && desk.objects("triggers").count == 1)
  }

  @Test func `a secret that was sent is said to be unproven`() throws {
    try world.merge(2, "Add a token", [Self.path: "name: Greet\ntoken: hush-hush\n"])
    let note = "`token` was sent and cannot be read back: nothing proves that the system has it"
    let created = try world.deploysync("apply")
    #expect(created.status == 0 && created.text.contains(note), "\(created.all)")
    try world.merge(3, "Raise it", [Self.path: "name: Greet\npriority: 4\ntoken: hush-hush\n"])
    let raised = try world.deploysync("apply")
    #expect(raised.status == 0 && !raised.text.contains("`token`"), "\(raised.all)")
    try world.merge(4, "Renew it", [Self.path: "name: Greet\npriority: 4\ntoken: hush-hush-2\n"])
    let renewed = try world.deploysync("apply", "--format", "json")
    let object = try renewed.json.binding("triggers")["objects"][0]
    #expect(object["outcome"] == "done" && object["note"] == .text(note), "\(renewed.all)")
    #expect(!renewed.all.contains("hush"), "\(renewed.all)")
    #expect(try world.deploysync("ledger", "verify").status == 0)
  }
}
