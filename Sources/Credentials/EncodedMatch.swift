/// Finds bytes in text that may hold them encoded, each in another way.
enum EncodedMatch {
  /// How many bytes of the text are the wanted ones; 0 where they are not.
  static func length(of wanted: [UInt8], in text: [UInt8], at start: Int) -> Int {
    var ways = [(index: start, done: 0)]
    var longest = 0
    // More than one way is open only behind characters that are also the start of an escape.
    while let way = ways.popLast() {
      if way.done == wanted.count {
        longest = max(longest, way.index - start)
        continue
      }
      for (bytes, length) in readings(of: text, at: way.index)
      where wanted[way.done...].starts(with: bytes) {
        ways.append((way.index + length, way.done + bytes.count))
      }
    }
    return longest
  }

  /// The byte at the place, percent-encoded or not, and how long that is; nil at the end.
  static func percent(in text: [UInt8], at index: Int) -> (UInt8, Int)? {
    guard index < text.count else { return nil }
    if text[index] == UInt8(ascii: "%"), let byte = hex(text, index + 1, 2) {
      return (UInt8(truncatingIfNeeded: byte), 3)
    }
    return (text[index], 1)
  }

  /// What can be meant at the place, with the length of each way to say it.
  private static func readings(of text: [UInt8], at index: Int) -> [([UInt8], Int)] {
    guard index < text.count else { return [] }
    var result = [([text[index]], 1)]
    switch text[index] {
    case UInt8(ascii: "%"):
      if let (byte, length) = percent(in: text, at: index), length > 1 {
        result.append(([byte], length))
      }
    case UInt8(ascii: "+"): result.append(([0x20], 1))
    case UInt8(ascii: "\\"): if let escaped = escaped(text, index) { result.append(escaped) }
    case UInt8(ascii: "&"): if let entity = entity(text, index) { result.append(entity) }
    default: break
    }
    return result
  }

  /// A backslash with what follows, as JSON escapes (RFC 8259, 7).
  private static func escaped(_ text: [UInt8], _ index: Int) -> ([UInt8], Int)? {
    guard index + 1 < text.count else { return nil }
    switch text[index + 1] {
    case UInt8(ascii: "t"): return ([0x09], 2)
    case UInt8(ascii: "u"):
      guard let first = hex(text, index + 2, 4) else { return nil }
      if let scalar = Unicode.Scalar(first) { return (Array(String(scalar).utf8), 6) }
      // Two of them for what lies beyond the first plane.
      guard (0xd800..<0xdc00).contains(first), index + 7 < text.count,
        text[index + 6] == UInt8(ascii: "\\"), text[index + 7] == UInt8(ascii: "u"),
        let second = hex(text, index + 8, 4), (0xdc00..<0xe000).contains(second),
        let scalar = Unicode.Scalar(0x10000 + (first - 0xd800) << 10 + (second - 0xdc00))
      else { return nil }
      return (Array(String(scalar).utf8), 12)
    case let other: return ([other], 2)
    }
  }

  /// A character reference of HTML, by number or one of the five names that escaping uses.
  private static func entity(_ text: [UInt8], _ index: Int) -> ([UInt8], Int)? {
    let rest = text[(index + 1)...].prefix(9)
    guard let end = rest.firstIndex(of: UInt8(ascii: ";")) else { return nil }
    let name = String(decoding: text[(index + 1)..<end], as: UTF8.self)
    let length = end - index + 1
    let names = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'"]
    if let character = names[name] { return (Array(character.utf8), length) }
    guard name.hasPrefix("#") else { return nil }
    let digits = name.dropFirst()
    let number =
      digits.first == "x" || digits.first == "X"
      ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
    guard let number, let scalar = Unicode.Scalar(number) else { return nil }
    return (Array(String(scalar).utf8), length)
  }

  private static func hex(_ text: [UInt8], _ index: Int, _ count: Int) -> UInt32? {
    guard index + count <= text.count else { return nil }
    let digits = text[index..<(index + count)]
    let isHex = digits.allSatisfy { byte in
      (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
    }
    return isHex ? UInt32(String(decoding: digits, as: UTF8.self), radix: 16) : nil
  }
}
