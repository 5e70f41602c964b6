import Glibc

/// The bytes of a file that is never changed in place, as packs and their indexes are not: they lie in
/// the system's cache, and those that nobody looks at are not read. Several threads may read one.
@safe
final class MappedFile: @unchecked Sendable {
  let bytes: UnsafeRawBufferPointer
  let count: Int

  /// Nil where there is no such file, or nothing in it.
  init?(_ path: String) {
    let descriptor = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { Glibc.close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_size > 0,
      status.st_mode & S_IFMT == S_IFREG
    else { return nil }
    count = Int(status.st_size)
    guard let start = unsafe mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0),
      unsafe start != MAP_FAILED
    else { return nil }
    unsafe bytes = UnsafeRawBufferPointer(start: start, count: count)
  }

  deinit {
    unsafe munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), count)
  }

  /// The four bytes at an offset, the highest first; zero behind the end.
  func number32(at offset: Int) -> Int {
    guard offset >= 0, offset + 4 <= count else { return 0 }
    return unsafe Int(
      UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
  }

  /// The eight bytes at an offset, the highest first; zero behind the end.
  func number64(at offset: Int) -> UInt64 {
    guard offset >= 0, offset + 8 <= count else { return 0 }
    return unsafe UInt64(
      bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  /// Whether the file has these bytes there.
  func has(_ expected: some Collection<UInt8>, at offset: Int) -> Bool {
    guard offset >= 0, offset + expected.count <= count else { return false }
    return zip(offset..., expected).allSatisfy { unsafe bytes[$0] == $1 }
  }

  /// Whether the text is anywhere in it.
  func contains(_ text: StaticString) -> Bool {
    let expected = unsafe UnsafeBufferPointer(
      start: text.utf8Start, count: text.utf8CodeUnitCount)
    guard let first = unsafe expected.first else { return false }
    return unsafe bytes.indices.contains {
      unsafe bytes[$0] == first && has(expected, at: $0)
    }
  }
}
