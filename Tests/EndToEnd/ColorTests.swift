import Fixtures
import Testing

/// When answers have colours, and how they are fitted to a terminal.
@Suite struct ColorTests {
  private let world: World

  init() throws {
    world = try World(HelpDesk.adHoc, files: HelpDesk.files)
    try world.deploysync("apply")
    try world.merge(
      1, "Route what comes in at night to the people who are awake then, wherever they are",
      ["data/triggers/b.yaml": "title: B\n"], at: "2026-11-20T12:00:00Z")
    try world.clone.git("fetch", "-q")
  }

  private func show(
    _ arguments: [String], columns: Int = 80, _ changes: [String: String] = [:]
  ) throws -> String {
    var variables = try world.environment()
    variables["TERM"] = "xterm"
    variables.merge(changes) { $1 }
    let result = try PseudoTerminal.run(
      [try BuiltBinary.path, "queued", "-q"] + arguments, in: world.clone.path,
      environment: variables, columns: columns)
    #expect(result.status == 0, "\(result.text)")
    return result.text
  }

  @Test(arguments: [
    ([], [:], true), ([], ["NO_COLOR": "1"], false), ([], ["NO_COLOR": "0"], false),
    ([], ["NO_COLOR": ""], true), ([], ["TERM": "dumb"], false), ([], ["TERM": ""], false),
    (["--color", "never"], [:], false), (["--color", "auto"], ["NO_COLOR": "1"], false),
    (["--color", "always"], ["NO_COLOR": "1"], true),
    (["--color", "always"], ["TERM": "dumb"], true),
  ])
  func `the flag counts before NO_COLOR, and that before the terminal`(
    _ arguments: [String], _ changes: [String: String], _ isColored: Bool
  ) throws {
    #expect(try show(arguments, changes).contains("\u{1B}[") == isColored)
  }

  @Test func `a pipe gets colours only where they are asked for`() throws {
    #expect(!(try world.deploysync("queued").text.contains("\u{1B}")))
    #expect(try world.deploysync("queued", "--color", "always").text.contains("\u{1B}[33m"))
  }

  @Test func `a narrow terminal gets the start of a long title, a pipe all of it`() throws {
    let title = "Route what comes in at night to the people who are awake then, wherever they are"
    for columns in [40, 80] {
      let shown = try show(["--color", "never"], columns: columns)
      #expect(shown.contains("Route what"))
      #expect(shown.contains("…"))
      #expect(shown.contains("A  data/triggers/b.yaml"))
      for line in shown.split(separator: "\r\n") where line.hasPrefix("    ") {
        #expect(line.count <= columns, "\(line)")
      }
    }
    #expect(try show(["--color", "never"], columns: 200).contains(title))
    #expect(try show(["--color", "never"], ["COLUMNS": "200"]).contains(title))
    #expect(try world.deploysync("queued", environment: ["COLUMNS": "40"]).text.contains(title))
  }
}
