import Glibc

/// A system call that failed, by its `errno`.
struct SystemFailure: Error, Hashable {
  var code: Int32

  /// The system's own text, `Permission denied`.
  var text: String { String(cString: strerror(code)) }
}

/// The one way this module makes system calls.
enum SystemCall {
  /// Makes a call that returns -1 where it fails, again as long as a signal interrupts it.
  @discardableResult
  static func run<Number: SignedInteger>(_ call: () -> Number) throws(SystemFailure) -> Number {
    while true {
      let result = call()
      if result != -1 { return result }
      if errno != EINTR { throw SystemFailure(code: errno) }
    }
  }

  /// `syncfs(2)`, which Swift's view of the C library leaves out: it writes what the file system
  /// of the descriptor still has in memory. `sync(2)`, for all of them, where there is none.
  static func syncFileSystem(of descriptor: Int32) throws(SystemFailure) {
    typealias SyncFS = @convention(c) (Int32) -> Int32
    guard let symbol = dlsym(nil, "syncfs") else {
      sync()
      return
    }
    let syncfs = unsafeBitCast(symbol, to: SyncFS.self)
    try run { syncfs(descriptor) }
  }
}

/// A file descriptor that is closed with the end of its owner.
struct Descriptor: ~Copyable {
  let number: Int32

  init(_ number: Int32) { self.number = number }

  deinit { _ = Glibc.close(number) }

  /// Closes it now; some file systems tell only here that a write failed.
  consuming func close() throws(SystemFailure) {
    let number = self.number
    discard self
    // Not repeated after a signal: on Linux the number is free again whatever close returns.
    if Glibc.close(number) == -1, errno != EINTR { throw SystemFailure(code: errno) }
  }
}
