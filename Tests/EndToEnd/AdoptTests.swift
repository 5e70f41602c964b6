import Fixtures
import Foundation
import Testing

/// `drift` and `adopt`: what was changed in the system itself, and its way into the repository.
struct AdoptTests {
  private let world: World
  private static let text = """
    # Who answers first
    title: Greet   # shown to agents
    priority: high
    api_token: abc

    """

  init() throws {
    world = try World(
      HelpDesk.triggers, files: ["data/triggers/a.yaml": .text(Self.text), "other": "o\n"],
      targets: ["production", "sandbox"])
    world.now = "2026-12-01T00:05:00Z"
    try world.deploysync("apply")
    world.now = "2026-12-02T09:00:00Z"
  }

  private func change(_ old: String, _ new: String, on target: String = "sandbox") throws {
    let path = "targets/\(target)/triggers/a.yaml"
    let text = try #require(world.folder.text(of: path))
    try world.folder.write(text.replacing(old, with: new), to: path)
  }

  @Test func `keys that the operator calls secret are not shown either`() throws {
    try world.folder.write(
      "targets: { sandbox: { kind: directory, path: \(world.folder.path("targets/sandbox")), "
        + "secrets: [priority] } }\n", to: "targets.yaml")
    try change("high", "urgent")
    for arguments in [["drift", "--format", "json"], ["drift"], ["adopt"]] {
      let answer = try world.start([arguments[0], "triggers@sandbox"] + arguments.dropFirst())
        .wait()
      #expect(!answer.all.contains("urgent"), "\(answer.all)")
    }
    let message = try world.clone.git("log", "-1", "--format=%B", "adopt/triggers-sandbox")
    #expect(message.contains("priority: (secret) changed"), "\(message)")
  }

  /// Writes the targets file anew with `compare: values`.
  private func compareValues() throws {
    var text = "targets:\n"
    for name in ["production", "sandbox"] {
      text +=
        "  \(name): { kind: directory, path: \(world.folder.path("targets/\(name)")), "
        + "compare: values }\n"
    }
    try world.folder.write(text, to: "targets.yaml")
  }

  @Test func `drift names values, hides secrets and says what follows`() throws {
    #expect(try world.deploysync("drift", "--exit-code").status == 0)
    try change("high", "urgent")
    try change("abc", "s3cret")
    try world.merge(
      2, "Lower it", ["data/triggers/a.yaml": .text(Self.text.replacing("high", with: "low"))])
    try world.clone.git("fetch", "-q")
    let drift = try world.deploysync("drift", "triggers@sandbox", "--exit-code")
    #expect(drift.status == 2, "\(drift.all)")
    #expect(drift.text.contains("priority: high -> urgent, merged: low"), "\(drift.text)")
    #expect(drift.text.contains("deploysync adopt triggers@sandbox"))
    #expect(drift.text.contains("--overwrite-drift"))
    let json = try world.deploysync("drift", "triggers@sandbox", "--format", "json")
    let object = try json.json.binding("triggers@sandbox")["objects"][0]
    #expect(object["consequence"] == "conflicts")
    #expect(object["values"][0]["live"] == "urgent" && object["values"][0]["merged"] == "low")
    let markdown = try world.deploysync("drift", "triggers@sandbox", "--format", "markdown")
    for answer in [drift, json, markdown] {
      #expect(!answer.all.contains("s3cret") && !answer.all.contains("abc"), "\(answer.all)")
    }
  }

  @Test func `a target that is not served or cannot be reached is never no drift`() throws {
    try world.serve(["production"])
    let drift = try world.deploysync("drift")
    #expect(drift.status == 1, "\(drift.all)")
    #expect(drift.text.contains("not known whether it drifted"))
    #expect(try world.deploysync("drift", "triggers@sandbox").status == 78)
    try FileManager.default.removeItem(atPath: world.folder.path("targets/production"))
    let gone = try world.deploysync("drift", "triggers@production")
    #expect(gone.status == 1 && !gone.text.contains("no drift"), "\(gone.all)")
  }

