import Configuration

/// Reads JSON (RFC 8259) into values, with numbers as they are written.
struct JSONText {
  private static let limitDepth = 64

  private let bytes: [UInt8]
  private var position = 0

  private struct NotJSON: Error {}

  /// The value of a file; nil where it is no JSON, is nested too deeply or has a key twice.
  static func read(_ bytes: [UInt8], limitBytes: Int = ContentYAML.limitBytes) -> ContentValue? {
    guard bytes.count <= limitBytes else { return nil }
    let bom: [UInt8] = [0xef, 0xbb, 0xbf]
    var reader = JSONText(bytes: bytes.starts(with: bom) ? Array(bytes.dropFirst(3)) : bytes)
    do {
      let value = try reader.value(depth: 0)
      reader.skipSpace()
      return reader.position == reader.bytes.count ? value : nil
    } catch {
      return nil
    }
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = next, [0x20, 0x09, 0x0a, 0x0d].contains(byte) { position += 1 }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func value(depth: Int) throws(NotJSON) -> ContentValue {
    guard depth < Self.limitDepth else { throw NotJSON() }
    skipSpace()
    switch next {
    case UInt8(ascii: "{"): return .map(try map(depth: depth))
    case UInt8(ascii: "["): return .list(try list(depth: depth))
    case UInt8(ascii: "\""): return .text(try text())
    default: return try literal()
    }
  }

  private mutating func map(depth: Int) throws(NotJSON) -> ContentMap {
    position += 1
    var map = ContentMap()
    skipSpace()
    if take("}") { return map }
    while true {
      skipSpace()
      guard next == UInt8(ascii: "\"") else { throw NotJSON() }
      let key = try text()
      skipSpace()
      guard take(":"), map[key] == nil else { throw NotJSON() }
      map[key] = try value(depth: depth + 1)
      skipSpace()
      if take("}") { return map }
      guard take(",") else { throw NotJSON() }
    }
  }

  private mutating func list(depth: Int) throws(NotJSON) -> [ContentValue] {
    position += 1
    var list: [ContentValue] = []
    skipSpace()
    if take("]") { return list }
    while true {
      list.append(try value(depth: depth + 1))
      skipSpace()
      if take("]") { return list }
      guard take(",") else { throw NotJSON() }
    }
  }

  private mutating func literal() throws(NotJSON) -> ContentValue {
    let start = position
    while let byte = next, !" \t\r\n,]}".utf8.contains(byte) { position += 1 }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if ["true", "false", "null"].contains(text) { return .literal(text) }
    guard text.wholeMatch(of: /-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/) != nil else {
      throw NotJSON()
    }
    return .literal(text)
  }

  private mutating func text() throws(NotJSON) -> String {
    position += 1
    var units: [UInt8] = []
    while let byte = next {
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let text = String(validating: units, as: UTF8.self) else { throw NotJSON() }
        return text
      case UInt8(ascii: "\\"): units += try escape()
      case 0..<0x20: throw NotJSON()
      default: units.append(byte)
      }
    }
    throw NotJSON()
  }

  private mutating func escape() throws(NotJSON) -> [UInt8] {
    guard let byte = next else { throw NotJSON() }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0c]
    case UInt8(ascii: "n"): return [0x0a]
    case UInt8(ascii: "r"): return [0x0d]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "u"):
      let high = try codeUnit()
      if let scalar = Unicode.Scalar(high) { return Array(String(scalar).utf8) }
      // A surrogate pair (RFC 8259, 7).
      guard take("\\"), take("u") else { throw NotJSON() }
      let pair = String(decoding: [high, try codeUnit()], as: UTF16.self)
      guard !pair.unicodeScalars.contains("\u{fffd}") else { throw NotJSON() }
      return Array(pair.utf8)
    default: throw NotJSON()
    }
  }

  private mutating func codeUnit() throws(NotJSON) -> UInt16 {
    guard position + 4 <= bytes.count else { throw NotJSON() }
    let digits = String(decoding: bytes[position..<(position + 4)], as: UTF8.self)
    guard digits.allSatisfy(\.isHexDigit), let unit = UInt16(digits, radix: 16) else {
      throw NotJSON()
    }
    position += 4
    return unit
  }
}
