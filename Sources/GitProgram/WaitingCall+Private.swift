#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension WaitingCall {
  /// Runs it as `run` does, with input and output in files that have no name: nothing of them is left
  /// where this process is killed, and nobody else can open them.
  ///
  /// - Throws: as `run` does.
  func runInPrivate(
    _ arguments: [String], input: [UInt8], shownAs shown: [String], timeLimit: Duration
  ) throws -> GitCommand.Result {
    let files = try (0..<3).map { _ in try NamelessFile(program, environment) }
    try files[0].write(input, for: program)
    let end = try EndingSignals.noted {
      try wait(for: try spawn(arguments, files.map(\.path)), timeLimit)
    }
    let status: Int32
    switch end {
    case .status(let number): status = number
    case .timeLimit: throw GitProgramError.timeLimit(command: shown, limit: timeLimit)
    case .signal(let number): throw GitProgramError.interrupted(command: shown, signal: number)
    }
    return GitCommand.Result(
      status: status, standardOutput: files[1].bytes(), standardError: files[2].bytes())
  }
}

/// A file that was removed as soon as it was made, in memory where the system has a place for that.
private final class NamelessFile {
  private let descriptor: Int32
  /// How a child of this process opens it.
  var path: String { "/dev/fd/\(descriptor)" }

  /// Of what a program wrote.
  private static let limitBytes = 1 << 20

  init(_ program: String, _ environment: [String: String]) throws(GitProgramError) {
    let usual = environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    for folder in ["/dev/shm", usual] {
      var template = Array((folder + "/deploysync-XXXXXX").utf8CString)
      let opened = mkstemp(&template)
      guard opened >= 0 else { continue }
      unlink(template)
      _ = fcntl(opened, F_SETFD, FD_CLOEXEC)
      descriptor = opened
      return
    }
    throw .notStarted(
      program: program, reason: "No temporary file in \(usual): \(systemReason(errno))")
  }

  deinit { close(descriptor) }

  func write(_ bytes: [UInt8], for program: String) throws(GitProgramError) {
    let count = bytes.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    guard count == bytes.count else {
      throw .notStarted(program: program, reason: systemReason(errno))
    }
  }

  func bytes() -> [UInt8] {
    var result = [UInt8](repeating: 0, count: Self.limitBytes)
    let count = result.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
    return Array(result.prefix(max(0, count)))
  }
}
