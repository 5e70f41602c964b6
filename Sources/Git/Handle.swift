import Clibgit2
import Domain

/// Owns one object of the library and frees it at its end.
@safe
struct Handle: ~Copyable {
  private let pointer: OpaquePointer
  private let free: (OpaquePointer) -> Void

  /// Calls a function that makes an object.
  ///
  /// - Throws: `GitError` where the call fails.
  @safe
  init(
    _ function: StaticString, freeing free: @escaping (OpaquePointer) -> Void,
    making make: (inout OpaquePointer?) -> Int32
  ) throws(GitError) {
    var made: OpaquePointer?
    try check(function) { unsafe make(&made) }
    guard let pointer = unsafe made else {
      throw GitError(
        code: .generic, class: .none, function: "\(function)", message: "nothing was made")
    }
    unsafe self.pointer = pointer
    unsafe self.free = free
  }

  deinit { unsafe free(pointer) }

  /// Lends the pointer for the time of the call.
  @safe
  borrowing func withPointer<Result: ~Copyable, Failure>(
    _ body: (OpaquePointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try unsafe body(pointer)
  }
}

extension git_oid {
  /// The ID as the library takes it.
  init(_ id: ObjectID) {
    self.init()
    let bytes = id.bytes
    unsafe withUnsafeMutableBytes(of: &self.id) { unsafe $0.copyBytes(from: bytes) }
  }

  /// The ID as this package knows it.
  var value: ObjectID {
    unsafe withUnsafeBytes(of: id) { unsafe ObjectID(bytes: Array($0)) } ?? .zero
  }
}

/// Takes the bytes of a buffer that the library filled, and frees it.
///
/// - Throws: `GitError` where the call fails.
@safe
func bytes(
  _ function: StaticString, filledBy fill: (inout git_buf) -> Int32
) throws(GitError) -> [UInt8] {
  var buffer = unsafe git_buf()
  defer { unsafe git_buf_dispose(&buffer) }
  try check(function) { unsafe fill(&buffer) }
  guard let start = unsafe buffer.ptr else { return [] }
  return unsafe Array(UnsafeRawBufferPointer(start: start, count: buffer.size))
}
