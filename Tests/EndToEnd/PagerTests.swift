import Fixtures
import Foundation
import Testing

/// Answers page by page, on a terminal.
@Suite struct PagerTests {
  private let world: World
  private static let mark = "sed 's/^/PAGED /'"

  init() throws {
    world = try World(HelpDesk.adHoc, files: HelpDesk.files)
  }

  private func run(
    _ arguments: [String], _ changes: [String: String?] = ["DEPLOYSYNC_PAGER": mark],
    steps: [PseudoTerminal.Step] = []
  ) throws -> ProgramResult {
    var variables = try world.environment()
    variables["GIT_PAGER"] = nil
    variables["TERM"] = "xterm"
    for (name, value) in changes { variables[name] = value }
    return try PseudoTerminal.run(
      [try BuiltBinary.path] + arguments, in: world.clone.path, environment: variables,
      steps: steps)
  }

  @Test func `an answer goes through the pager, with its colours, and the status stays`() throws {
    let result = try run(["queued", "--exit-code"])
    #expect(result.status == 2, "\(result.text)")
    #expect(result.text.contains("PAGED \u{1B}[1mtriggers@production\u{1B}[0m"))
  }

  @Test func `the first that names a pager counts`() throws {
    let pager = { (name: String) in "sed 's/^/\(name) /'" }
    try world.clone.git("config", "core.pager", pager("core"))
    let all = [
      "DEPLOYSYNC_PAGER": pager("own"), "GIT_PAGER": pager("git"), "PAGER": pager("plain"),
    ]
    #expect(try run(["queued"], all).text.contains("own "))
    let noOwn = all.filter { $0.key != "DEPLOYSYNC_PAGER" }
    #expect(try run(["queued"], noOwn).text.contains("git "))
    let plain = ["PAGER": pager("plain")]
    #expect(try run(["queued"], plain).text.contains("core "))
    try world.clone.git("config", "--unset", "core.pager")
    #expect(try run(["queued"], plain).text.contains("plain "))
  }

  @Test(arguments: [
    ["queued", "--no-pager"], ["--no-pager", "queued"], ["queued", "--format", "json"],
    ["queued", "--format", "markdown"], ["apply", "--dry-run"], ["apply"],
  ])
  func `these are not paged`(_ arguments: [String]) throws {
    let result = try run(arguments)
    #expect(result.status == 0, "\(result.text)")
    #expect(result.text.contains("triggers"))
    #expect(!result.text.contains("PAGED"))
  }

  @Test(arguments: ["", " ", "cat"])
  func `no pager is a pager too`(_ pager: String) throws {
    let result = try run(["queued"], ["DEPLOYSYNC_PAGER": pager, "PAGER": Self.mark])
    #expect(result.text.contains("triggers@production"))
    #expect(!result.text.contains("PAGED"))
  }

  @Test func `a dumb terminal and a pipe get the answer at once`() throws {
    let dumb = try run(["queued"], ["DEPLOYSYNC_PAGER": Self.mark, "TERM": "dumb"])
    #expect(!dumb.text.contains("PAGED"))
    #expect(!dumb.text.contains("\u{1B}"))
    let pipe = try world.deploysync("queued", environment: ["DEPLOYSYNC_PAGER": Self.mark])
    #expect(!pipe.text.contains("PAGED"))
  }

  @Test func `less is used with git's options unless LESS is set`() throws {
    let pager = "cat >/dev/null; echo \"<$LESS>\""
    #expect(try run(["queued"], ["DEPLOYSYNC_PAGER": pager]).text.contains("<FRX>"))
    let mine = try run(["queued"], ["DEPLOYSYNC_PAGER": pager, "LESS": "S"])
    #expect(mine.text.contains("<S>"))
  }

  @Test func `a short answer does not wait for a key in less`() throws {
    let result = try run(["queued", "--exit-code"], ["PAGER": "less"])
    #expect(result.status == 2)
    #expect(result.text.contains("triggers@production"))
  }

  @Test func `a pager that is left early is no error`() throws {
    let text = (1...20_000).map { "line \($0) of a long file\n" }.joined()
    try world.merge(1, "Add a long file", ["data/triggers/long.yaml": .text(text)])
    let result = try run(
      ["--fetch", "diff", "triggers@production"], ["DEPLOYSYNC_PAGER": "head -n 2"])
    #expect(result.status == 0, "\(result.text)")
    #expect(result.text.split(separator: "\r\n").count == 2, "\(result.text)")
  }

  @Test func `a pager that is not there loses no answer`() throws {
    let result = try run(["queued", "--exit-code"], ["DEPLOYSYNC_PAGER": "no-such-pager"])
    #expect(result.status == 2)
    #expect(result.text.contains("triggers@production"))
  }

  @Test func `Ctrl-C is the pager's key`() throws {
    let pager = "trap 'echo caught' INT; cat >/dev/null; echo waiting; sleep 5; echo left"
    let result = try run(
      ["queued", "--exit-code"], ["DEPLOYSYNC_PAGER": pager],
      steps: [.init(until: "waiting", type: "\u{3}"), .init(until: "caught", type: "")])
    #expect(result.status == 2, "\(result.text)")
    #expect(result.text.contains("left"))
  }
}
