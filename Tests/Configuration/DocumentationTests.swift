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
    try #require(examples.count == 3)
    let schedules = examples[0].replacing("\n", with: "\n  ")
    #expect(try Told.file("calendar:\n  \(schedules)").texts == [])
    let told = try Told(examples[1])
    #expect(told.texts == [])
    #expect(told.configuration?.bindings.count == 3)
    #expect(try TargetsFile.read(Array(examples[2].utf8), file: "t").targets.count == 1)
  }
}
