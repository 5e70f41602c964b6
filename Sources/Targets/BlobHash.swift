package import Domain

/// The ID that git gives a blob: the SHA-1 of `blob`, a space, the length in decimal digits, a NUL
/// and the bytes (git's gitformat-loose).
package struct BlobHash {
  private var hash = SHA1()

  /// Starts a blob of so many bytes, which must all be handed to `update`.
  package init(length: Int) {
    hash.update(Array("blob \(length)".utf8) + [0])
  }

  /// Takes further bytes.
  package mutating func update(_ bytes: UnsafeRawBufferPointer) { hash.update(bytes) }

  /// The ID, once all bytes were taken.
  package consuming func finish() -> ObjectID {
    ObjectID(bytes: hash.finish()) ?? .zero
  }

  /// The ID of a blob with these bytes.
  package static func id(of bytes: [UInt8]) -> ObjectID {
    var hash = BlobHash(length: bytes.count)
    bytes.withUnsafeBytes { hash.update($0) }
    return hash.finish()
  }
}
