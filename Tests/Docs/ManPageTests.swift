import Fixtures
import Foundation
import Testing

/// The man pages and completions that `scripts/make-docs` makes of the program.
@Suite struct ManPageTests {
  private let folder: TemporaryFolder
  private let environment: [String: String]

  init() throws {
    folder = try TemporaryFolder()
    var variables = HermeticEnvironment.variables(home: folder.path)
    variables["SOURCE_DATE_EPOCH"] = "1790000000"
    environment = variables
    let made = try Program.run(
      "\(DocumentSession.root)/scripts/make-docs",
      [try BuiltBinary.path, folder.path("share")], in: folder.path, environment: variables)
    try #require(made.status == 0, "\(made.errorText)")
  }

  private struct Command: Decodable {
    struct Argument: Decodable {
      struct Name: Decodable {
        var kind: String
        var name: String
      }
      var names: [Name]?
      var shouldDisplay: Bool
    }
    var commandName: String
    var arguments: [Argument]?
    var subcommands: [Command]?
    var shouldDisplay: Bool
  }
  private struct Tool: Decodable { var command: Command }

  /// Every command, by its words, with the options that it has itself.
  private func commands() throws -> [(path: [String], options: [String])] {
    let dump = try Program.run(
      try BuiltBinary.path, ["--experimental-dump-help"], in: folder.path,
      environment: environment)
    let tool = try JSONDecoder().decode(Tool.self, from: Data(dump.output))
    var found: [(path: [String], options: [String])] = []
    func add(_ command: Command, _ path: [String]) {
      let path = path + [command.commandName]
      let names = (command.arguments ?? []).filter(\.shouldDisplay).flatMap { $0.names ?? [] }
      found.append((path, names.map { ($0.kind == "long" ? "--" : "-") + $0.name }))
      for child in command.subcommands ?? []
      where child.commandName != "help" && child.shouldDisplay { add(child, path) }
    }
    add(tool.command, [])
    return found
  }

  private func page(_ path: [String]) throws -> String {
    let result = try Program.run(
      "mandoc",
      ["-T", "utf8", "-O", "width=200", "share/man/man1/\(path.joined(separator: "-")).1"],
      in: folder.path, environment: environment)
    // Without what makes letters bold or underlined: a character, a backspace, the character.
    return result.text.replacing(/.\x08/, with: "").replacing("‐", with: "-")
  }

  @Test func `every command has a page that names its options`() throws {
    let commands = try commands()
    try #require(commands.count > 20)
    let common = Set(commands[0].options)
    for (path, options) in commands {
      let page = try page(path)
      #expect(page.contains("NAME"), "\(path)")
      for option in options where path.count == 1 || !common.contains(option) {
        #expect(page.contains(option), "\(path)")
      }
    }
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path("share/man/man1"))
    #expect(Set(files) == Set(commands.map { $0.path.joined(separator: "-") + ".1" }))
  }

  @Test func `no page has a fault`() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path("share/man/man1"))
    let result = try Program.run(
      "mandoc", ["-T", "lint", "-W", "warning"] + files.map { "share/man/man1/\($0)" },
      in: folder.path, environment: environment)
    #expect(result.text + result.errorText == "")
  }

  @Test(arguments: [
    "bash-completion/completions/deploysync", "zsh/site-functions/_deploysync",
    "fish/vendor_completions.d/deploysync.fish",
  ])
  func `the completions name every command and every option`(_ path: String) throws {
    let text = try #require(folder.text(of: "share/\(path)"))
    for (path, options) in try commands() {
      #expect(text.contains(path.last ?? ""))
      for option in options {
        let name = option.drop { $0 == "-" }
        #expect(text.contains(name), "\(path) \(option)")
      }
    }
  }

  @Test func `the same program makes the same pages`() throws {
    let again = try Program.run(
      "\(DocumentSession.root)/scripts/make-docs",
      [try BuiltBinary.path, folder.path("again")], in: folder.path, environment: environment)
    try #require(again.status == 0)
    let difference = try Program.run(
      "diff", ["-r", "share", "again"], in: folder.path, environment: environment)
    #expect(difference.status == 0, "\(difference.text)")
  }
}
