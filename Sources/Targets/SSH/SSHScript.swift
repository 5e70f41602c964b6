/// What runs on the other machine, and how it is spoken with; see `agent.sh`.
enum SSHScript {
  /// What the login shell there is given, whichever it is: nothing in it has a meaning to one shell and
  /// not to others. It takes the first line that is sent for a script.
  static let start = #"exec sh -c 'IFS= read -r s; eval "$(printf %b "$s")"'"#

  /// What the script says when it is ready.
  static let greeting = "deploysync 1"

  /// The script in one line, as `printf %b` takes it, without its comments.
  static let line: String = {
    let parts = [
      PackageResources.agent_sh, PackageResources.agent_releases_sh,
      PackageResources.agent_requests_sh,
    ]
    return word(text(parts.joined()).utf8, also: " '\"$(){}[]<>|&;!*?#~`\t")
  }()

  private static func text(_ bytes: some Sequence<UInt8>) -> String {
    let lines = String(decoding: Array(bytes), as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: true)
    return lines.map { $0.drop { $0 == " " } }.filter { !$0.hasPrefix("#") }
      .joined(separator: "\n")
  }

  /// Bytes as a word of a request.
  static func word(_ bytes: some Sequence<UInt8>) -> String { word(bytes, also: "") }

  private static func word(_ bytes: some Sequence<UInt8>, also plain: String) -> String {
    var result: [UInt8] = []
    for byte in bytes {
      switch byte {
      case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: result.append(byte)
      case _ where "/._-+,=@:%^".utf8.contains(byte) || plain.utf8.contains(byte):
        result.append(byte)
      default:
        let digits = String(byte, radix: 8)
        result += Array("\\0".utf8)
        result += Array(String(repeating: "0", count: 3 - digits.count).utf8) + Array(digits.utf8)
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
