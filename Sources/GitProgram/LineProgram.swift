#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A program that stays alive and is asked line by line: one line to its standard input, one answer
/// on its standard output.
///
/// The calling thread waits; nothing the program does makes it wait longer than the limits say, and
/// nothing makes it keep more than them. A program that breaks the rules is ended, with every process
/// of its session's group. It is no type for several threads.
package final class LineProgram {
  /// Why there is no answer. After any of these the program is gone.
  package enum Failure: Error, Hashable {
    /// The reason is the system's own text.
    case notStarted(reason: String)
    /// It did not answer in that time.
    case timeLimit(Duration)
    /// It ended before it answered, by itself with this status, or 128 and a signal's number.
    case ended(status: Int32)
    /// It lives and reads no more requests, or gives no more answers.
    case closed
    /// It said more than it was asked for.
    case unasked
    case lineTooLong(limitBytes: Int)
    /// This process got the signal and waited no longer.
    case interrupted(signal: Int32)
  }

  package struct Limits: Sendable {
    /// How long one answer may take.
    package var answer: Duration
    /// How long it may take to end after its input was closed, and to answer after a signal to this
    /// process.
    package var grace: Duration
    /// Of one answer.
    package var lineBytes: Int
    /// Of one line of its error output; what is beyond is left out.
    package var errorLineBytes: Int

    package init(
      answer: Duration, grace: Duration = .seconds(5), lineBytes: Int = 64 << 20,
      errorLineBytes: Int = 2000
    ) {
      self.answer = answer
      self.grace = grace
      self.lineBytes = lineBytes
      self.errorLineBytes = errorLineBytes
    }
  }

  let limits: Limits
  /// Called with each line of its error output.
  let tell: (String) -> Void
  let process: pid_t
  /// The ends of its streams in this process; nil where closed.
  var input: Int32?
  var output: Int32?
  var errors: Int32?
  /// What it said and nobody took yet.
  var said: [UInt8] = []
  /// The beginning of a line of its error output.
  var errorLine: [UInt8] = []
  /// Whether it was reaped.
  var isGone = false

  /// Starts the program of a file in the folder `/`.
  ///
  /// - Parameters:
  ///   - command: the program's absolute path and its arguments.
  ///   - environment: all that it gets.
  ///   - tell: called with each line of its error output while it is waited for.
  package init(
    _ command: [String], environment: [String: String], limits: Limits,
    tell: @escaping (String) -> Void
  ) throws(Failure) {
    self.limits = limits
    self.tell = tell
    guard let path = command.first, path.hasPrefix("/") else {
      throw .notStarted(reason: "its path is not absolute")
    }
    // It may go away while a request is written to it.
    _ = signal(SIGPIPE, SIG_IGN)
    var ends: [Int32] = []
    for _ in 0..<3 {
      var pair: [Int32] = [0, 0]
      guard pipe(&pair) == 0 else {
        let reason = systemReason(errno)
        ends.forEach { _ = close($0) }
        throw .notStarted(reason: reason)
      }
      // Other programs must not keep it waiting by holding them.
      for end in pair { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      ends += pair
    }
    let theirs = [ends[0], ends[3], ends[5]]
    let ours = [ends[1], ends[2], ends[4]]
    for end in ours { _ = fcntl(end, F_SETFL, fcntl(end, F_GETFL) | O_NONBLOCK) }
    defer { theirs.forEach { _ = close($0) } }
    let start = ProgramStart(
      path: path, name: path, arguments: Array(command.dropFirst()), environment: environment,
      folder: "/")
    do {
      process = try start.spawn(theirs.map { .descriptor($0) })
    } catch {
      ours.forEach { _ = close($0) }
      throw .notStarted(reason: error.reason)
    }
    (input, output, errors) = (ours[0], ours[1], ours[2])
    LivingPrograms.add(process, input: ours[0])
  }

  deinit { end() }

  /// Sends a request and waits for its answer.
  ///
  /// - Parameters:
  ///   - line: without its newline, and with none inside.
  ///   - isFinished: whether an answer that is under way when this process gets a signal is waited for
  ///     up to the grace time; else not at all.
  package func ask(_ line: [UInt8], isFinished: Bool) throws(Failure) -> [UInt8] {
    do {
      let answer: Result<[UInt8], Failure> = EndingSignals.noted {
        do throws(Failure) {
          return .success(try exchange(line, patience: isFinished ? limits.grace : .zero))
        } catch {
          return .failure(error)
        }
      }
      return try answer.get()
    } catch {
      stop()
      throw error
    }
  }
}
