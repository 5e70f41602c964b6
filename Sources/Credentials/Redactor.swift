import FoundationEssentials
import Synchronization

/// Takes the secrets that it knows out of text, in whatever way a server may repeat them.
///
/// It finds a secret as it is, percent-encoded wholly or in part, as a form sends it (`+` for a
/// space), escaped as in JSON or HTML, and as base64 in both alphabets (RFC 4648, 4 and 5), alone or
/// inside of longer data such as the `user:secret` of Basic (RFC 7617, 2).
package final class Redactor: Sendable {
  private struct Known {
    /// The secrets' bytes.
    var values: Set<[UInt8]> = []
    /// What base64 makes of them, in the alphabet with `+` and `/`.
    var encoded: Set<[UInt8]> = []
  }

  private let known = Mutex(Known())

  /// - Parameter credentials: The first ones to know.
  package init(_ credentials: [Credential] = []) {
    for credential in credentials { learn(credential) }
  }

  /// From now on the credential's secret is taken out, and what Basic makes of both.
  package func learn(_ credential: Credential) {
    let bytes = Array(credential.secret.reveal().utf8)
    guard !bytes.isEmpty else { return }
    let pair = Array((credential.user ?? "").utf8) + [UInt8(ascii: ":")] + bytes
    let encoded =
      [Self.base64(bytes), Self.base64(pair)]
      + (0..<3).compactMap {
        Self.base64Inside(bytes, offset: $0)
      }
    known.withLock {
      $0.values.insert(bytes)
      $0.encoded.formUnion(encoded)
    }
  }

  /// The text with `…` for each secret in it.
  package func redacted(_ text: String) -> String {
    let (values, encoded) = known.withLock { ($0.values, $0.encoded) }
    guard !values.isEmpty else { return text }
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    var index = 0
    while index < bytes.count {
      var longest = 0
      for value in values {
        longest = max(longest, EncodedMatch.length(of: value, in: bytes, at: index))
      }
      for form in encoded {
        longest = max(longest, Self.base64Length(of: form, in: bytes, at: index))
      }
      if longest > 0 {
        result += Array(Secret.placeholder.utf8)
        index += longest
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// Whether a secret occurs in the text.
  package func occurs(in text: String) -> Bool { redacted(text) != text }

  /// Base64 without padding.
  private static func base64(_ bytes: [UInt8]) -> [UInt8] {
    Array(Data(bytes).base64EncodedString().utf8).filter { $0 != UInt8(ascii: "=") }
  }

  /// The characters that the bytes alone decide where they lie in longer data, with `offset` bytes
  /// before them modulo three; nil where these are fewer than eight and could be chance.
  private static func base64Inside(_ bytes: [UInt8], offset: Int) -> [UInt8]? {
    let all = base64([UInt8](repeating: 0, count: offset) + bytes)
    // Each character has six bits: those that also hold bits of other bytes do not count.
    let first = (offset * 8 + 5) / 6
    let last = (offset + bytes.count) * 8 / 6
    guard last - first >= 8 else { return nil }
    return Array(all[first..<last])
  }

  /// How many bytes of the text, with its padding, are the form in one of the two alphabets, the
  /// separators possibly percent-encoded; 0 where they are not.
  private static func base64Length(of form: [UInt8], in bytes: [UInt8], at start: Int) -> Int {
    var index = start
    for wanted in form {
      guard let (found, length) = EncodedMatch.percent(in: bytes, at: index) else { return 0 }
      switch found {
      case wanted: break
      case UInt8(ascii: "-") where wanted == UInt8(ascii: "+"): break
      case UInt8(ascii: "_") where wanted == UInt8(ascii: "/"): break
      default: return 0
      }
      index += length
    }
    while index < bytes.count, bytes[index] == UInt8(ascii: "=") { index += 1 }
    return index - start
  }
}
