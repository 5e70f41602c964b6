import Fixtures
import Foundation
import Testing

/// The operator's targets file, where it is wrong, absent, or lacks a target.
struct TargetsFileFaultTests {
  let world: World

  init() throws {
    world = try World(HelpDesk.triggers, files: HelpDesk.files, targets: ["production", "sandbox"])
    world.now = "2026-12-01T00:05:00Z"
  }

  @Test func `a target that is not served here is said once, and is no error of apply`() throws {
    try world.serve(["production"])
    let result = try world.deploysync("apply")
    #expect(result.status == 0, "\(result.all)")
    let notes = result.errorText.split(separator: "\n").filter { $0.contains("sandbox") }
    #expect(
      notes == ["Note: the target sandbox is not served here: the targets file does not know it"])
    #expect(world.target().count == 1)
    #expect(world.target("sandbox") == [:])
    #expect(try world.deploysync("queued").status == 0)
    #expect(try world.deploysync("status").status == 0)
    let plan = try world.deploysync("plan")
    #expect(plan.status == 0, "\(plan.all)")
  }

  @Test func `a target that is not served here is 78 where it is named`() throws {
    try world.serve(["production"])
    for command in [
      ["apply", "triggers@sandbox"], ["apply", "triggers"], ["plan", "triggers@sandbox"],
      ["apply", "--dry-run", "triggers@sandbox"],
      ["baseline", "triggers@sandbox", "--at", "main"],
    ] {
      let result = try world.start(command).wait()
      #expect(result.status == 78, "\(command): \(result.all)")
      #expect(result.errorText.contains("sandbox"), "\(command): \(result.all)")
    }
    #expect(world.target() == [:])
    #expect(try world.ledger() == nil)
    let unproven = try world.deploysync(
      "baseline", "triggers@sandbox", "--at", "main", "--unproven")
    #expect(unproven.status == 0, "\(unproven.all)")
  }

  @Test func `a targets file that others can write is refused`() throws {
    for mode in [0o664, 0o646] {
      try FileManager.default.setAttributes(
        [.posixPermissions: mode], ofItemAtPath: world.folder.path("targets.yaml"))
      let result = try world.deploysync("apply")
      #expect(result.status == 78, "\(result.all)")
      #expect(result.errorText.contains("targets.yaml"), "\(result.all)")
      #expect(result.errorText.contains("chmod"), "\(result.all)")
    }
    #expect(world.target() == [:])
    #expect(try world.ledger() == nil)
  }

  @Test func `a broken target stops its own bindings, not the others`() throws {
    try world.folder.write(
      """
      targets:
        production: { kind: directory, path: \(world.folder.path("targets/production")) }
        sandbox: { kind: folder, path: /srv }

      """, to: "targets.yaml")
    let result = try world.deploysync("apply")
    #expect(result.status == 1, "\(result.all)")
    #expect(result.text.contains("targets.yaml:3:"), "\(result.all)")
    #expect(result.text.contains("directory"), "\(result.all)")
    #expect(world.target().count == 1)
    #expect(try world.deploysync("check").status == 78)
  }

  @Test func `a targets file that is no YAML is 78, with its place`() throws {
    try world.folder.write("targets: [\n", to: "targets.yaml")
    for command in ["apply", "plan", "check"] {
      let result = try world.deploysync(command)
      #expect(result.status == 78, "\(result.all)")
      #expect((result.text + result.errorText).contains("targets.yaml:2:1"), "\(result.all)")
    }
    // What needs no target works.
    #expect(try world.deploysync("queued").status == 0)
    #expect(try world.ledger() == nil)
  }

  @Test func `a targets file that is named and missing is 78`() throws {
    let result = try world.deploysync("apply", "--targets", "/nowhere/targets.yaml")
    #expect(result.status == 78, "\(result.all)")
    #expect(result.errorText.contains("there is no targets file at /nowhere/targets.yaml"))
  }

  @Test func `--targets goes before the variable, and that before the repository's`() throws {
    let text = try #require(world.folder.text(of: "targets.yaml"))
    let other = { (name: String) in
      text.replacing("targets/production", with: "targets/\(name)")
    }
    for name in ["option", "variable", "repository"] {
      try FileManager.default.createDirectory(
        atPath: world.folder.path("targets/\(name)"), withIntermediateDirectories: true)
    }
    try world.folder.write(other("repository"), to: "clone/.git/deploysync/targets.yaml")
    try world.folder.write(other("variable"), to: "targets.yaml")
    let file = try world.folder.write(other("option"), to: "option.yaml")
    let plan = try world.deploysync("apply", "triggers@production", "--targets", file)
    #expect(plan.status == 0, "\(plan.all)")
    #expect(world.target("option").count == 1)
    #expect(world.target("variable") == [:])
    #expect(world.target("repository") == [:])
  }

  @Test func `without a targets file nothing is served, and queued works`() throws {
    try FileManager.default.removeItem(atPath: world.folder.path("targets.yaml"))
    let environment = ["DEPLOYSYNC_TARGETS": ""]
    #expect(try world.deploysync("queued", environment: environment).status == 0)
    let result = try world.deploysync("apply", environment: environment)
    #expect(result.status == 0, "\(result.all)")
    #expect(result.errorText.contains("not served here"), "\(result.all)")
  }
}
