/// A text whose aliases could multiply to more than memory holds.
///
/// Aliases are refused when the values are converted, but Yams multiplies them before, where one is
/// a key. So a text that could become too large is refused unread: with `a` anchors and `b` aliases
/// it grows by at most (1 + b/a)^a.
enum AliasBomb {
  /// 2^24 values.
  private static let limit = 24

  /// Where the first anchor is, if the text could grow too large.
  static func position(in text: String) -> Position? {
    var anchors = 0
    var aliases = 0
    var first: String.Index?
    let bytes = text.utf8
    var last = bytes.startIndex
    for index in bytes.indices {
      // Wherever one could stand, in comments and texts too: a few too many do no harm.
      if isName(bytes[index]) {
        if bytes[last] == UInt8(ascii: "&") {
          anchors += 1
          first = first ?? last
        } else if bytes[last] == UInt8(ascii: "*") {
          aliases += 1
        }
      }
      last = index
    }
    guard let first, aliases > 0 else { return nil }
    let size = Int.bitWidth - bytes.count.leadingZeroBitCount
    var factor = 1 + aliases / anchors
    if aliases % anchors > 0 { factor += 1 }
    let doublings = anchors.multipliedReportingOverflow(
      by: Int.bitWidth - factor.leadingZeroBitCount)
    guard doublings.overflow || doublings.partialValue + size > limit else { return nil }
    return Position(of: first, in: text)
  }

  /// The bytes that libyaml takes for the name of an anchor.
  private static func isName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
      true
    default: false
    }
  }
}
