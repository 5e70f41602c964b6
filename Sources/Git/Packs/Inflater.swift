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
