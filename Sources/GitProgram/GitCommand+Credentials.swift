extension GitCommand {
  /// What `git credential` is asked to do.
  package enum CredentialAction: String, Sendable {
    /// Say the credential for what the input describes.
    case fill
    /// Keep it: it was taken.
    case approve
    /// Forget it: it was refused.
    case reject
  }

  /// Asks git's credential helpers, with nobody to ask on a terminal (git-credential(1)).
  ///
  /// Input and output hold secrets: they are neither arguments nor files with a name, and of what
  /// git says on standard error only that is kept which names no value.
  ///
  /// - Throws: `GitProgramError` where git fails, which for `fill` means that no helper has it, or
  ///   the limit passes.
  package func credential(
    _ action: CredentialAction, _ input: [UInt8], timeLimit: Duration
  ) throws -> [UInt8] {
    let call = ["credential", action.rawValue]
    let shown = ["git", "-C", directory] + call
    let result = try WaitingCall(program: "git", environment: environment).runInPrivate(
      place + ["-c", "credential.interactive=false"] + call, input: input, shownAs: shown,
      timeLimit: timeLimit)
    guard result.status == 0 else {
      throw GitProgramError.failed(
        command: shown, status: result.status, output: OutputText.lines(result.standardError))
    }
    return result.standardOutput
  }
}
