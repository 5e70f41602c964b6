package import Domain

/// What a path counts as on a system that ignores case, and Unicode's spellings of the same letter.
package enum FoldedName {
  /// Each scalar in lower case by itself, whatever the locale. Equality of Swift's strings adds
  /// canonical equivalence (`é` as one scalar or as two), which macOS ignores as well. Bytes that
  /// are not UTF-8 stand for themselves, in a form that no path can have.
  package static func of(_ path: GitPath) -> String {
    if path.bytes.allSatisfy({ $0 < 0x80 }) {
      return String(unsafeUninitializedCapacity: path.bytes.count) { buffer in
        for (index, byte) in path.bytes.enumerated() {
          buffer[index] = (0x41...0x5a).contains(byte) ? byte + 0x20 : byte
        }
        return path.bytes.count
      }
    }
    guard let text = String(validating: path.bytes, as: UTF8.self) else {
      return "\0" + path.bytes.map { String($0) }.joined(separator: " ")
    }
    return text.unicodeScalars.map { $0.properties.lowercaseMapping }.joined()
  }
}
