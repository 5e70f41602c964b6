import Configuration
import Domain
import Foundation
import Testing

/// What `init` writes.
@Suite struct TemplateTests {
  @Test func `the template is a file without problems`() throws {
    let text = ConfigurationTemplate.text(
      items: [(name: "triggers", path: "data/triggers"), (name: "all", path: ".")], branch: "main")
    let told = try Told(text)
    #expect(told.texts == [])
    let configuration = try #require(told.configuration)
    #expect(configuration.branch == "main")
    #expect(configuration.items.map(\.name) == ["triggers", "all"])
    #expect(
      configuration.items.map(\.paths) == [[PathPattern("data/triggers")], [PathPattern(".")]])
    #expect(
      configuration.bindings.map(\.id.description) == ["triggers@production", "all@production"])
    #expect(configuration.late == ConfigurationFile.defaultLate)
    #expect(configuration.schedules == ConfigurationFile().schedules)
  }

  @Test func `it is one without items too`() throws {
    let told = try Told(ConfigurationTemplate.text(items: [], branch: "master"))
    #expect(told.texts == [])
    #expect(told.configuration?.items == [])
  }

  @Test func `what is commented out is right too`() throws {
    let all = ConfigurationTemplate.text(items: [(name: "triggers", path: "data")], branch: "main")
    let text = all.components(separatedBy: "\n# Who has to agree")[0]
    let examples =
      text.replacing("# weekly:", with: "weekly:")
      .replacing("# daily:", with: "daily:").replacing("# quarter:", with: "quarter:")
      .replacing("    targets: [production]\n", with: "")
      .replacing("#     ", with: "") + "    paths: [data]\n"
    let lines = examples.split(separator: "\n", omittingEmptySubsequences: false)
    let rules = lines.filter {
      $0.hasPrefix("targets:") || $0.hasPrefix("  sandbox:") || $0.hasPrefix("  production:")
    }
    let rest = lines.filter { line in !rules.contains(line) && !line.contains("paths:") }
    let whole =
      rest.joined(separator: "\n") + "\n    paths: [data]\n"
      + rules.map { "    \($0)\n" }.joined()
    let told = try Told(whole)
    #expect(told.texts == [])
    #expect(told.configuration?.schedules.count == 4)
    #expect(told.configuration?.bindings.count == 2)
    #expect(told.configuration?.bindings.last?.limits.changes == .percent(30))

    let empty = ConfigurationTemplate.text(items: [], branch: "main")
      .components(separatedBy: "\n# Who has to agree")[0]
      .replacing("  # triggers:", with: "  triggers:").replacing("  #   ", with: "    ")
    #expect(try Told(empty).configuration?.items.map(\.name) == ["triggers"])
  }

  @Test func `its exceptions and roles are right once they are no comments`() throws {
    let text = ConfigurationTemplate.text(
      items: [(name: "triggers", path: "data")], branch: "main", topFiles: ["zone", "a b"])
    #expect(text.contains("\n  #   zone\n  #   a b\n"))
    let tail = try #require(text.range(of: "# exceptions:\n"))
    let whole =
      text[..<tail.lowerBound]
      + text[tail.lowerBound...].split(separator: "\n").map { line in
        let isProse = line.hasPrefix("# Who") || line.hasPrefix("# everybody")
        return isProse ? String(line) : String(line.dropFirst(2))
      }.joined(separator: "\n")
    let told = try Told(String(whole) + "\n")
    #expect(told.texts == [])
    #expect(told.configuration?.exceptions?.steps.count == 3)
    #expect(told.configuration?.roles.run == ["ci@example.com"])
  }

  @Test(arguments: [
    "on", "yes", "null", "12", "1.5", "a b", "a: b", "a #b", "'", "\"", "\\", "a\\b", "ä", "*",
    "a,b", "[a]", "{a}", "&a", "!a", "%a", "x`y", "0x1f", "2026-01-01", "true", "😀", "a'b\"c",
  ]) func `names and paths are read back as they are`(_ text: String) throws {
    let yaml = ConfigurationTemplate.text(
      items: [(name: text.replacing(" ", with: ""), path: "p/\(text)x")],
      branch: "main")
    let item = try #require(try Told(yaml).configuration?.items.first)
    #expect(item.name == text.replacing(" ", with: ""))
    #expect(item.paths == [PathPattern("p/\(text)x")])
  }

  @Test func `the targets template is a file without problems`() throws {
    let text = ConfigurationTemplate.targetsText([
      (name: "production", path: "/srv/live"), (name: "on", path: "/srv/a b: \"c\""),
    ])
    let file = try TargetsFile.read(Array(text.utf8), file: "t")
    #expect(
      file
        == TargetsFile(targets: [
          "production": .init(name: "production", kind: .directory(path: "/srv/live")),
          "on": .init(name: "on", kind: .directory(path: "/srv/a b: \"c\"")),
        ]))
    let empty = ConfigurationTemplate.targetsText([])
    #expect(try TargetsFile.read(Array(empty.utf8), file: "t") == TargetsFile())
    let example = empty.replacing("  # production", with: "  production")
    #expect(try TargetsFile.read(Array(example.utf8), file: "t").targets.count == 1)
  }
}
