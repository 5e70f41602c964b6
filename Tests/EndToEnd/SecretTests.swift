import Fixtures
import Foundation
import Testing

/// Secrets in the files of an item: no command that explains a change shows one, in any format.
struct SecretTests {
  static let secrets = ["oldsecret", "newsecret", "handsecret", "oldpin", "newpin", "linesecret"]

  private static func files(_ side: String) -> [String: FixtureFile?] {
    [
      "data/triggers/hook.yaml": .text(
        "title: \(side)\nauthentication:\n  type: basic\n  data: \(side)secret\n"),
      "data/triggers/lines.yaml": .text(
        "title: A\npin_code: \(side)pin\nmulti: |\n  a\nprivate_key: |\n  one\n  \(side)secret\n"),
      "data/triggers/vars.json": .text("[{\"name\":\"API_TOKEN\",\"value\":\"\(side)secret\"}]"),
      "data/triggers/app.env": .text("PASSWORD=\(side)secret\n"),
      "data/triggers/broken.yaml": .text("password: \(side)secret\n - x: [\n"),
    ]
  }

  private func world() throws -> World {
    let world = try World(
      HelpDesk.standard + """
        exceptions:
          steps: [{ impact: }, { decision: { by: max@example.com } }, { confirmation: }]

        """, files: Self.files("old"))
    var text = "targets:\n  production: { kind: directory, path: "
    text += world.folder.path("targets/production") + ", secrets: [pin] }\n"
    try world.folder.write(text, to: "targets.yaml")
    return world
  }

  @Test func `none is in a plan or an impact, in any format`() throws {
    let world = try world()
    #expect(try world.deploysync("apply", at: "2026-12-01T00:10:00Z").status == 0)
    try world.push("Change", Self.files("new"), at: "2026-12-02T10:00:00Z")
    for (path, file) in Self.files("hand") {
      guard case .file(let bytes, _)? = file else { continue }
      let place = String(path.dropFirst("data/".count))
      try world.folder.write(
        String(decoding: bytes, as: UTF8.self), to: "targets/production/\(place)")
    }
    world.now = "2026-12-02T12:00:00Z"
    try world.clone.git("fetch", "-q")
    let asked = try world.deploysync(
      "exception", "request", "triggers", "--reason", "now",
      environment: ["GIT_COMMITTER_EMAIL": "rita@example.com"])
    #expect(asked.status == 0, "\(asked.all)")
    let plan = world.folder.path("plan.json")
    for command in [
      ["plan"], ["plan", "--overwrite-drift", "--out", plan], ["apply", "--dry-run"],
      ["exception", "impact", "E-1"], ["exception", "show", "E-1"],
    ] {
      for format in ["text", "markdown", "json"] {
        let result = try world.start(command + ["--format", format]).wait()
        #expect(result.status == 0, "\(command): \(result.all)")
        for secret in Self.secrets {
          #expect(!result.all.contains(secret), "\(command) \(format): \(result.all)")
        }
      }
    }
    let text = try world.deploysync("plan").text
    for line in [
      "title: old -> new", "authentication: (secret) changed", "pin_code: (secret) changed",
      "private_key: (secret) changed", "[name=API_TOKEN].value: (secret) changed",
      "authentication: (secret) changed on the target",
    ] { #expect(text.contains(line), "\(line) in \(text)") }
    let saved = try #require(world.folder.text(of: "plan.json"))
    for secret in Self.secrets { #expect(!saved.contains(secret)) }
  }
}
