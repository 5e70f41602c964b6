import Foundation
import Testing

@testable import Targets

/// Names that some program on the way could take for something else.
enum HostileNames {
  static let all: [[UInt8]] =
    [
      "plain", "with space", "-rf", "--", "-T", "'quote'", "\"double\"", "$(touch x)", "`id`",
      "back\\slash", "\\0101", "%s%n", "a;b|c&d", "*", "?", "[a]", "{a,b}", "~", "#", "!x",
      "ümläut", "日本", "a=b", "host:path", ".hidden", "...", "-", "e\u{301}", "trailing ",
      " leading",
      "$HOME", "a'b\"c`d", "<>", "(", "^", "-n", "-e x", "\\", "new", "old", "owner",
    ].map { Array($0.utf8) } + [[0xff], [0x66, 0xff, 0xfe], [0x81, 0x82, 0x88], [0x2d, 0xff]]
}

extension Machine {
  /// Writes a file whose name is bytes, in folders of its own where it is in any.
  func write(_ content: [UInt8], to path: [UInt8], executable: Bool) throws {
    var folder = scratch.root.utf8.map { $0 } + [UInt8(ascii: "/")]
    let parts = path.split(separator: UInt8(ascii: "/"))
    for part in parts.dropLast() {
      folder += part
      _ = mkdir(Self.cString(folder), 0o755)
      folder.append(UInt8(ascii: "/"))
    }
    let file = open(
      Self.cString(folder + (parts.last ?? [])), O_WRONLY | O_CREAT | O_EXCL,
      executable ? 0o755 : 0o644)
    try #require(file >= 0)
    #expect(Foundation.write(file, content, content.count) == content.count)
    close(file)
  }

  private static func cString(_ bytes: [UInt8]) -> [CChar] {
    bytes.map { CChar(bitPattern: $0) } + [0]
  }
}
