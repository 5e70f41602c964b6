import Foundation

/// A program that was started and not waited for yet; it leads a process group of its own.
package final class RunningProgram {
  /// The process ID.
  package let identifier: Int32
  private let name: String
  private var input: [UInt8]
  private var inputEnd: Int32
  private var outputEnd: Int32
  private var errorEnd: Int32
  private var result: ProgramResult?
  /// The most memory that it had at once, in bytes (`ru_maxrss`); nil while it runs.
  package private(set) var peakMemory: Int?

  /// Starts `executable`, looked for in this process's PATH unless it holds a slash.
  ///
  /// Throws ``FixtureError`` where it cannot be started.
  package init(
    _ executable: String, _ arguments: [String], in directory: String,
    environment: [String: String], input: [UInt8] = []
  ) throws {
    _ = ignoredBrokenPipes
    // Another program must not be started between making a pipe and marking it.
    startLock.lock()
    defer { startLock.unlock() }
    let pipes = try (0..<3).map { _ in try Pipe() }
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    guard let changeFolder, changeFolder(&actions, directory) == 0 else {
      throw FixtureError("programs cannot be started in another folder here")
    }
    posix_spawn_file_actions_adddup2(&actions, pipes[0].reading, 0)
    posix_spawn_file_actions_adddup2(&actions, pipes[1].writing, 1)
    posix_spawn_file_actions_adddup2(&actions, pipes[2].writing, 2)
    var restored = sigset_t()
    sigemptyset(&restored)
    sigaddset(&restored, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &restored)
    var unblocked = sigset_t()
    sigemptyset(&unblocked)
    posix_spawnattr_setsigmask(&attributes, &unblocked)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(
      &attributes,
      Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))

    var complete = environment
    if complete["PATH"] == nil { complete["PATH"] = ProcessInfo.processInfo.environment["PATH"] }
    let words = ([executable] + arguments).map { strdup($0) }
    let variables = complete.sorted { $0.key < $1.key }.map { strdup("\($0.key)=\($0.value)") }
    defer { (words + variables).forEach { free($0) } }
    var process: pid_t = 0
    let code = posix_spawnp(
      &process, executable, &actions, &attributes, words + [nil], variables + [nil])
    close(pipes[0].reading)
    close(pipes[1].writing)
    close(pipes[2].writing)
    guard code == 0 else {
      close(pipes[0].writing)
      close(pipes[1].reading)
      close(pipes[2].reading)
      throw FixtureError("\(executable) could not be started: \(String(cString: strerror(code)))")
    }
    identifier = process
    name = ([executable] + arguments).joined(separator: " ")
    self.input = input
    inputEnd = pipes[0].writing
    outputEnd = pipes[1].reading
    errorEnd = pipes[2].reading
    _ = fcntl(inputEnd, F_SETFL, fcntl(inputEnd, F_GETFL) | O_NONBLOCK)
  }

  deinit {
    [inputEnd, outputEnd, errorEnd].filter { $0 >= 0 }.forEach { close($0) }
    if result == nil {
      signal(SIGKILL)
      var status: Int32 = 0
      waitpid(identifier, &status, 0)
    }
  }

  /// Sends a signal to the program alone.
  package func signal(_ number: Int32) {
    kill(identifier, number)
  }

  /// Hands its input over, reads both its outputs as they come, and waits for its end.
  ///
  /// Throws ``FixtureError`` and kills its whole process group once the time limit has passed.
  /// What a process that it left in the background still holds open is not waited for.
  package func wait(timeLimitSeconds: Double = 60) throws -> ProgramResult {
    if let result { return result }
    let deadline = monotonicSeconds() + timeLimitSeconds
    var output: [UInt8] = []
    var errors: [UInt8] = []
    var sent = 0
    var status: Int32?
    while true {
      if sent == input.count { closeEnd(&inputEnd) }
      if status == nil { status = endedStatus() }
      let ended = status != nil
      if outputEnd < 0, errorEnd < 0, ended { break }
      if monotonicSeconds() > deadline {
        kill(-identifier, SIGKILL)
        var ignored: Int32 = 0
        if !ended { waitpid(identifier, &ignored, 0) }
        result = ProgramResult(status: 128 + SIGKILL, output: output, errors: errors)
        throw FixtureError(
          "\(name) did not end within \(timeLimitSeconds) s; standard error so far: "
            + String(decoding: errors, as: UTF8.self))
      }
      var ends = [
        pollfd(fd: inputEnd, events: Int16(POLLOUT), revents: 0),
        pollfd(fd: outputEnd, events: Int16(POLLIN), revents: 0),
        pollfd(fd: errorEnd, events: Int16(POLLIN), revents: 0),
      ]
      let idle = outputEnd < 0 && errorEnd < 0
      let ready = poll(&ends, nfds_t(ends.count), ended ? 0 : (idle ? 2 : 20))
      if ready <= 0 {
        if ended { break }
        continue
      }
      if ends[0].revents != 0 {
        let count = input[sent...].withUnsafeBytes { write(inputEnd, $0.baseAddress, $0.count) }
        if count >= 0 { sent += count } else if errno != EAGAIN { sent = input.count }
      }
      if ends[1].revents != 0, !append(from: outputEnd, to: &output) { closeEnd(&outputEnd) }
      if ends[2].revents != 0, !append(from: errorEnd, to: &errors) { closeEnd(&errorEnd) }
    }
    let ending = ProgramResult(status: status ?? -1, output: output, errors: errors)
    result = ending
    return ending
  }

  /// The exit status, 128 and the signal's number where one ended it, nil while it runs.
  private func endedStatus() -> Int32? {
    var status: Int32 = 0
    var usage = rusage()
    guard wait4(identifier, &status, WNOHANG, &usage) == identifier else { return nil }
    peakMemory = Int(usage.ru_maxrss) * 1024
    let signal = status & 0x7f
    return signal == 0 ? (status >> 8) & 0xff : 128 + signal
  }

  private func append(from end: Int32, to bytes: inout [UInt8]) -> Bool {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = read(end, &buffer, buffer.count)
    if count > 0 { bytes.append(contentsOf: buffer[..<count]) }
    return count > 0
  }

  private func closeEnd(_ end: inout Int32) {
    if end >= 0 { close(end) }
    end = -1
  }
}

/// Both ends of a pipe, which programs started at the same time do not inherit.
private struct Pipe {
  let reading: Int32
  let writing: Int32

  init() throws {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else {
      throw FixtureError("no pipe could be made (errno \(errno))")
    }
    ends.forEach { _ = fcntl($0, F_SETFD, FD_CLOEXEC) }
    reading = ends[0]
    writing = ends[1]
  }
}

private let startLock = NSLock()

/// `posix_spawn_file_actions_addchdir_np`, which glibc has since 2.29 and its Swift module hides.
private let changeFolder: ChangeFolder? = {
  guard let symbol = dlsym(nil, "posix_spawn_file_actions_addchdir_np") else { return nil }
  return unsafeBitCast(symbol, to: ChangeFolder.self)
}()

private typealias ChangeFolder =
  @convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, UnsafePointer<CChar>) -> Int32

/// A program that ends before it has read its input must not end the tests.
private let ignoredBrokenPipes: Void = { _ = Foundation.signal(SIGPIPE, SIG_IGN) }()

private func monotonicSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
