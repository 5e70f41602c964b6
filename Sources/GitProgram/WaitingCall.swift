import FoundationEssentials

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// One run of a program for which the calling thread waits.
///
/// It needs no other thread and nothing of Swift's concurrency, so that synchronous code can make
/// it from anywhere, a thread of the concurrency pool included: `GitCommand` needs threads of that
/// pool to go on, and waiting for it there can be waiting for oneself.
struct WaitingCall {
  /// A name to look for in `PATH`, or a path.
  let program: String
  let environment: [String: String]
  /// How much longer it may take after a signal that ends this process, where the signal comes while
  /// it is at work. A program that is started after a signal always has some seconds.
  var patience: Duration = .zero
  /// For what is still to be done after a signal.
  static let lastPatience: Duration = .seconds(10)
  /// Of everything it prints.
  private static let outputLimitBytes = 1 << 20
  /// Runs it to its end, whatever its status, in a session of its own: without a terminal to ask
  /// on. At the limit it gets half a second to clean up and is then killed with all its children.
  ///
  /// Input and output are files of the folder: nothing can block on a pipe.
  ///
  /// - Parameter shown: The command for errors.
  /// On SIGINT or SIGTERM of this process it is ended in the same way, see `patience`, and at once
  /// on a second one.
  ///
  /// - Throws: `GitProgramError.notFound`, `.notStarted`, `.timeLimit`, `.tooMuchOutput`,
  ///   `.interrupted`.
  func run(
    _ arguments: [String], input: [UInt8] = [], in folder: borrowing PrivateFolder,
    shownAs shown: [String], timeLimit: Duration
  ) throws -> GitCommand.Result {
    let names = ["stdin", "stdout", "stderr"]
    do {
      for name in names { _ = try folder.write(name == "stdin" ? input : [], to: name) }
    } catch {
      throw notStarted(error.reason)
    }
    let files = names.map { folder.path + "/" + $0 }
    let end = try EndingSignals.noted {
      try wait(for: try spawn(arguments, files), timeLimit)
    }
    let status: Int32
    switch end {
    case .status(let number): status = number
    case .timeLimit: throw GitProgramError.timeLimit(command: shown, limit: timeLimit)
    case .signal(let number): throw GitProgramError.interrupted(command: shown, signal: number)
    }
    let output = folder.read("stdout") ?? []
    let error = folder.read("stderr") ?? []
    guard output.count + error.count <= Self.outputLimitBytes else {
      throw GitProgramError.tooMuchOutput(command: shown, limitBytes: Self.outputLimitBytes)
    }
    return GitCommand.Result(status: status, standardOutput: output, standardError: error)
  }

  private func notStarted(_ reason: String) -> GitProgramError {
    .notStarted(program: program, reason: reason)
  }

  /// The program's file (execvp(3), without the fallbacks).
  private func executable() throws(GitProgramError) -> String {
    if program.contains("/") {
      guard access(program, X_OK) == 0 else { throw .notFound(program: program) }
      return program
    }
    for folder in (environment["PATH"] ?? "").split(separator: ":") where folder.hasPrefix("/") {
      let path = folder + "/" + program
      if access(path, X_OK) == 0 { return path }
    }
    throw .notFound(program: program)
  }

  func spawn(_ arguments: [String], _ files: [String]) throws -> pid_t {
    let start = ProgramStart(
      path: try executable(), name: program, arguments: arguments, environment: environment)
    do {
      return try start.spawn(files.map { .file($0) })
    } catch {
      throw notStarted(error.reason)
    }
  }

  /// How it came to its end.
  enum End {
    /// By itself, with the status as `GitCommand` counts it.
    case status(Int32)
    /// It was killed at the limit.
    case timeLimit
    /// It was killed because of this signal.
    case signal(Int32)
  }

  func wait(for process: pid_t, _ limit: Duration) throws -> End {
    let start = ContinuousClock.now
    let end = start + limit
    let known = EndingSignals.count
    var lastInstant = known > 0 ? start + Self.lastPatience : nil
    var status: Int32 = 0
    // From a quarter of a millisecond up to eight: most calls take three to ten.
    var pause: UInt32 = 250
    while true {
      let ended = waitpid(process, &status, WNOHANG)
      if ended == process { break }
      // Where the process ignores SIGCHLD the system throws the status away.
      guard ended == 0 || errno == EINTR else { throw notStarted(systemReason(errno)) }
      let now = ContinuousClock.now
      if lastInstant == nil, EndingSignals.count > known { lastInstant = now + patience }
      let isAgain = EndingSignals.count > max(known, 1)
      if let signal = EndingSignals.received, let lastInstant, now >= lastInstant || isAgain {
        stop(process)
        return .signal(signal)
      }
      if now >= end {
        stop(process)
        return .timeLimit
      }
      usleep(pause)
      pause = min(pause * 2, 8_000)
    }
    // wait(2): the low seven bits are the signal, the next byte the exit status.
    let signal = status & 0x7f
    return .status(signal == 0 ? (status >> 8) & 0xff : 128 + signal)
  }

  /// Ends it and all its children.
  private func stop(_ process: pid_t) {
    kill(-process, SIGTERM)
    var status: Int32 = 0
    var hasEnded = false
    for _ in 0..<50 where !hasEnded {
      usleep(10_000)
      hasEnded = waitpid(process, &status, WNOHANG) == process
    }
    kill(-process, SIGKILL)
    while !hasEnded && waitpid(process, &status, 0) < 0 && errno == EINTR {}
  }
}
