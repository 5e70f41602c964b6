import Fixtures
import Foundation
import Testing

/// `plan --out` and `apply --plan` with the built program.
struct SavedPlanTests {
  let world: World

  init() throws {
    world = try World(HelpDesk.adHoc, files: HelpDesk.files)
    try world.deploysync("apply")
    try world.push("Change it", ["data/triggers/a.yaml": "title: B\n"])
    try world.clone.git("fetch", "-q")
  }

  private var file: String { world.folder.path("plan.json") }

  @Test func `a plan of one clone is applied by another, once on all machines`() throws {
    let planned = try world.deploysync("plan", "--out", file)
    #expect(planned.status == 0, "\(planned.all)")
    #expect(planned.errorText.contains("deploysync apply --plan \(file)"))
    let attributes = try FileManager.default.attributesOfItem(atPath: file)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    let other = try FixtureRepository.clone(of: world.server, in: world.folder, named: "other")
    try other.git(
      "fetch", "-q", world.clone.path, "refs/heads/deploysync/*:refs/heads/deploysync/*")
    let checked = try world.deploysync("apply", "--plan", file, "--dry-run", in: other.path)
    #expect(checked.status == 0 && checked.text.contains("title: A -> B"), "\(checked.all)")
    let applied = try world.deploysync("apply", "--plan", file, in: other.path)
    #expect(applied.status == 0, "\(applied.all)")
    #expect(world.target() == ["triggers/a.yaml": "title: B\n"])
    try world.clone.git(
      "fetch", "-q", other.path, "refs/heads/deploysync/*:refs/heads/deploysync/*")
    for place in [world.clone.path, other.path] {
      let again = try world.deploysync("apply", "--plan", file, in: place)
      #expect(again.status == 3 && again.errorText.contains("a plan is used once"), "\(again.all)")
      #expect(try world.deploysync("ledger", "verify", in: place).status == 0)
    }
  }

  @Test func `a stale plan says what moved and what to do`() throws {
    try world.deploysync("plan", "--out", file)
    try world.push("Change it again", ["data/triggers/a.yaml": "title: C\n"])
    let result = try world.deploysync("apply", "--plan", file)
    #expect(result.status == 3, "\(result.all)")
    #expect(
      result.errorText.firstMatch(
        of:
          /the plan is stale: 1 thing moved since .* UTC, and nothing was written\nCaused by: triggers@production: the content to deploy: [0-9a-f]{10} -> [0-9a-f]{10}\nHint: look at it anew: deploysync plan triggers@production --out \/.*plan\.json/
      ) != nil, "\(result.all)")
    #expect(world.target() == ["triggers/a.yaml": "title: A\n"])
  }

  @Test func `of two applies of one plan at once one does the work`() throws {
    try world.deploysync("plan", "--out", file)
    let runs = try (0..<3).map { _ in try world.start(["apply", "--plan", file]) }
    let results = try runs.map { try $0.wait() }
    #expect(results.map(\.status).sorted() == [0, 3, 3], "\(results.map(\.all))")
    #expect(world.target() == ["triggers/a.yaml": "title: B\n"])
    #expect(try world.deploysync("ledger", "verify").status == 0)
  }

  @Test func `a plan is written over a plan and over nothing else`() throws {
    #expect(try world.deploysync("plan", "--out", file).status == 0)
    let first = world.folder.text(of: "plan.json")
    #expect(try world.deploysync("plan", "--out", file).status == 0)
    #expect(world.folder.text(of: "plan.json") != first)
    try world.folder.write("mine", to: "mine")
    try FileManager.default.createSymbolicLink(
      atPath: world.folder.path("link"), withDestinationPath: file)
    for name in ["mine", "link", "targets"] {
      let result = try world.deploysync("plan", "--out", world.folder.path(name))
      #expect(result.status == 64, "\(name): \(result.all)")
    }
    #expect(world.folder.text(of: "mine") == "mine")
    let names = try FileManager.default.contentsOfDirectory(atPath: world.folder.path(""))
    #expect(!names.contains { $0.hasSuffix(".tmp") })
  }

  static let usage: [[String]] = [
    ["apply", "triggers", "--plan", "p"], ["apply", "--plan", "p", "--late"],
    ["apply", "--plan", "p", "--overwrite-drift"], ["apply", "--plan", "p", "--limit-override"],
    ["apply", "--plan", "p", "--exception", "E-1"], ["plan", "--out", "p", "--head", "main"],
    ["plan", "--out", "p", "--as-of", "2026-11-11"], ["plan", "--out", "p", "--config", "c"],
    ["plan", "triggers", "--exception", "E-1"],
  ]

  @Test(arguments: usage) func `what does not go together is wrong usage`(
    arguments: [String]
  ) throws {
    let result = try world.start(arguments).wait()
    #expect(result.status == 64, "\(result.all)")
  }

  @Test func `an edited plan, another file and no file are refused`() throws {
    try world.deploysync("plan", "--out", file)
    let text = try #require(world.folder.text(of: "plan.json"))
    try world.folder.write(text.replacing("\"proceed\"", with: "\"drift\""), to: "edited")
    try world.folder.write("{}", to: "other")
    for (name, status, told) in [
      ("edited", Int32(3), "it was edited"), ("other", 64, "no plan of deploysync"),
      ("none", 1, "No such file"),
    ] {
      let result = try world.deploysync("apply", "--plan", world.folder.path(name))
      #expect(result.status == status && result.errorText.contains(told), "\(result.all)")
    }
  }
}
