import Configuration
import Domain
import Foundation
import Testing

/// Files that are small and want to become large.
@Suite struct YAMLBombTests {
  static func bomb(levels: Int) -> String {
    var text = "a0: &a0 [x, x]\n"
    for level in 1...levels {
      text += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1), *a\(level - 1)]\n"
    }
    return text
  }

  @Test(.timeLimit(.minutes(1))) func `aliases that multiply are refused unread`() throws {
    let told = try Told("version: 1\nitems: {}\n" + Self.bomb(levels: 40) + "? *a40\n: 1\n")
    #expect(
      told.texts == ["3:5: error: anchors and aliases are not supported, write the values out"])
  }

  @Test(.timeLimit(.minutes(1))) func `a few of them are read and refused`() throws {
    let told = try Told("version: 1\nitems: {}\nbranch: &a [x]\n? *a\n: 1\n")
    #expect(
      told.texts == ["3:9: error: anchors and aliases are not supported, write the value out"])
  }

  @Test func `stars and ampersands in comments and quoted texts are none`() throws {
    let comments = (0..<200).map { "# see &name and *really* read \($0)\n" }.joined()
    let told = try Told(
      "version: 1\n" + comments.prefix(200) + "\nitems:\n  x:\n"
        + "    paths: [\"*a\", \"&b\", \"**/*c\"]\n    targets: [t]\n")
    #expect(told.texts == [])
    #expect(told.configuration?.items.first?.paths.count == 3)
  }

  @Test(arguments: [30, 900, 5000, 500_000])
  func `nesting is refused on a small stack`(_ depth: Int) async throws {
    for (open, close) in [("[", "]"), ("{a: ", "}"), ("? ", "")] {
      let text =
        "version: 1\nitems: {}\nbranch:\n  " + String(repeating: open, count: depth) + "x"
        + String(repeating: close, count: depth) + "\n"
      // libyaml stops at a depth of 1000, which debug builds need more than 1 MiB for.
      let told: Told? = await withCheckedContinuation { continuation in
        let thread = Thread { continuation.resume(returning: try? Told(text)) }
        thread.stackSize = 2 << 20
        thread.start()
      }
      #expect(try #require(told).isRefused, "\(open)")
    }
  }
}
