import Glibc

extension Terminal {
  /// Whether a person can be asked: reads what is typed and sees what is said.
  static var canAsk: Bool { isatty(STDIN_FILENO) == 1 && errorIsTerminal }

  /// One line of standard input without its end; nil at the end of input, and where `isEnded` says
  /// so after a signal.
  static func line(until isEnded: () -> Bool) -> String? {
    var bytes: [UInt8] = []
    var byte: UInt8 = 0
    var input = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    while !isEnded() {
      // Reading goes on after a signal, waiting does not (signal(7)).
      guard poll(&input, 1, 500) > 0 else { continue }
      let count = read(STDIN_FILENO, &byte, 1)
      if count < 0, errno == EINTR { continue }
      guard count == 1 else { return nil }
      if byte == UInt8(ascii: "\n") { return String(decoding: bytes, as: UTF8.self) }
      bytes.append(byte)
    }
    return nil
  }
}
