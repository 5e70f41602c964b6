import Configuration
import Domain
import Foundation
import Testing

/// The examples of the reference are files that this version reads.
@Suite struct DocumentationTests {
  /// The YAML blocks of the reference.
  static func examples() throws -> [String] {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../docs/configuration.md").standardized
    let text = try String(contentsOf: file, encoding: .utf8)
    return text.components(separatedBy: "```yaml\n").dropFirst().compactMap {
      $0.components(separatedBy: "```").first
    }
  }

  @Test func `the examples of the reference are read without problems`() throws {
    let examples = try Self.examples()
    try #require(examples.count == 10)
    let schedules = examples[0].replacing("\n", with: "\n  ")
    #expect(try Told.file("calendar:\n  \(schedules)").texts == [])
    let told = try Told(examples[1])
    #expect(told.texts == [])
    #expect(told.configuration?.bindings.count == 3)
    let special = try Told(examples[2])
    #expect(special.texts == [])
    #expect(special.configuration?.items.first?.procedure.count == 3)
    let chain = try Told.file(examples[3])
    #expect(chain.texts == [])
    #expect(
      chain.configuration?.exceptions?.steps.map(\.kind) == [.impact, .decision, .confirmation])
    let smallest = try Told.file(examples[4])
    #expect(smallest.texts == [])
    #expect(
      smallest.configuration?.exceptions
        == ExceptionPolicy(steps: [
          .init(kind: .impact, by: .anyone),
          .init(kind: .decision, by: .people(["lead@example.com"])),
          .init(kind: .confirmation, by: .requester),
        ]))
    let roles = try Told.file(examples[5])
    #expect(roles.texts == [])
    #expect(roles.configuration?.roles.hold == ["ops@example.com"])
    #expect(try TargetsFile.read(Array(examples[6].utf8), file: "t").targets.count == 1)
    let others = try TargetsFile.read(Array(examples[7].utf8), file: "t")
    #expect(others.repositories.keys.sorted() == ["managed", "shared"])
    let system = try TargetsFile.read(Array(examples[8].utf8), file: "t")
    #expect(system.targets.keys.sorted() == ["ns"] && system.broken.isEmpty)
  }
}
