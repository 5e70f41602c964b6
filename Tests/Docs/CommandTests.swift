import Fixtures
import Foundation
import Testing

/// What people read about the commands is about the commands that there are.
@Suite struct CommandTests {
  private static func help(_ command: [String] = []) throws -> String {
    let folder = try TemporaryFolder()
    let result = try Program.run(
      BuiltBinary.path, ["help"] + command, in: folder.path,
      environment: HermeticEnvironment.variables(home: folder.path))
    try #require(result.status == 0)
    return result.text
  }

  /// The subcommands that a help text lists, of all groups.
  private static func subcommands(of help: String) -> [String] {
    var found: [String] = []
    for part in help.components(separatedBy: "SUBCOMMANDS:\n").dropFirst() {
      for line in part.split(separator: "\n") where line.prefix(while: { $0 == " " }).count == 2 {
        if let name = line.split(separator: " ").first { found.append(String(name)) }
      }
    }
    return found.filter { $0 != "See" }
  }

  @Test func `the README lists every command and no others`() throws {
    let readme = try String(contentsOfFile: "\(DocumentSession.root)/README.md", encoding: .utf8)
    let section = readme.components(separatedBy: "\n## ").first { $0.hasPrefix("Commands") } ?? ""
    var listed: Set<String> = []
    for line in section.split(separator: "\n") where line.hasPrefix("| `") {
      let cell = line.dropFirst().prefix { $0 != "|" }
      listed.formUnion(cell.matches(of: /`([a-z]+)/).map { String($0.output.1) })
    }
    #expect(listed == Set(try Self.subcommands(of: Self.help())))
  }

  @Test func `every command's help has an example and names its values`() throws {
    var pending = try Self.subcommands(of: Self.help()).map { [$0] }
    try #require(pending.count > 10)
    while let command = pending.popLast() {
      let help = try Self.help(command)
      #expect(help.contains("Example: deploysync \(command.joined(separator: " "))"))
      #expect(!help.contains("<C>"))
      if help.contains("SUBCOMMANDS:") {
        pending += Self.subcommands(of: help).map { command + [$0] }
      }
    }
  }
}
