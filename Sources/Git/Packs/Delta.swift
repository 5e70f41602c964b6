import Glibc

/// What differs between two objects: two sizes, and then pieces to copy from the base and pieces to
/// insert (gitformat-pack(5), "Deltified representation").
@safe
struct Delta {
  private let bytes: UnsafeRawBufferPointer
  private var next = 0

  init(_ bytes: UnsafeRawBufferPointer) { unsafe self.bytes = bytes }

  /// The object; nil where the delta is not one of this base.
  mutating func apply(to base: [UInt8]) -> [UInt8]? {
    guard size() == base.count, let size = size(), size < 1 << 40 else { return nil }
    var isWhole = false
    let result = unsafe [UInt8](unsafeUninitializedCapacity: size) { room, count in
      isWhole = unsafe base.withUnsafeBytes { base in
        unsafe apply(to: base, into: UnsafeMutableRawBufferPointer(room), size)
      }
      count = isWhole ? size : 0
    }
    return isWhole ? result : nil
  }

  private mutating func apply(
    to base: UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer, _ size: Int
  ) -> Bool {
    var filled = 0
    while unsafe next < bytes.count {
      let order = byte()
      var source: UnsafeRawBufferPointer
      var start = 0
      var count = 0
      if order & 0x80 != 0 {
        for bit in 0..<4 where order & 1 << bit != 0 { start |= byte() << (8 * bit) }
        for bit in 0..<3 where order & 0x10 << bit != 0 { count |= byte() << (8 * bit) }
        if count == 0 { count = 0x10000 }
        unsafe source = base
      } else {
        guard order != 0 else { return false }
        start = next
        count = order
        next += count
        unsafe source = bytes
      }
      let limit = unsafe (source: source.count, own: bytes.count)
      guard start + count <= limit.source, filled + count <= size, next <= limit.own,
        let from = source.baseAddress, let to = room.baseAddress
      else { return false }
      unsafe memcpy(to + filled, from + start, count)
      filled += count
    }
    return filled == size
  }

  /// Seven bits a byte, the lowest first.
  private mutating func size() -> Int? {
    var size = 0
    var shift = 0
    while shift < 56 {
      let part = byte()
      size |= (part & 0x7f) << shift
      guard part & 0x80 != 0 else { return size }
      shift += 7
    }
    return nil
  }

  /// Zero behind the end, which then is passed.
  private mutating func byte() -> Int {
    defer { next += 1 }
    return unsafe next < bytes.count ? Int(bytes[next]) : 0
  }
}
