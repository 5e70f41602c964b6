import Domain
import Fixtures
import Testing

struct GitPathQuotingTests {
  /// Characters that people use in names, and those that git escapes.
  private static let scalars: [Unicode.Scalar] =
    (1..<0x80).filter { $0 != 0x2f }.compactMap { Unicode.Scalar($0) }
    + ["ä", "ß", "é", "日", "本", "😀", "Ж"]

  @Test func `every ASCII character is quoted as git quotes it`() throws {
    let paths = Self.scalars.map { "name\($0)end" } + ["\"", "\\", "plain", "with space", "ä\n"]
    try compareWithGit(paths, "")
  }

  @Test func `random names are quoted as git quotes them`() throws {
    try forEachSeed(4) { seed, generator in
      let paths = (0..<300).map { number in
        "\(number)"
          + String(
            String.UnicodeScalarView(
              (0..<Int.random(in: 1...6, using: &generator)).compactMap { _ in
                generator.pick(Self.scalars)
              }))
      }
      try compareWithGit(paths, "seed \(seed)")
    }
  }

  private func compareWithGit(_ paths: [String], _ context: Comment) throws {
    let index = try IndexedPaths(paths.map { GitPath($0) })
    let lines = try index.repository.gitBytes("-c", "core.quotePath=false", "ls-files")
      .split(separator: 0x0a).map { String(decoding: $0, as: UTF8.self) }
    #expect(lines.count == paths.count, context)
    #expect(index.paths.map(\.quoted) == lines, context)
  }

  @Test func `what could control a terminal or is not UTF-8 is escaped although git shows it`() {
    let unsafe = [
      "\u{9B}31m", "\u{202E}txt.exe", "\u{2066}a", "\u{200B}", "\u{2028}", "\u{2029}", "\u{FEFF}",
      "\u{85}",
    ]
    for text in unsafe {
      let quoted = GitPath("a\(text)b").quoted
      #expect(quoted.hasPrefix("\"a\\") && quoted.hasSuffix("b\""), "\(quoted)")
      #expect(!quoted.unicodeScalars.contains { text.unicodeScalars.first == $0 }, "\(quoted)")
    }
    #expect(GitPath(bytes: [0x61, 0xff, 0x62]).quoted == "\"a\\377b\"")
    #expect(GitPath(bytes: [0xc3, 0xa4, 0xff]).quoted == "\"\\303\\244\\377\"")
    #expect(GitPath(bytes: [0xed, 0xa0, 0x80]).quoted == "\"\\355\\240\\200\"")
  }
}
