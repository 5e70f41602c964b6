extension GitCommand {
  /// Runs git while the calling thread waits, whatever its status; for synchronous code, see
  /// `WaitingCall`.
  ///
  /// - Throws: `GitProgramError`.
  func wait(
    _ arguments: [String], shownAs shown: [String], timeLimit: Duration,
    patience: Duration = .zero
  ) throws -> Result {
    let folder: PrivateFolder
    do {
      folder = try PrivateFolder(environment: environment)
    } catch {
      throw GitProgramError.notStarted(program: "git", reason: error.reason)
    }
    return try WaitingCall(program: "git", environment: environment, patience: patience).run(
      place + arguments, in: folder, shownAs: ["git", "-C", directory] + shown,
      timeLimit: timeLimit)
  }

  /// The same, and turns any status but 0 into an error.
  @discardableResult
  func waitForSuccess(
    _ arguments: [String], shownAs shown: [String], timeLimit: Duration,
    patience: Duration = .zero
  ) throws -> Result {
    let result = try wait(
      arguments, shownAs: shown, timeLimit: timeLimit, patience: patience)
    guard result.status == 0 else {
      throw GitProgramError.failed(
        command: ["git", "-C", directory] + shown, status: result.status,
        output: OutputText.lines(result.standardError))
    }
    return result
  }
}
