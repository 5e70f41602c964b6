extension GitPath {
  /// The path as one line of text that keeps every byte: the path itself where it is UTF-8 and
  /// does not start with a double quote, else git's quoting (see `quoted`) with every byte beyond
  /// ASCII escaped.
  package var portable: String {
    if bytes.first != UInt8(ascii: "\""), Array(text.utf8) == bytes { return text }
    var result = "\""
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "\""): result += "\\\""
      case UInt8(ascii: "\\"): result += "\\\\"
      case 0x20..<0x7f: result.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = String(byte, radix: 8)
        result += "\\" + String(repeating: "0", count: 3 - digits.count) + digits
      }
    }
    return result + "\""
  }

  /// Reads what `portable` wrote; nil where the quoting is broken.
  package init?(portable text: String) {
    guard text.utf8.first == UInt8(ascii: "\"") else {
      self.init(text)
      return
    }
    let source = Array(text.utf8)
    guard source.count >= 2, source.last == UInt8(ascii: "\"") else { return nil }
    var bytes: [UInt8] = []
    var index = 1
    while index < source.count - 1 {
      guard source[index] == UInt8(ascii: "\\") else {
        guard source[index] != UInt8(ascii: "\"") else { return nil }
        bytes.append(source[index])
        index += 1
        continue
      }
      let next = source[index + 1]
      if next == UInt8(ascii: "\"") || next == UInt8(ascii: "\\") {
        guard index + 1 < source.count - 1 else { return nil }
        bytes.append(next)
        index += 2
      } else {
        guard index + 3 < source.count - 1,
          // `UInt8` would read a sign as well.
          (UInt8(ascii: "0")...UInt8(ascii: "3")).contains(next),
          let byte = UInt8(
            String(decoding: source[(index + 1)...(index + 3)], as: UTF8.self), radix: 8)
        else { return nil }
        bytes.append(byte)
        index += 4
      }
    }
    self.init(bytes: bytes)
  }
}
