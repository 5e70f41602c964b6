import Clibdeflate

/// Unpacks zlib streams of known size.
@safe
final class Inflater {
  private let decompressor: OpaquePointer

  /// Nil where there is no memory.
  init?() {
    guard let made = unsafe libdeflate_alloc_decompressor() else { return nil }
    unsafe decompressor = made
  }

  deinit { unsafe libdeflate_free_decompressor(decompressor) }

  /// What the stream at the start of the source unpacks to, whose checksum is compared; nil where it
  /// is damaged, or unpacks to more than `limit` bytes.
  func inflate(_ source: UnsafeRawBufferPointer, limit: Int) -> [UInt8]? {
    var room = max(4096, source.count * 4)
    while true {
      var result = LIBDEFLATE_BAD_DATA
      let bytes = unsafe [UInt8](unsafeUninitializedCapacity: min(room, limit)) { buffer, count in
        unsafe result = libdeflate_zlib_decompress(
          decompressor, source.baseAddress, source.count, buffer.baseAddress, buffer.count, &count)
        if result != LIBDEFLATE_SUCCESS { count = 0 }
      }
      if result == LIBDEFLATE_SUCCESS { return bytes }
      guard result == LIBDEFLATE_INSUFFICIENT_SPACE, room < limit else { return nil }
      room *= 4
    }
  }

  /// Fills the room with the stream at the start of the source, whose checksum is compared; false
  /// where it is damaged, or unpacks to another size.
  func inflate(
    _ source: UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer
  ) -> Bool {
    var used = 0
    // Without a place for the size, the room must be filled.
    return unsafe libdeflate_zlib_decompress_ex(
      decompressor, source.baseAddress, source.count, room.baseAddress, room.count, &used, nil)
      == LIBDEFLATE_SUCCESS
  }
}
