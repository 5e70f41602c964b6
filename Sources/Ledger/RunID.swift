package import Domain

/// The name of a run: its start in UTC and 40 random bits, `20261101T000009Z-4f1d0c93ab`, so that
/// names sort by time and two machines need not agree on them.
package enum RunID {
  /// Makes a new one.
  package static func make(
    at now: Timestamp, using generator: inout some RandomNumberGenerator
  ) -> String {
    let compact = now.iso8601.filter { $0 != "-" && $0 != ":" }
    let random = String(UInt64.random(in: 0..<(1 << 40), using: &generator), radix: 16)
    return compact + "-" + String(repeating: "0", count: 10 - random.count) + random
  }

  /// Whether the text has the form of a run ID.
  package static func isValid(_ text: String) -> Bool {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].utf8.count == 16, parts[1].utf8.count == 10 else {
      return false
    }
    return text.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
        || [UInt8(ascii: "T"), UInt8(ascii: "Z"), UInt8(ascii: "-")].contains(byte)
    }
  }
}
