import Fixtures
import Foundation
import Testing

/// The completions of bash, zsh and fish, installed and asked for in the shells themselves.
@Suite struct ShellCompletionTests {
  private let world: World
  private var share: String { world.folder.path("share") }

  init() throws {
    world = try World(Self.configuration, files: HelpDesk.files)
    let made = try Program.run(
      Self.root + "/scripts/make-docs", [try BuiltBinary.path, world.folder.path("share")],
      in: world.folder.path, environment: world.clone.variables)
    try #require(made.status == 0, "\(made.all)")
  }

  private static let configuration = """
    version: 1
    items:
      triggers: { paths: [data/triggers], targets: [production, sandbox] }
      macros: { paths: [data/macros], targets: { production: { deployment: ad-hoc } } }
    exceptions:
      steps:
        - impact:
        - decision: { by: lead@example.com }

    """

  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../..").standardized.path

  private func environment() throws -> [String: String] {
    var variables = try world.environment()
    let binary = URL(fileURLWithPath: try BuiltBinary.path).deletingLastPathComponent().path
    variables["PATH"] = "\(binary):\(variables["PATH"] ?? "")"
    variables["TERM"] = "dumb"
    variables["PS1"] = "ready> "
    variables["XDG_DATA_DIRS"] = share
    return variables
  }

  /// Types lines into a shell, a tab behind each; what a line is to become has to appear.
  private func complete(
    _ lines: [(line: String, becomes: String)] = lines, in shell: [String], setup: String
  ) throws {
    var steps = [PseudoTerminal.Step(until: "ready> ", type: setup + "\n")]
    for line in lines {
      steps.append(.init(until: "now> ", type: line.line + "\t"))
      // Ctrl-U empties the line; a command that does nothing brings a new prompt.
      steps.append(.init(until: line.becomes, type: "\u{15}:\n"))
    }
    steps.append(.init(until: "now> ", type: "exit 7\n"))
    let result = try PseudoTerminal.run(
      shell, in: world.clone.path, environment: try environment(), columns: 200, steps: steps)
    #expect(result.status == 7, "\(result.text)")
  }

  private static let lines: [(line: String, becomes: String)] = [
    ("deploysync que", "deploysync queued "),
    ("deploysync queued tri", "deploysync queued triggers"),
    ("deploysync queued triggers@pro", "deploysync queued triggers@production "),
    ("deploysync diff mac", "deploysync diff macros@production "),
    ("deploysync diff triggers@pro", "deploysync diff triggers@production "),
    ("deploysync queued --format j", "deploysync queued --format json "),
    ("deploysync queued --exit", "deploysync queued --exit-code "),
    ("deploysync -C . diff mac", "deploysync -C . diff macros@production "),
    ("deploysync check depl", "deploysync check deploysync.yaml "),
  ]

  private func completeInBash(_ lines: [(line: String, becomes: String)] = lines) throws {
    try complete(
      lines, in: ["bash", "--norc", "--noprofile", "-i"],
      setup: "source '\(share)/bash-completion/completions/deploysync'; PS1='now''> '")
  }

  @Test func `bash completes commands, options and names`() throws { try completeInBash() }

  @Test func `zsh completes commands, options and names`() throws {
    try complete(
      in: ["zsh", "-f", "-i"],
      setup: "fpath=('\(share)/zsh/site-functions' $fpath); autoload -U compinit; "
        + "compinit -u -D; PS1='now''> '")
  }

  /// Fish finds the completions by itself, in `vendor_completions.d` below XDG_DATA_DIRS.
  private func completeInFish(_ lines: [(line: String, becomes: String)] = lines) throws {
    try complete(
      lines, in: ["fish", "--private", "-i", "-C", "function fish_prompt; printf 'ready> '; end"],
      setup: "function fish_prompt; printf 'now%s' '> '; end")
  }

  @Test func `fish completes commands, options and names`() throws { try completeInFish() }

  @Test func `exceptions and runs are offered by their IDs`() throws {
    try world.deploysync("apply", "macros", at: "2026-11-20T12:00:00Z")
    let asked = try world.deploysync(
      "exception", "request", "triggers", "--reason", "test", at: "2026-11-20T12:00:00Z")
    try #require(asked.status == 0, "\(asked.all)")
    try completeInBash([
      ("deploysync exception show E", "deploysync exception show E-1 "),
      ("deploysync apply --exception ", "deploysync apply --exception E-1 "),
    ])
  }

  @Test func `where nothing can be read nothing is offered and nothing said`() throws {
    let outside = try TemporaryFolder()
    let result = try Program.run(
      try BuiltBinary.path,
      ["---completion", "queued", "--", "positional@0", "2", "0", "deploysync", "queued", ""],
      in: outside.path, environment: try environment())
    #expect(result.status == 0, "\(result.all)")
    #expect(result.text.trimmingCharacters(in: .whitespacesAndNewlines) == "")
    #expect(result.errors == [])
  }

  @Test func `a name that a shell would run is not offered`() throws {
    try world.push(
      "Name items",
      [
        "deploysync.yaml": .text(
          """
          version: 1
          items:
            "$(touch${IFS}owned)": { paths: [data/a], targets: [production] }
            "`touch${IFS}owned`": { paths: [data/b], targets: [production] }
            fine: { paths: [data/c], targets: [production] }

          """)
      ])
    try world.clone.git("fetch", "-q")
    let line = ("deploysync queued ", "deploysync queued fine")
    try completeInBash([line])
    try completeInFish([line])
    #expect(!FileManager.default.fileExists(atPath: world.clone.path + "/owned"))
  }

  @Test func `every value that names something of the repository is completed`() throws {
    let help = try world.deploysync("--experimental-dump-help").json
    var missing: [String] = []
    func look(_ command: Answer, _ path: String) {
      for argument in command["arguments"].list {
        let value = argument["valueName"].text ?? ""
        guard
          ["name", "names", "binding", "id", "e-n", "item", "run", "exception"].contains(value),
          argument["kind"] != "flag", path != " deploysync hook run"
        else { continue }
        if argument["completionKind"] == .null { missing.append("\(path) <\(value)>") }
      }
      for child in command["subcommands"].list {
        look(child, "\(path) \(child["commandName"].text ?? "")")
      }
    }
    look(help["command"], " deploysync")
    #expect(missing == [], "give these a completion, such as .items or .bindings")
  }
}
