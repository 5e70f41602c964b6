/// The hash function SHA-1, fed piece by piece (FIPS 180-4, sections 5 and 6.1).
///
/// It names content as git does; it protects nothing.
struct SHA1 {
  private var state: (UInt32, UInt32, UInt32, UInt32, UInt32) = (
    0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0
  )
  /// The bytes of a block that is not full yet.
  private var pending: [UInt8] = []
  private var length: UInt64 = 0

  private static let blockSize = 64

  /// Takes further bytes.
  mutating func update(_ bytes: some Sequence<UInt8>) {
    let done: Void? = bytes.withContiguousStorageIfAvailable {
      update(UnsafeRawBufferPointer($0))
    }
    if done == nil { Array(bytes).withUnsafeBytes { update($0) } }
  }

  /// Takes further bytes.
  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    length += UInt64(bytes.count)
    var start = 0
    if !pending.isEmpty {
      start = min(Self.blockSize - pending.count, bytes.count)
      pending.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[..<start]))
      guard pending.count == Self.blockSize else { return }
      let block = pending
      block.withUnsafeBytes { compress($0) }
      pending.removeAll(keepingCapacity: true)
    }
    while bytes.count - start >= Self.blockSize {
      compress(UnsafeRawBufferPointer(rebasing: bytes[start..<start + Self.blockSize]))
      start += Self.blockSize
    }
    pending.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[start...]))
  }

  /// The 20 bytes of the hash of all that was taken.
  consuming func finish() -> [UInt8] {
    let bits = length * 8
    let zeros = (Self.blockSize * 2 - 9 - pending.count) % Self.blockSize
    var ending = [UInt8](repeating: 0, count: zeros + 9)
    ending[0] = 0x80
    for index in 0..<8 {
      ending[zeros + 1 + index] = UInt8(truncatingIfNeeded: bits >> UInt64(56 - 8 * index))
    }
    ending.withUnsafeBytes { update($0) }
    var result: [UInt8] = []
    result.reserveCapacity(20)
    for word in [state.0, state.1, state.2, state.3, state.4] {
      for shift in [24, 16, 8, 0] as [UInt32] {
        result.append(UInt8(truncatingIfNeeded: word >> shift))
      }
    }
    return result
  }

  /// Takes one block. The rounds of each function have a loop of their own: this is where all the
  /// time of reading a target goes.
  private mutating func compress(_ block: UnsafeRawBufferPointer) {
    var words = InlineArray<80, UInt32>(repeating: 0)
    for index in 0..<16 {
      words[index] = UInt32(
        bigEndian: block.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self))
    }
    for index in 16..<80 {
      words[index] = Self.rotate(
        words[index - 3] ^ words[index - 8] ^ words[index - 14] ^ words[index - 16], by: 1)
    }
    var (a, b, c, d, e) = state
    func mix(_ function: UInt32, _ constant: UInt32, _ word: UInt32) {
      let next = Self.rotate(a, by: 5) &+ function &+ e &+ constant &+ word
      (a, b, c, d, e) = (next, a, Self.rotate(b, by: 30), c, d)
    }
    for round in 0..<20 { mix((b & c) | (~b & d), 0x5a82_7999, words[round]) }
    for round in 20..<40 { mix(b ^ c ^ d, 0x6ed9_eba1, words[round]) }
    for round in 40..<60 { mix((b & c) | (b & d) | (c & d), 0x8f1b_bcdc, words[round]) }
    for round in 60..<80 { mix(b ^ c ^ d, 0xca62_c1d6, words[round]) }
    state = (state.0 &+ a, state.1 &+ b, state.2 &+ c, state.3 &+ d, state.4 &+ e)
  }

  private static func rotate(_ word: UInt32, by bits: UInt32) -> UInt32 {
    word &<< bits | word &>> (32 &- bits)
  }
}
