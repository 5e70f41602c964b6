import Fixtures
import Foundation
import Testing

/// A `deploysync.yaml` that is wrong as a whole or in one item: told with its place, and nothing is
/// written.
struct ConfigurationFaultTests {
  /// A world in which the merged configuration was good, deployed from, and then became this.
  private func world(after configuration: String) throws -> (world: World, ledger: String?) {
    let world = try World(
      HelpDesk.triggers, files: HelpDesk.files, targets: ["production", "sandbox"])
    world.now = "2026-12-01T00:05:00Z"
    try world.deploysync("apply")
    try world.push(
      "Change the configuration",
      ["deploysync.yaml": .text(configuration), "data/triggers/b.yaml": "title: B\n"])
    try world.clone.git("pull", "-q")
    return (world, try world.ledger())
  }

  static let broken: [(text: String, words: String)] = [
    ("version: 1\nitems: [\n", "deploysync.yaml:3:1"),
    ("version: 1\n\titems: {}\n", "deploysync.yaml:2:1"),
    (
      HelpDesk.triggers + "calender: {}\n",
      "deploysync.yaml:9:1: error: unknown key `calender`"
    ),
    ("version: 2\nitems: {}\n", "deploysync.yaml:1:10"),
    ("", "deploysync.yaml"),
    ("just text\n", "deploysync.yaml:1:1"),
    (HelpDesk.triggers + "branch: other\n", "deploysync.yaml says `branch: other`"),
    (HelpDesk.triggers + "timezone: Europe/Berln\n", "Europe/Berlin"),
  ]

  @Test(arguments: broken)
  func `what concerns the whole file is 78, with its place`(text: String, words: String) throws {
    let (world, ledger) = try world(after: text)
    for command in ["queued", "status", "plan", "calendar", "apply", "history"] {
      let result = try world.deploysync(command)
      #expect(result.status == 78, "\(command): \(result.all)")
      #expect(result.text.isEmpty, "\(command): \(result.all)")
      #expect(result.errorText.contains(words), "\(command): \(result.all)")
    }
    #expect(world.target("sandbox").count == 1)
    #expect(try world.ledger() == ledger)
  }

  @Test func `check tells all problems at once, before they are committed`() throws {
    let (world, _) = try world(after: HelpDesk.triggers)
    try world.clone.write(
      """
      version: 1
      calender: {}
      items:
        triggers:
          pathes: [data/triggers]
          targets: [production]
        macros:
          paths: ["../outside"]
          targets: { production: { deployment: adhoc } }

      """, to: "deploysync.yaml")
    let check = try world.deploysync("check")
    #expect(check.status == 78)
    for words in [
      "deploysync.yaml:2:1: error: unknown key `calender`", "`calendar`", "`paths`",
      "deploysync.yaml:8:", "ad-hoc",
    ] {
      #expect(check.text.contains(words), "\(words): \(check.all)")
    }
    // The merged one still counts.
    #expect(try world.deploysync("apply").status == 0)
    #expect(world.target("sandbox").count == 2)
  }

  static let brokenItems: [(lines: String, words: String)] = [
    ("pathes: [data/macros]\n    targets: [sandbox]", "`paths`"),
    ("paths: [\"../outside\"]\n    targets: { sandbox: { deployment: ad-hoc } }", "../outside"),
    ("paths: [\"/etc\"]\n    targets: { sandbox: { deployment: ad-hoc } }", "/etc"),
    ("paths: [\"data/../../x\"]\n    targets: { sandbox: { deployment: ad-hoc } }", "data/../../x"),
    ("paths: [data/macros]\n    targets: { sandbox: { deployment: adhoc } }", "ad-hoc"),
    ("paths: [\".git/config\"]\n    targets: { sandbox: { deployment: ad-hoc } }", ".git"),
  ]

  @Test(arguments: brokenItems)
  func `what is wrong in one item disables that item alone`(lines: String, words: String) throws {
    let (world, _) = try world(after: HelpDesk.triggers + "  macros:\n    \(lines)\n")
    let queued = try world.deploysync("queued")
    #expect(queued.status == 0, "\(queued.all)")
    #expect(queued.errorText.contains(words), "\(queued.all)")
    #expect(queued.errorText.contains("deploysync.yaml:"), "\(queued.all)")
    let apply = try world.deploysync("apply")
    #expect(apply.status == 1, "\(apply.all)")
    #expect((apply.text + apply.errorText).contains(words), "\(apply.all)")
    #expect(world.target("sandbox").keys.sorted() == ["triggers/a.yaml", "triggers/b.yaml"])
    #expect(try world.deploysync("apply", "triggers@sandbox").status == 0)
    #expect(try world.deploysync("status", "--exit-code").status == 1)
    #expect(try world.deploysync("check").status == 78)
  }

  @Test func `two items that own the same object of one target are 78`() throws {
    let both =
      HelpDesk.triggers + """
          all:
            paths: ["data/**/*.yaml"]
            root: data
            targets: { sandbox: { deployment: ad-hoc } }

        """
    let (world, ledger) = try world(after: both)
    let result = try world.deploysync("apply")
    #expect(result.status == 78, "\(result.all)")
    for word in ["all", "triggers", "sandbox", "triggers/a.yaml"] {
      #expect(result.errorText.contains(word), "\(word): \(result.all)")
    }
    #expect(world.target("sandbox").count == 1)
    #expect(try world.ledger() == ledger)
    #expect(try world.deploysync("check").status == 78)
  }

  @Test func `a path that matches nothing is a warning of check, and no error`() throws {
    let (world, _) = try world(
      after: HelpDesk.triggers.replacing(
        "[data/triggers]", with: "[data/triggers, \"data/x/*.yaml\"]"))
    let check = try world.deploysync("check")
    #expect(check.status == 0, "\(check.all)")
    #expect(check.text.contains("warning"), "\(check.all)")
    #expect(check.text.contains("the path data/x/*.yaml of the item triggers matches nothing"))
    #expect(try world.deploysync("apply").status == 0)
  }

  @Test func `without deploysync.yaml every command names the next step`() throws {
    let world = try World(HelpDesk.triggers, files: HelpDesk.files)
    try world.push("Remove it", ["deploysync.yaml": nil])
    try world.clone.git("pull", "-q")
    for command in ["queued", "status", "plan", "calendar", "apply", "history"] {
      let result = try world.deploysync(command)
      #expect(result.status == 78, "\(command): \(result.all)")
      #expect(
        result.errorText.contains("there is no deploysync.yaml on refs/remotes/origin/main"))
      #expect(result.errorText.contains("deploysync init"))
    }
    #expect(try world.ledger() == nil)
  }

  @Test func `--config tries a configuration that is not merged`() throws {
    let world = try World(HelpDesk.triggers, files: HelpDesk.files)
    try world.push("Remove it", ["deploysync.yaml": nil])
    try world.clone.git("pull", "-q")
    try world.folder.write(HelpDesk.standard, to: "new.yaml")
    let queued = try world.deploysync("queued", "--config", world.folder.path("new.yaml"))
    #expect(queued.status == 0, "\(queued.all)")
    #expect(queued.text.contains("never deployed: 1 entry, 1 file"))
    try world.folder.write("version: 1\nitmes: {}\n", to: "new.yaml")
    let wrong = try world.deploysync("queued", "--config", world.folder.path("new.yaml"))
    #expect(wrong.status == 78)
    #expect(wrong.errorText.contains("new.yaml:2:1"), "\(wrong.all)")
    #expect(try world.deploysync("apply", "--config", "new.yaml").status == 64)
  }
}
