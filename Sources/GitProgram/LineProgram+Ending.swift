import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension LineProgram {
  /// Ends the program: closes its input and gives it the grace time, then ends it with all processes
  /// of its group. A signal to this process shortens the grace time to nothing.
  ///
  /// - Parameter last: a line that it is sent before, whose answer nobody reads.
  package func end(saying last: [UInt8]? = nil) {
    guard !isGone else { return }
    EndingSignals.noted {
      if let last, let input {
        // Where it does not fit into the pipe, the program hears of the end all the same.
        let line = last + [UInt8(ascii: "\n")]
        _ = line.withUnsafeBytes { write(input, $0.baseAddress, $0.count) }
      }
      closeInput()
      let known = EndingSignals.count
      _ = waitForEnd(limits.grace) { EndingSignals.count > known }
      finish()
    }
  }

  /// Ends it at once, because it broke the rules or its time is over.
  package func stop() {
    guard !isGone else { return }
    EndingSignals.noted {
      closeInput()
      finish()
    }
  }

  /// Ends it with all processes of its group: also those that it left there when it ended itself.
  private func finish() {
    // As long as it is not reaped, the number of the group is nobody else's.
    if ended() == nil {
      _ = kill(-process, SIGTERM)
      _ = waitForEnd(.milliseconds(500))
    }
    _ = kill(-process, SIGKILL)
    LivingPrograms.remove(process)
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    isGone = true
    readErrors()
    tellErrorLine()
    for descriptor in [output, errors] {
      if let descriptor { _ = close(descriptor) }
    }
    (output, errors) = (nil, nil)
  }
}

/// The programs that are alive, which the end of this process ends too.
enum LivingPrograms {
  /// The ends of their inputs in this process by their processes; nil where it is closed.
  private static let all = Mutex<[pid_t: Int32?]>([:])
  private static let ending = Mutex(false)

  static func add(_ process: pid_t, input: Int32) {
    all.withLock { $0[process] = .some(input) }
    let isFirst = ending.withLock { isSet in
      defer { isSet = true }
      return !isSet
    }
    if isFirst { atexit { LivingPrograms.endAll() } }
  }

  static func closed(_ process: pid_t) { all.withLock { $0[process] = .some(nil) } }

  static func remove(_ process: pid_t) { all.withLock { $0[process] = nil } }

  /// Closes their inputs, gives all of them together two seconds, and ends their groups.
  private static func endAll() {
    let living = all.withLock { $0 }
    for case let input? in living.values { _ = close(input) }
    for process in living.keys {
      for _ in 0..<200 {
        var found = siginfo_t()
        let options = WEXITED | WNOHANG | WNOWAIT
        guard waitid(P_PID, id_t(process), &found, options) == 0, found.si_signo != SIGCHLD
        else { break }
        usleep(10_000)
      }
      _ = kill(-process, SIGKILL)
    }
  }
}