  @Test(arguments: ["sandbox", "production"], [true, false])
  func `adopt commits the change alone, and once merged it is recorded without writing`(
    target: String, isByValues: Bool
  ) throws {
    if isByValues { try compareValues() }
    try change("high", "urgent", on: target)
    if isByValues { try change("# Who answers first\n", "", on: target) }
    // Staged and unstaged work of the operator's.
    try world.clone.write("staged\n", to: "other")
    try world.clone.git("add", "other")
    try world.clone.write("half done\n", to: "other")
    let before = try world.clone.git("status", "--porcelain=v2", "--branch")
    let adopted = try world.deploysync("adopt", "triggers@\(target)")
    #expect(adopted.status == 0, "\(adopted.all)")
    let branch = "adopt/triggers-\(target)"
    #expect(adopted.text.contains("git push origin \(branch)"), "\(adopted.text)")
    #expect(try world.clone.git("status", "--porcelain=v2", "--branch") == before)
    #expect(try world.clone.git("rev-parse", "\(branch)^") == world.clone.git("rev-parse", "HEAD"))
    #expect(
      try world.clone.git("diff", "--name-only", "\(branch)^", branch) == "data/triggers/a.yaml")
    #expect(
      try world.clone.git("show", "\(branch):data/triggers/a.yaml") + "\n"
        == Self.text.replacing("high", with: "urgent"))
    let message = try world.clone.git("log", "-1", "--format=%B", branch)
    #expect(message.contains("priority: high -> urgent"), "\(message)")
    #expect(message.contains("Deploysync-Seen: 2026-12-02T09:0"), "\(message)")
    #expect(try world.deploysync("adopt", "triggers@\(target)").status == 3, "it exists by now")

    try world.clone.git("push", "-q", "origin", "\(branch):main")
    let live = world.target(target)
    let applied = try world.deploysync("apply", "--format", "json").json
    #expect(applied.binding("triggers@\(target)")["objects"][0]["action"] == "takeOver")
    #expect(world.target(target) == live, "nothing is written")
    let drift = try world.deploysync("drift", "triggers@\(target)", "--exit-code")
    #expect(drift.status == 0, "\(drift.all)")
  }

  @Test func `it is signed where git signs commits, in the name of who runs it`() throws {
    try change("high", "urgent")
    let key = world.folder.path("key")
    _ = try Program.run(
      "ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key], in: "/", environment: [:])
    try world.clone.git("config", "gpg.format", "ssh")
    try world.clone.git("config", "user.signingkey", key)
    try world.clone.git("config", "commit.gpgsign", "true")
    let adopted = try world.deploysync("adopt", "triggers@sandbox", "--branch", "by-hand")
    #expect(adopted.status == 0, "\(adopted.all)")
    let raw = try world.clone.git("cat-file", "commit", "by-hand")
    #expect(raw.contains("gpgsig -----BEGIN SSH SIGNATURE-----"), "\(raw)")
    #expect(try world.clone.git("rev-parse", "by-hand^") == world.clone.git("rev-parse", "HEAD"))
  }

  @Test func `infer finds the commit and excludes what does not go with it`() throws {
    for arguments in [["--infer", "--at", "main"], ["--infer", "--unproven"], []] {
      let result = try world.start(["baseline", "triggers@sandbox"] + arguments).wait()
      #expect(result.status == 64, "\(result.all)")
    }
    let answer = try world.deploysync("baseline", "triggers@sandbox", "--infer")
    #expect(answer.text.contains("nothing differs in 1 object"), "\(answer.all)")
    try change("high", "urgent")
    let refused = try world.deploysync("baseline", "triggers@sandbox", "--infer")
    #expect(refused.status == 3, "\(refused.all)")
    #expect(refused.errorText.contains("--at COMMIT"), "\(refused.all)")
  }

  @Test(arguments: ["base: &b { x: 1 }\nuse: { <<: *b }\n", "title: A\n---\ntitle: B\n"])
  func `what loses its comments since it cannot be read says so`(text: String) throws {
    try world.merge(
      3, "Odd", ["data/triggers/odd.yaml": .text("# Ours\n" + text)], at: "2026-11-15T00:00:00Z")
    try compareValues()
    try world.deploysync("apply", "triggers@sandbox")
    try world.folder.write(
      text.replacing("1", with: "2").replacing("B", with: "C"),
      to: "targets/sandbox/triggers/odd.yaml")
    let answer = try world.deploysync("adopt", "triggers@sandbox")
    #expect(answer.status == 0, "\(answer.all)")
    #expect(answer.all.contains("written anew as a whole, without its comments"), "\(answer.all)")
  }
}
