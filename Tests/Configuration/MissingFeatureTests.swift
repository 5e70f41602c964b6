import Configuration
import Domain
import Testing

/// What the schema has and this version has not: an error that says so, never silence.
@Suite struct MissingFeatureTests {
  @Test(arguments: [
    ("releases: {}", "2:1", "releases")
  ]) func `outside of items it refuses the file`(
    _ line: String, _ place: String, _ word: String
  ) throws {
    let told = try Told.file(line)
    #expect(told.isRefused)
    #expect(told.texts == ["\(place): error: `\(word)` is not supported by this version yet"])
  }

  @Test(arguments: ["zendesk"])
  func `a target of such a kind disables itself alone`(_ kind: String) throws {
    let file = try TargetsFile.read(
      Array(
        """
        targets:
          new: { kind: \(kind), url: "https://example.com", credentials: { env: TOKEN } }
          old: { kind: directory, path: /srv/old }
        """.utf8), file: "t")
    #expect(Array(file.targets.keys) == ["old"])
    #expect(
      file.broken["new"]?.map(\.text) == [
        "t:2:16: error: `\(kind)` is not supported by this version yet"
      ])
  }

  @Test func `a mistyped one is recognised`() throws {
    #expect(
      try Told.file("release: {}").texts == [
        "2:1: error: unknown key `release`, did you mean `releases`?"
      ])
  }
}
