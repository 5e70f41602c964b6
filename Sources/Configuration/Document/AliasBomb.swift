import Foundation

/// A text whose aliases could multiply to more than memory holds.
///
/// Aliases are refused when the values are converted, but Yams multiplies them before, where one is
/// a key. So a text that could become too large is refused unread: with `a` anchors and `b` aliases
/// it grows by at most (1 + b/a)^a.
struct AliasBomb {
  /// 2^24 values.
  private static let limit = 24.0

  private let bytes: [UInt8]
  private var anchors = 0
  private var aliases = 0
  private var first: Int?

  private init(_ text: String) {
    bytes = Array(text.utf8)
    for index in bytes.indices {
      let byte = bytes[index]
      guard byte == UInt8(ascii: "&") || byte == UInt8(ascii: "*"), isToken(index) else { continue }
      if byte == UInt8(ascii: "*") {
        aliases += 1
      } else {
        anchors += 1
        first = first ?? index
      }
    }
  }

  /// Where the first anchor is, if the text could grow too large.
  static func position(in text: String) -> Position? {
    guard text.utf8.contains(UInt8(ascii: "&")) else { return nil }
    let found = AliasBomb(text)
    guard let first = found.first, found.aliases > 0 else { return nil }
    let growth = Double(found.anchors) * log2(1 + Double(found.aliases) / Double(found.anchors))
    guard growth + log2(Double(found.bytes.count)) > limit else { return nil }
    let before = String(decoding: found.bytes[..<first], as: UTF8.self)
    return Position(of: before.endIndex, in: before)
  }

  /// Whether libyaml could take it for an anchor or alias. So it might in a comment or a text too:
  /// a few too many do no harm.
  private func isToken(_ index: Int) -> Bool {
    let opening = Array(" \t\r\n[{,:?".utf8)
    guard index == 0 || opening.contains(bytes[index - 1]) || bytes[index - 1] >= 0x80 else {
      return false
    }
    let name = bytes[(index + 1)...].prefix(while: Self.isName)
    guard !name.isEmpty else { return false }
    let closing = Array(" \t\r\n?:,]}%@`".utf8)
    return name.endIndex == bytes.count || closing.contains(bytes[name.endIndex])
      || bytes[name.endIndex] >= 0x80
  }

  /// The bytes of an anchor's name (libyaml's `IS_ALPHA`).
  private static func isName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
      true
    default: false
    }
  }
}
