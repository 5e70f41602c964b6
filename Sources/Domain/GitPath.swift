/// A path as git stores it: bytes, components parted by `/`, no `/` at either end.
///
/// Paths are bytes and not text: git accepts any but NUL. The empty path is the root.
package struct GitPath: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The bytes as git stores them.
  package let bytes: [UInt8]

  /// Takes the bytes as they are.
  package init(bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }

  /// The same, not generic and so quick in other modules: nearly all paths are made this way.
  package init(bytes: [UInt8]) { self.bytes = bytes }

  /// The same of a part of other bytes.
  package init(bytes: ArraySlice<UInt8>) { self.bytes = Array(bytes) }

  /// Takes the UTF-8 bytes of the text.
  package init(_ text: some StringProtocol) { bytes = Array(text.utf8) }

  /// The path of the root: no bytes.
  package static let root = GitPath(bytes: [])

  /// Whether this is the root.
  package var isRoot: Bool { bytes.isEmpty }

  /// The parts between the slashes; none for the root.
  package var components: [ArraySlice<UInt8>] {
    bytes.isEmpty
      ? []
      : bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
  }

  /// The path of an entry of this folder.
  package func appending(_ name: some Collection<UInt8>) -> GitPath {
    bytes.isEmpty ? GitPath(bytes: name) : GitPath(bytes: bytes + [UInt8(ascii: "/")] + name)
  }

  /// The same, not generic and so quick in other modules.
  package func appending(_ name: [UInt8]) -> GitPath { appending(name[...]) }

  /// The same, not generic and so quick in other modules.
  package func appending(_ name: ArraySlice<UInt8>) -> GitPath {
    if bytes.isEmpty { return GitPath(bytes: name) }
    var path: [UInt8] = []
    path.reserveCapacity(bytes.count + 1 + name.count)
    path += bytes
    path.append(UInt8(ascii: "/"))
    path += name
    return GitPath(bytes: path)
  }

  /// Whether this path is `other` itself or something below it. Everything is below the root.
  package func isOrIsBelow(_ other: GitPath) -> Bool {
    other.isRoot || isOrIsBelow(bytes: other.bytes)
  }

  /// The same for a path that is not the root, by its bytes.
  func isOrIsBelow(bytes other: [UInt8]) -> Bool {
    guard bytes.starts(with: other) else { return false }
    return bytes.count == other.count || bytes[other.count] == UInt8(ascii: "/")
  }

  /// What remains when `folder` is stripped; nil if this path is not below it.
  package func relative(to folder: GitPath) -> GitPath? {
    if folder.isRoot { return self }
    guard isOrIsBelow(folder), bytes.count > folder.bytes.count else { return nil }
    return GitPath(bytes: bytes[(folder.bytes.count + 1)...])
  }

  /// The part after the last slash.
  package var lastComponent: ArraySlice<UInt8> {
    let start = bytes.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
    return bytes[start...]
  }

  /// The text for JSON and programs: the bytes as UTF-8; bytes that are not are replaced.
  package var text: String { String(decoding: bytes, as: UTF8.self) }

  /// The path as git shows it with `core.quotePath=false`: as it is where it is printable UTF-8
  /// without quotes and backslashes, else in double quotes with C escapes, so that no path can
  /// control the terminal (git-config(1), core.quotePath).
  package var quoted: String {
    // Nearly all are so, and need no look at what their characters are.
    let isPlain = bytes.allSatisfy {
      $0 >= 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
    }
    if isPlain { return text }
    let controls = text.unicodeScalars.contains { $0.value < 0x20 || isUnsafe($0) }
    let valid = Array(text.utf8) == bytes
    let special = bytes.contains { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }
    if valid && !controls && !special { return text }
    var result = "\""
    if valid {
      for scalar in text.unicodeScalars { result += escape(scalar) }
    } else {
      for byte in bytes {
        result += byte < 0x80 ? escape(Unicode.Scalar(byte)) : octal(byte)
      }
    }
    return result + "\""
  }

  package var description: String { quoted }

  package static func < (a: GitPath, b: GitPath) -> Bool {
    a.bytes.withUnsafeBufferPointer { a in
      b.bytes.withUnsafeBufferPointer { b in
        for index in 0..<min(a.count, b.count) where a[index] != b[index] {
          return a[index] < b[index]
        }
        return a.count < b.count
      }
    }
  }

  /// All bytes at once: one by one they would cost more than all else that a table does.
  package func hash(into hasher: inout Hasher) {
    bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    hasher.combine(bytes.count)
  }

  private func escape(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\"": return "\\\""
    case "\\": return "\\\\"
    case "\u{07}": return "\\a"
    case "\u{08}": return "\\b"
    case "\t": return "\\t"
    case "\n": return "\\n"
    case "\u{0B}": return "\\v"
    case "\u{0C}": return "\\f"
    case "\r": return "\\r"
    default:
      guard scalar.value < 0x20 || isUnsafe(scalar) else { return String(scalar) }
      return String(scalar).utf8.map(octal).joined()
    }
  }

  private func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: true
    default: false
    }
  }

  private func octal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 8)
    return "\\" + String(repeating: "0", count: 3 - digits.count) + digits
  }
}
