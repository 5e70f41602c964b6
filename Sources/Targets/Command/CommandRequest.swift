import FoundationEssentials

/// A value of a request to a program.
///
/// It is written so that a shell script can take it apart by `"KEY":"[^"]*"`: without spaces, keys
/// sorted, and within texts quotes, backslashes and control characters as `\u` and four digits.
enum RequestValue {
  case text(String)
  case flag(Bool)
  case number(Int)
  case list([RequestValue])
  case map([String: RequestValue])

  /// Bytes, as base64.
  static func bytes(_ bytes: [UInt8]) -> RequestValue {
    .text(Data(bytes).base64EncodedString())
  }

  /// The JSON (RFC 8259), in one line.
  var json: [UInt8] {
    var result: [UInt8] = []
    append(to: &result)
    return result
  }

  private func append(to result: inout [UInt8]) {
    switch self {
    case .text(let text): Self.append(text, to: &result)
    case .flag(let flag): result += Array(String(flag).utf8)
    case .number(let number): result += Array(String(number).utf8)
    case .list(let values):
      result.append(UInt8(ascii: "["))
      for (index, value) in values.enumerated() {
        if index > 0 { result.append(UInt8(ascii: ",")) }
        value.append(to: &result)
      }
      result.append(UInt8(ascii: "]"))
    case .map(let fields):
      result.append(UInt8(ascii: "{"))
      for (index, field) in fields.sorted(by: { $0.key < $1.key }).enumerated() {
        if index > 0 { result.append(UInt8(ascii: ",")) }
        Self.append(field.key, to: &result)
        result.append(UInt8(ascii: ":"))
        field.value.append(to: &result)
      }
      result.append(UInt8(ascii: "}"))
    }
  }

  private static func append(_ text: String, to result: inout [UInt8]) {
    let quote = UInt8(ascii: "\"")
    let digits = Array("0123456789abcdef".utf8)
    result.append(quote)
    for byte in text.utf8 {
      if byte < 0x20 || byte == 0x7f || byte == quote || byte == UInt8(ascii: "\\") {
        result += Array("\\u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      } else {
        result.append(byte)
      }
    }
    result.append(quote)
  }
}
