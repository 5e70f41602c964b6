import Fixtures
import Foundation
import Testing

/// What is said of a release that is held by one of its objects.
struct ReleasePlanTests {
  private let world: World

  init() throws {
    world = try World(
      """
      version: 1
      items: { a: { paths: [a], targets: { production: { deployment: ad-hoc } } } }

      """, files: ["a/1": "1\n", "a/2": "2\n", "a/3": "3\n"])
    let folder = world.folder.path("targets/production")
    try world.folder.write(
      "targets:\n  production: { kind: directory, path: \(folder), releases: 3 }\n",
      to: "targets.yaml")
    world.now = "2026-12-01T00:05:00Z"
    try world.deploysync("apply")
    try world.folder.write("by hand\n", to: "targets/production/current/a/3")
    try world.merge(1, "Change", ["a/1": "one\n", "a/2": "two\n", "a/3": "three\n"])
    try world.clone.git("fetch", "-q")
  }

  @Test func `plan says first what holds it, and of the rest that it waits`() throws {
    let plan = try world.deploysync("plan", "a")
    let lines = plan.text.split(separator: "\n").map(String.init)
    #expect(lines[0].contains("would deploy nothing of "), "\(plan.text)")
    #expect(
      lines[1].hasSuffix("nothing of it goes live: a/3 was changed on the target"), "\(plan.text)")
    let rows = lines.filter { $0.contains("update") }
    #expect(rows.count == 3 && rows[0].contains("a/3"), "\(plan.text)")
    #expect(rows.dropFirst().allSatisfy { $0.contains("waits  it is ready") }, "\(plan.text)")
    let json = try world.deploysync("plan", "a", "--format", "json").json
    #expect(
      json["bindings"][0]["objects"].list.map { $0["verdict"].text } == ["drift", "waits", "waits"])
    #expect(try world.deploysync("apply", "a", "--dry-run").status == 3)
  }

  @Test func `apply names the object before it lists those that wait`() throws {
    let run = try world.deploysync("apply")
    #expect(run.status == 3, "\(run.all)")
    let lines = run.text.split(separator: "\n").map(String.init)
    #expect(
      lines[1].contains("a/3 was changed on the target; nothing of it goes live"), "\(run.text)")
    let rows = lines.filter { $0.contains("update") }
    #expect(rows.first?.contains("a/3") == true, "\(run.text)")
  }
}
