import Dispatch
package import Domain

extension SignatureProgram {
  /// Asks a yes-or-no question: what it prints where the answer is yes, nil where it is no.
  ///
  /// - Throws: `GitProgramError`; any status but 0 and 255 (the program's "no") is no answer.
  func ask(
    _ arguments: [String], _ content: [UInt8], in folder: borrowing PrivateFolder,
    _ timeLimit: Duration
  ) throws -> [UInt8]? {
    let result = try run(arguments, input: content, in: folder, timeLimit: timeLimit)
    switch result.status {
    case 0: return result.standardOutput
    case 255: return nil
    default:
      throw GitProgramError.failed(
        command: shown(arguments), status: result.status,
        output: OutputText.lines(result.standardError))
    }
  }

  func run(
    _ arguments: [String], input: [UInt8] = [], in folder: borrowing PrivateFolder,
    timeLimit: Duration
  ) throws -> GitCommand.Result {
    try WaitingCall(program: program, environment: environment).run(
      arguments, input: input, in: folder, shownAs: shown(arguments), timeLimit: timeLimit)
  }

  /// The call without its temporary files.
  private func shown(_ arguments: [String]) -> [String] { [program] + arguments.prefix(2) }

  func makeFolder() throws(GitProgramError) -> PrivateFolder {
    do {
      return try PrivateFolder(environment: environment)
    } catch {
      throw .notStarted(program: program, reason: error.reason)
    }
  }

  func write(
    _ bytes: [UInt8], to name: String, in folder: borrowing PrivateFolder
  ) throws(GitProgramError) -> String {
    do {
      return try folder.write(bytes, to: name)
    } catch {
      throw .notStarted(program: program, reason: error.reason)
    }
  }
}

/// The same for asynchronous callers: a thread outside the concurrency pool waits for them.
extension SignatureProgram {
  /// Signs bytes for git; see the synchronous function.
  package func sign(
    _ content: [UInt8], key: SigningKey, timeLimit: Duration
  ) async throws -> [UInt8] {
    try await elsewhere { try sign(content, key: key, timeLimit: timeLimit) }
  }

  /// Whether a signature counts, and for whom; see the synchronous function.
  package func verify(
    _ content: [UInt8], signature: [UInt8], signers: [UInt8], at time: Timestamp,
    timeLimit: Duration = .seconds(30)
  ) async throws -> VerifiedSigner {
    try await elsewhere {
      try verify(content, signature: signature, signers: signers, at: time, timeLimit: timeLimit)
    }
  }

  /// For whom a signature's key stands; see the synchronous function.
  package func principals(
    of signature: [UInt8], signers: [UInt8], at time: Timestamp,
    timeLimit: Duration = .seconds(30)
  ) async throws -> [String] {
    try await elsewhere {
      try principals(of: signature, signers: signers, at: time, timeLimit: timeLimit)
    }
  }

  private func elsewhere<Value: Sendable>(
    _ work: @escaping @Sendable () throws -> Value
  ) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      DispatchQueue.global().async { continuation.resume(with: Result(catching: work)) }
    }
  }
}
