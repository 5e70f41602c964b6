/// Numbers as the files have them that are kept from run to run: unsigned, the lowest byte first.
extension [UInt8] {
  /// The number of so many bytes, at most 8, at an offset.
  package func number(at offset: Int, bytes count: Int) -> UInt64 {
    (0..<count).reduce(0) { $0 | UInt64(self[offset + $1]) << (8 * $1) }
  }

  /// Adds the lowest bytes of a number, at most 8.
  package mutating func append(_ number: Int, bytes count: Int) {
    for index in 0..<count { append(UInt8(truncatingIfNeeded: number >> (8 * index))) }
  }
}
