import Domain
import Fixtures
import Testing

struct GitPathPortableTests {
  @Test func `any bytes survive the portable text`() throws {
    try forEachSeed(3) { seed, generator in
      let special = Array("\"\\/a0\n\u{1B} ä".utf8) + [0x00, 0x7f, 0x80, 0xc3, 0xff]
      for _ in 0..<2000 {
        let bytes = (0..<Int.random(in: 0...8, using: &generator)).map { _ in
          generator.chance(60)
            ? generator.pick(special) ?? 0 : UInt8.random(in: 0...255, using: &generator)
        }
        let path = GitPath(bytes: bytes)
        #expect(GitPath(portable: path.portable) == path, "seed \(seed) \(bytes)")
      }
    }
  }

  @Test func `text is kept as it is`() {
    for text in ["data/a.yaml", "with space", "ä\\n", "日本", "a\"b", ""] {
      #expect(GitPath(text).portable == text)
      #expect(GitPath(portable: text)?.text == text)
    }
    #expect(GitPath("\"a").portable == "\"\\\"a\"")
    #expect(GitPath(bytes: [0xff]).portable == "\"\\377\"")
  }

  @Test(arguments: [
    "\"", "\"a", "\"a\\\"", "\"\\\"", "\"\\9\"", "\"\\12\"", "\"\\400\"", "\"\\+12\"", "\"\\-12\"",
    "\"\\x41\"", "\"a\"b\"", "\"\\",
  ])
  func `broken quoting is no path`(text: String) {
    #expect(GitPath(portable: text) == nil)
  }
}
