/// Git's pattern matching for `:(glob)` pathspecs: `wildmatch` with `WM_PATHNAME` (gitglossary(7),
/// "pathspec"; the cases follow git's own test t3070).
///
/// `*` and `?` match anything but a slash; a leading `**/`, a trailing `/**` and a `/**/` in the
/// middle match any number of folders; `[...]` is a set of bytes, negated by `!` or `^`, with
/// ranges and POSIX classes; a backslash takes the next byte literally.
///
/// The bytes before the first special one are compared by themselves and the rest is a pattern of
/// its own, so that `a**/b` matches `a`, any number of folders, and `b` (`git_fnmatch` in git's
/// dir.c).
struct Wildmatch {
  private let pattern: [UInt8]
  private let text: [UInt8]
  /// Where the first special byte is.
  private let start: Int

  private static let slash = UInt8(ascii: "/")
  private static let star = UInt8(ascii: "*")
  /// The bytes that git takes for special (`is_glob_special` in git-compat-util.h).
  private static let special = Array("*?[\\".utf8)

  /// Whether the component must be matched rather than compared.
  static func hasWildcard(_ component: some Sequence<UInt8>) -> Bool {
    component.contains { special.contains($0) }
  }

  /// Whether the whole text fits the pattern.
  static func matches(pattern: [UInt8], text: [UInt8]) -> Bool {
    let start = pattern.firstIndex { special.contains($0) } ?? pattern.count
    guard text.starts(with: pattern[..<start]) else { return false }
    return Wildmatch(pattern: pattern, text: text, start: start).matches(start, start)
  }

  /// Whether the pattern from `p` on fits the text from `t` on.
  private func matches(_ p: Int, _ t: Int) -> Bool {
    var p = p
    var t = t
    while p < pattern.count {
      switch pattern[p] {
      case Self.star:
        return matchesStars(p, t)
      case UInt8(ascii: "?"):
        guard t < text.count, text[t] != Self.slash else { return false }
        p += 1
      case UInt8(ascii: "["):
        guard t < text.count, text[t] != Self.slash,
          let (isMember, next) = ByteSet.check(text[t], pattern, from: p + 1), isMember
        else { return false }
        p = next
      case UInt8(ascii: "\\"):
        guard p + 1 < pattern.count, t < text.count, text[t] == pattern[p + 1] else { return false }
        p += 2
      default:
        guard t < text.count, text[t] == pattern[p] else { return false }
        p += 1
      }
      t += 1
    }
    return t == text.count
  }

  /// Two stars or more between slashes (or the ends) cross folders; any other run counts as one.
  private func matchesStars(_ p: Int, _ t: Int) -> Bool {
    var rest = p
    while rest < pattern.count, pattern[rest] == Self.star { rest += 1 }
    let opens = p == start || pattern[p - 1] == Self.slash
    let isEscapedSlash = pattern[rest...].starts(with: Array("\\/".utf8))
    let closes = rest == pattern.count || pattern[rest] == Self.slash || isEscapedSlash
    if rest - p >= 2, opens, closes {
      if rest == pattern.count { return true }
      // Only a bare slash may go with the stars.
      if isEscapedSlash { return (t..<max(t, text.count)).contains { matches(rest, $0) } }
      // `**/` also matches no folder at all.
      if matches(rest + 1, t) { return true }
      return (t..<max(t, text.count)).contains { text[$0] == Self.slash && matches(rest, $0) }
    }
    var end = t
    while true {
      if matches(rest, end) { return true }
      guard end < text.count, text[end] != Self.slash else { return false }
      end += 1
    }
  }
}

/// A `[...]` of a pattern.
private enum ByteSet {
  /// Whether the byte is in the set that starts behind the bracket at `start`, and where the
  /// pattern goes on; nil where the bracket is never closed, which matches nothing.
  static func check(_ byte: UInt8, _ pattern: [UInt8], from start: Int) -> (Bool, next: Int)? {
    var index = start
    let isNegated = index < pattern.count && Array("!^".utf8).contains(pattern[index])
    if isNegated { index += 1 }
    var found = false
    var isFirst = true
    while index < pattern.count, isFirst || pattern[index] != UInt8(ascii: "]") {
      isFirst = false
      if pattern[index...].starts(with: Array("[:".utf8)),
        let end = closingClass(pattern, from: index + 2)
      {
        guard let isMember = contains(byte, class: pattern[(index + 2)..<end]) else { return nil }
        found = found || isMember
        index = end + 2
        continue
      }
      if pattern[index] == UInt8(ascii: "\\") { index += 1 }
      guard index < pattern.count else { return nil }
      let low = pattern[index]
      index += 1
      // The first byte of a range is a member by itself, also where the range is the wrong way round.
      found = found || byte == low
      guard index + 1 < pattern.count, pattern[index] == UInt8(ascii: "-"),
        pattern[index + 1] != UInt8(ascii: "]")
      else { continue }
      index += 1
      if pattern[index] == UInt8(ascii: "\\") { index += 1 }
      guard index < pattern.count else { return nil }
      found = found || (low <= byte && byte <= pattern[index])
      index += 1
    }
    guard index < pattern.count else { return nil }
    return (found != isNegated, index + 1)
  }

  private static func closingClass(_ pattern: [UInt8], from start: Int) -> Int? {
    var index = start
    while index + 1 < pattern.count, pattern[index] != UInt8(ascii: "]") {
      if pattern[index] == UInt8(ascii: ":"), pattern[index + 1] == UInt8(ascii: "]") {
        return index
      }
      index += 1
    }
    return nil
  }

  private static func contains(_ byte: UInt8, class name: ArraySlice<UInt8>) -> Bool? {
    let isLower = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    let isUpper = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    let isGraphic = (0x21...0x7e).contains(byte)
    switch String(decoding: name, as: UTF8.self) {
    case "alnum": return isLower || isUpper || isDigit
    case "alpha": return isLower || isUpper
    case "blank": return byte == 0x20 || byte == 0x09
    case "cntrl": return byte < 0x20 || byte == 0x7f
    case "digit": return isDigit
    case "graph": return isGraphic
    case "lower": return isLower
    case "print": return isGraphic || byte == 0x20
    case "punct": return isGraphic && !isLower && !isUpper && !isDigit
    case "space": return byte == 0x20 || (0x09...0x0d).contains(byte)
    case "upper": return isUpper
    case "xdigit":
      return isDigit || Array("abcdefABCDEF".utf8).contains(byte)
    default: return nil
    }
  }
}
