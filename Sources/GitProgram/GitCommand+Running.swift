import Subprocess
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension GitCommand {
  /// How many bytes git may print before it is stopped.
  private static let outputLimitBytes = 64 << 20

  /// Runs `git -C DIRECTORY` with the arguments, whatever its status. At the time limit git gets
  /// half a second to clean up and is then killed with all its children.
  ///
  /// - Throws: `GitProgramError.timeLimit`, `.notFound` where there is no git, `.notStarted`, and
  ///   `CancellationError` where the task was cancelled (git is ended as well).
  package func run(
    _ arguments: [String], input: [UInt8] = [], timeLimit: Duration
  ) async throws -> Result {
    let group = ProcessGroup()
    let call = place + arguments
    do {
      return try await withThrowingTaskGroup(of: Result?.self) { tasks in
        tasks.addTask { try await self.start(call, input, group) }
        tasks.addTask {
          try await Task.sleep(for: timeLimit)
          return nil
        }
        defer { tasks.cancelAll() }
        guard let first = try await tasks.next(), let result = first else {
          tasks.cancelAll()
          // Waits until git itself is gone, and then ends what it left.
          while let _ = try? await tasks.next() {}
          group.kill()
          throw GitProgramError.timeLimit(command: ["git"] + call, limit: timeLimit)
        }
        return result
      }
    } catch let error as SubprocessError {
      group.kill()
      try Task.checkCancellation()
      throw explain(error, call)
    } catch is CancellationError {
      group.kill()
      throw CancellationError()
    }
  }

  private func start(
    _ call: [String], _ input: [UInt8], _ group: ProcessGroup
  ) async throws -> Result {
    var options = PlatformOptions()
    // A session of its own has no terminal, and its number is that of the group to kill.
    options.createSession = true
    options.teardownSequence = [
      .send(
        signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: .milliseconds(500))
    ]
    var variables: [Environment.Key: String] = [:]
    for (name, value) in environment {
      if let key = Environment.Key(rawValue: name) { variables[key] = value }
    }
    let configuration = Configuration(
      executable: .name("git"), arguments: Arguments(call), environment: .custom(variables),
      platformOptions: options)
    let output = BytesOutput.bytes(limit: Self.outputLimitBytes)
    if input.isEmpty {
      let done = try await Subprocess.run(
        configuration, input: .none, output: output, error: output
      ) { group.remember($0.processIdentifier.value) }
      return Result(done.terminationStatus, done.standardOutput, done.standardError)
    }
    // A git that ends before it has read everything must not end this process with it.
    _ = signal(SIGPIPE, SIG_IGN)
    // Written here and not by `.array(input)`: Subprocess 1.0.2 stops the process where such a
    // write fails, because it leaves the pipe open.
    let done = try await Subprocess.run(
      configuration, input: .inputWriter, output: output, error: output
    ) { execution in
      group.remember(execution.processIdentifier.value)
      // Git's status says whether it missed the rest.
      _ = try? await execution.standardInputWriter.write(input)
      try? await execution.standardInputWriter.finish()
    }
    return Result(done.terminationStatus, done.standardOutput, done.standardError)
  }

  private func explain(_ error: SubprocessError, _ call: [String]) -> GitProgramError {
    switch error.code {
    case .executableNotFound: .notFound(program: "git")
    case .outputLimitExceeded:
      .tooMuchOutput(command: ["git"] + call, limitBytes: Self.outputLimitBytes)
    default:
      .notStarted(
        program: "git", reason: OutputText.lines(Array("\(error)".utf8)).joined(separator: " "))
    }
  }
}

extension GitCommand.Result {
  fileprivate init(_ status: TerminationStatus, _ output: [UInt8], _ error: [UInt8]) {
    let number: Int32 =
      switch status {
      case .exited(let code): code
      case .signaled(let signal): 128 + signal
      }
    self.init(status: number, standardOutput: output, standardError: error)
  }
}

/// The processes of one call: git is their leader.
private final class ProcessGroup: Sendable {
  private let leader = Mutex<pid_t?>(nil)

  func remember(_ process: pid_t) { leader.withLock { $0 = process } }

  /// Kills what is left of them.
  func kill() {
    guard let leader = leader.withLock({ $0 }), leader > 1 else { return }
    #if canImport(Glibc)
      _ = Glibc.kill(-leader, SIGKILL)
    #elseif canImport(Musl)
      _ = Musl.kill(-leader, SIGKILL)
    #elseif canImport(Darwin)
      _ = Darwin.kill(-leader, SIGKILL)
    #endif
  }
}
