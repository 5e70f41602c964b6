import Domain

/// The questions about one signature, as arguments of `ssh-keygen`.
struct SignatureCheck {
  /// The signature's file.
  let signature: String
  private let validity: String

  /// Takes the time in UTC, since the program runs there: `Z` is known to OpenSSH 9.1 and later
  /// only.
  init(signature: String, time: Timestamp) {
    self.signature = signature
    // 2026-11-01T00:00:09Z to 20261101000009.
    validity = "-Overify-time=" + time.iso8601.filter { $0.isASCII && $0.isNumber }
  }

  /// For whom the key stands.
  func principals(in signers: String) -> [String] {
    ["-Y", "find-principals", "-f", signers, "-s", signature, validity]
  }

  /// Whether it fits the input, whosever it is.
  var goodness: [String] {
    ["-Y", "check-novalidate", "-n", SignatureProgram.namespace, "-s", signature]
  }

  /// Whether it fits the input and is this person's.
  func proof(of principal: String, in signers: String) -> [String] {
    [
      "-Y", "verify", "-n", SignatureProgram.namespace, "-f", signers, "-I", principal, "-s",
      signature, validity,
    ]
  }
}

/// The lines of a file of signers: `PRINCIPALS [OPTIONS] KEYTYPE KEY [COMMENT]`.
struct SignerLines {
  private var lines: [ArraySlice<UInt8>]

  init(_ bytes: [UInt8]) { lines = bytes.split(separator: 0x0a) }

  var bytes: [UInt8] { lines.flatMap { $0 + [0x0a] } }

  /// Whether a key is on several lines. All of OpenSSH's keys start with four zero-led bytes of a
  /// length (RFC 4253, 6.6), in base64 `AAAA`.
  var repeatKeys: Bool {
    let keys = lines.flatMap { line in
      Set(line.split { $0 == 0x20 || $0 == 0x09 }.filter { $0.starts(with: "AAAA".utf8) })
    }
    return Set(keys).count < keys.count
  }

  /// Leaves out the lines of exactly these principals; false where there are none.
  mutating func drop(principals: [String]) -> Bool {
    let field = Array(principals.joined(separator: ",").utf8)
    let before = lines.count
    lines.removeAll { Self.principals(of: $0).elementsEqual(field) }
    return lines.count < before
  }

  /// The first field, which may be in double quotes.
  private static func principals(of line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let quote = UInt8(ascii: "\"")
    let text = line.drop { $0 == 0x20 || $0 == 0x09 }
    return text.first == quote
      ? text.dropFirst().prefix { $0 != quote } : text.prefix { $0 != 0x20 && $0 != 0x09 }
  }
}
