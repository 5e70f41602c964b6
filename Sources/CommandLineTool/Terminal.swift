import Domain
import Glibc
import Reporting

/// The process's standard streams. Nothing else in the program writes to them.
enum Terminal {
  /// Writes to standard output. A reader that went away ends the program quietly, as git does.
  static func output(_ bytes: some Sequence<UInt8>) {
    write(Array(bytes), to: STDOUT_FILENO)
  }

  static func output(_ text: String) { output(text.utf8) }

  /// Writes one line to standard error, made harmless.
  static func error(_ line: String) {
    var document = Document()
    document.heading(1, Document.Span(line))
    write(Array(TextRenderer(isColored: false).render(document).utf8), to: STDERR_FILENO)
  }

  /// Writes text for the terminal itself to standard error, as a progress bar does.
  static func raw(_ text: String) { write(Array(text.utf8), to: STDERR_FILENO) }

  static var outputIsTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

  /// Whether the terminal can do more than print lines (terminfo(5), `dumb`).
  static func isCapable(_ environment: [String: String]) -> Bool {
    !["", "dumb"].contains(environment["TERM", default: ""])
  }

  /// How many columns lines have: `COLUMNS`, else what the terminal says; nil where standard output
  /// is none.
  static func outputWidth(_ environment: [String: String]) -> Int? {
    guard outputIsTerminal else { return nil }
    if let columns = environment["COLUMNS"].flatMap({ Int($0) }), columns > 0 { return columns }
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }

  /// A pipe whose ends other programs do not inherit.
  static func pipe() -> (reading: Int32, writing: Int32)? {
    var ends: [Int32] = [0, 0]
    guard Glibc.pipe(&ends) == 0 else { return nil }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (reading: ends[0], writing: ends[1])
  }
  static var errorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  static func exit(_ status: Int32) -> Never { Glibc.exit(status) }

  /// All of standard input.
  static func input() -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(STDIN_FILENO, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return bytes }
      bytes += buffer[..<count]
    }
  }

  /// Writes all bytes; gives up where nobody reads them.
  static func write(_ bytes: [UInt8], to descriptor: Int32) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }
}
