#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The exchange of lines, by poll(2).
extension LineProgram {
  private static let newline = UInt8(ascii: "\n")
  /// How often it is looked whether the program lives and whether a signal came.
  private static let glance: Duration = .milliseconds(50)

  func exchange(_ line: [UInt8], patience: Duration) throws(Failure) -> [UInt8] {
    guard !isGone, input != nil else { throw .closed }
    // What it said since its last answer, nobody asked for.
    readOutput()
    guard said.isEmpty else { throw .unasked }
    var rest = (line + [Self.newline])[...]
    let start = ContinuousClock.now
    let deadline = start + limits.answer
    let known = EndingSignals.count
    var last = known > 0 ? start + WaitingCall.lastPatience : nil
    var looked = 0
    while true {
      if let end = newline(from: looked) {
        guard rest.isEmpty, end == said.count - 1 else { throw .unasked }
        defer { said = [] }
        return Array(said[..<end])
      }
      looked = said.count
      guard looked <= limits.lineBytes else {
        throw .lineTooLong(limitBytes: limits.lineBytes)
      }
      let now = ContinuousClock.now
      if last == nil, EndingSignals.count > known { last = now + patience }
      let isAgain = EndingSignals.count > max(known, 1)
      if let signal = EndingSignals.received, let last, now >= last || isAgain {
        throw .interrupted(signal: signal)
      }
      guard now < deadline else { throw .timeLimit(limits.answer) }
      // Before it is looked for more output: what it said before its end is read then.
      let status = ended()
      wait(min(Self.glance, deadline - now), writing: !rest.isEmpty)
      send(&rest)
      readErrors()
      let before = said.count
      readOutput()
      if said.count > before { continue }
      if let status { throw .ended(status: status) }
      guard output == nil || input == nil else { continue }
      throw waitForEnd(.milliseconds(500)).map { .ended(status: $0) } ?? .closed
    }
  }

  /// Where the first line ends, looked for from an index on.
  private func newline(from index: Int) -> Int? {
    said.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress, index < bytes.count,
        let found = memchr(base + index, Int32(Self.newline), bytes.count - index)
      else { return nil }
      return UnsafeRawPointer(found) - base
    }
  }

  /// Waits until there is something to read, or to write.
  func wait(_ limit: Duration, writing: Bool) {
    var polled: [pollfd] = []
    for descriptor in [output, errors] {
      if let descriptor {
        polled.append(pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0))
      }
    }
    if writing, let input {
      polled.append(pollfd(fd: input, events: Int16(POLLOUT), revents: 0))
    }
    let parts = limit.components
    let milliseconds = parts.seconds * 1000 + parts.attoseconds / 1_000_000_000_000_000
    poll(&polled, nfds_t(polled.count), Int32(clamping: milliseconds + 1))
  }

  /// The status of a program that ended and was not reaped, as `GitCommand` counts it.
  func ended() -> Int32? {
    var found = siginfo_t()
    guard !isGone, waitid(P_PID, id_t(process), &found, WEXITED | WNOHANG | WNOWAIT) == 0,
      found.si_signo == SIGCHLD
    else { return nil }
    #if canImport(Darwin)
      let status = found.si_status
    #else
      let status = found._sifields._sigchld.si_status
    #endif
    return found.si_code == CLD_EXITED ? status : 128 + status
  }

  /// Waits for the end of a program whose streams are closed, and reads on what it says.
  func waitForEnd(_ limit: Duration, until isOver: () -> Bool = { false }) -> Int32? {
    let deadline = ContinuousClock.now + limit
    while true {
      if let status = ended() { return status }
      let now = ContinuousClock.now
      guard now < deadline, !isOver() else { return nil }
      wait(min(.milliseconds(10), deadline - now), writing: false)
      if output == nil, errors == nil { usleep(2000) }
      readErrors()
      readOutput()
      if said.count > limits.lineBytes { said = [] }
    }
  }

  private func send(_ rest: inout ArraySlice<UInt8>) {
    guard let input, !rest.isEmpty else { return }
    let count = rest.withUnsafeBytes { write(input, $0.baseAddress, $0.count) }
    if count > 0 {
      rest = rest.dropFirst(count)
    } else if count < 0, errno != EAGAIN, errno != EINTR {
      closeInput()
    }
  }

  func closeInput() {
    guard let input else { return }
    LivingPrograms.closed(process)
    _ = close(input)
    self.input = nil
  }

  func readOutput() {
    // Not to its end: a program that never stops must not keep this loop.
    for _ in 0..<16 {
      guard let bytes = Self.receive(&output) else { return }
      said += bytes
    }
  }

  func readErrors() {
    for _ in 0..<16 {
      guard let bytes = Self.receive(&errors) else { return }
      for part in bytes.split(separator: Self.newline, omittingEmptySubsequences: false)
        .enumerated()
      {
        if part.offset > 0 { tellErrorLine() }
        errorLine += part.element.prefix(limits.errorLineBytes - errorLine.count)
      }
    }
  }

  /// Tells the line that was begun, if there is anything in it.
  func tellErrorLine() {
    if !errorLine.isEmpty { tell(String(decoding: errorLine, as: UTF8.self)) }
    errorLine = []
  }

  /// What is there; nil where nothing is, and then a stream that ended is closed.
  private static func receive(_ descriptor: inout Int32?) -> [UInt8]? {
    guard let number = descriptor else { return nil }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = read(number, &buffer, buffer.count)
    if count > 0 { return Array(buffer[..<count]) }
    if count < 0, errno == EAGAIN || errno == EINTR { return nil }
    _ = close(number)
    descriptor = nil
    return nil
  }
}
