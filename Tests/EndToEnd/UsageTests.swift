import Fixtures
import Foundation
import Testing

/// How commands are called: help, options, names, wrong usage.
struct UsageTests {
  let world: World

  init() throws {
    world = try World(HelpDesk.triggers, files: HelpDesk.files, targets: ["production", "sandbox"])
    world.now = "2026-12-01T00:05:00Z"
  }

  static let commands: [[String]] = [
    ["init"], ["check"], ["queued"], ["diff"], ["calendar"], ["plan"], ["apply"], ["status"],
    ["history"], ["baseline"], ["ledger"], ["ledger", "verify"], ["hook"], ["hook", "install"],
    ["hook", "uninstall"], ["hook", "run"],
  ]

  @Test(arguments: commands)
  func `every command has help with an example that it accepts`(command: [String]) throws {
    let help = try world.start(command + ["--help"], in: world.folder.path).wait()
    #expect(help.status == 0, "\(help.all)")
    #expect(help.errors.isEmpty)
    let line = try #require(
      help.text.split(separator: "\n").first { $0.contains("Example: deploysync ") })
    let words = line.split(separator: " ").drop { $0 != "deploysync" }.dropFirst().map(String.init)
    #expect(Array(words.prefix(command.count)) == command)
    // The example is understood: whatever it answers, it is no wrong usage by its form.
    let example = try world.start(words + ["--help"], in: world.folder.path).wait()
    #expect(example.status == 0, "\(words): \(example.all)")
  }

  @Test func `the program's own help lists all commands and the exit codes`() throws {
    let help = try world.deploysync("--help").text
    for command in Self.commands where command.count == 1 {
      #expect(help.contains("\n  \(command[0]) "), "\(command)")
    }
    #expect(help.contains("78"))
    #expect(try world.deploysync("--version").text == "0.1.0\n")
  }

  static let wrong: [[String]] = [
    ["nonsense"], ["queued", "--nonsense"], ["queued", "macros"], ["queued", "triggers@mars"],
    ["queued", "@production"], ["queued", "--as-of", "yesterday"], ["queued", "--format", "xml"],
    ["queued", "--as-of", "2026-02-30"], ["queued", "--as-of", "2020-01-01"],
    ["queued", "--head", "nothing"], ["queued", "--fetch", "--offline"], ["diff"],
    ["baseline"], ["baseline", "triggers@production"],
    ["baseline", "triggers", "--at", "main"], ["baseline", "triggers@production", "--at", "x"],
    ["apply", "--as-of", "2026-12-01"], ["apply", "--wait", "soon"], ["apply", "--wait", "-1s"],
    ["history", "--limit", "0"], ["calendar", "--months", "0"], ["calendar", "--from", "x"],
    ["hook", "run", "pre-push"], ["hook", "nonsense"], ["ledger", "nonsense"],
    ["status", "--exit-code=1"], ["check", "one", "two"],
  ]

  @Test(arguments: wrong)
  func `wrong usage is 64 with words on standard error`(arguments: [String]) throws {
    let result = try world.start(arguments).wait()
    #expect(result.status == 64, "\(arguments): \(result.all)")
    #expect(result.text.isEmpty, "\(arguments): \(result.all)")
    #expect(result.errorText.contains("Error: "), "\(arguments): \(result.all)")
    #expect(try world.ledger() == nil)
    #expect(world.target() == [:])
  }

  @Test(arguments: ["queued", "status", "plan", "calendar", "history", "check"])
  func `all three formats answer, and JSON has sorted keys`(command: String) throws {
    let text = try world.deploysync(command)
    let markdown = try world.deploysync(command, "--format", "markdown")
    let json = try world.deploysync(command, "--format", "json")
    #expect([text, markdown, json].allSatisfy { $0.status == 0 }, "\(text.all)\(json.all)")
    #expect(!text.output.isEmpty && !markdown.output.isEmpty)
    let value = try JSONSerialization.jsonObject(with: Data(json.output))
    let sorted = try JSONSerialization.data(
      withJSONObject: value, options: [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes])
    let compact = { (bytes: [UInt8]) in
      String(decoding: bytes, as: UTF8.self).filter { !$0.isWhitespace }
    }
    #expect(compact(json.output) == compact(Array(sorted)))
  }

  @Test func `-C stands before or behind the subcommand, and other options too`() throws {
    let outside = world.folder.path
    for arguments in [
      ["-C", world.clone.path, "queued"], ["queued", "-C", world.clone.path],
      ["-C", world.clone.path, "--format", "json", "queued", "triggers@sandbox"],
      ["-q", "-C", world.clone.path, "ledger", "verify"],
      ["ledger", "verify", "-C", world.clone.path],
    ] {
      let result = try world.start(arguments, in: outside).wait()
      #expect(result.status == 0, "\(arguments): \(result.all)")
    }
    #expect(try world.deploysync("queued", in: outside).status == 4)
    #expect(try world.deploysync("-C", "/nowhere", "queued").status == 4)
  }

  @Test func `it works from a folder inside the work tree`() throws {
    let inside = world.folder.path("clone/data/triggers")
    #expect(try world.deploysync("queued", in: inside).status == 0)
    #expect(try world.deploysync("check", in: inside).status == 0)
  }

  @Test func `ITEM is all its bindings and ITEM@TARGET is one`() throws {
    let names = { (arguments: [String]) in
      try world.start(["queued", "--format", "json"] + arguments).wait().json["bindings"].list
        .compactMap { $0["target"].text }
    }
    #expect(try names([]) == ["production", "sandbox"])
    #expect(try names(["triggers"]) == ["production", "sandbox"])
    #expect(try names(["triggers@sandbox"]) == ["sandbox"])
    #expect(try names(["triggers@sandbox", "triggers"]) == ["production", "sandbox"])
  }

  @Test func `queued --exit-code is 2 when something is queued`() throws {
    #expect(try world.deploysync("queued", "--exit-code").status == 2)
    try world.deploysync("apply")
    #expect(try world.deploysync("queued", "--exit-code").status == 0)
  }

  @Test func `--as-of looks at what was merged and recorded then`() throws {
    try world.merge(
      1, "Add B", ["data/triggers/b.yaml": "title: B\n"], at: "2026-12-02T00:00:00Z")
    try world.deploysync("apply", at: "2026-12-03T00:00:00Z")
    let queued = { (time: String) in
      try world.deploysync(
        "queued", "--as-of", time, "--format", "json", at: "2026-12-10T00:00:00Z"
      ).json.binding("triggers@sandbox")
    }
    #expect(try queued("2026-12-01")["deployed"] == .null)
    #expect(try queued("2026-12-01")["entries"].list.count == 1)
    #expect(try queued("2026-12-02T12:00")["entries"].list.count == 2)
    #expect(try queued("2026-12-04T00:00:00+01:00")["entries"] == [])
    #expect(try queued("2026-12-04")["deployed"] != .null)
  }

  @Test func `-q leaves the answer alone on standard output`() throws {
    let result = try world.deploysync("apply", "-q")
    #expect(result.status == 0)
    #expect(result.errors.isEmpty, "\(result.all)")
    #expect(result.text.contains("is recorded"))
  }
}
