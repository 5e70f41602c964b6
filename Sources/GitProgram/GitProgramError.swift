package import Domain

/// Why a call of the `git` program did not answer.
package enum GitProgramError: ExplainedError, Hashable {
  /// A remote or branch has a name that git could take for something else.
  case refusedName(String)
  /// There is no `git` in the folders of `PATH`.
  case notFound
  /// The system did not start it, or lost it.
  case notStarted(reason: String)
  /// It was still busy at the limit and was killed.
  case timeLimit(command: [String], limit: Duration)
  /// It printed more than is kept.
  case tooMuchOutput(command: [String], limitBytes: Int)
  /// It ended with a status other than 0. The command is without git's own name; the lines are
  /// free of secrets and of characters that control a terminal.
  case failed(command: [String], status: Int32, output: [String])

  package var category: FailureCategory { .unreadable }

  package var message: String {
    switch self {
    case .refusedName(let name): "\(GitPath(name).quoted) is not taken as a remote or branch name"
    case .notFound: "The program `git` was not found"
    case .notStarted: "The program `git` could not be run"
    case .timeLimit(let command, let limit):
      "`\(line(command))` took longer than \(limit.components.seconds) s and was ended"
    case .tooMuchOutput(let command, let limit):
      "`\(line(command))` printed more than \(limit >> 20) MiB"
    case .failed(let command, let status, _): "`\(line(command))` failed with status \(status)"
    }
  }

  package var causes: [String] {
    switch self {
    case .notStarted(let reason): [reason]
    case .failed(_, _, let output): output
    default: []
    }
  }

  package var hints: [String] {
    switch self {
    case .refusedName: ["See the names: `git remote` and `git branch --remotes`"]
    case .notFound: ["Install git, or put its folder in `PATH`"]
    case .notStarted: ["Check that git works: `git --version`"]
    case .timeLimit(let command, _), .tooMuchOutput(let command, _), .failed(let command, _, _):
      ["See what git says: `\(line(command))`"]
    }
  }

  /// The command as it can be typed.
  private func line(_ command: [String]) -> String {
    (["git"] + command).map(word).joined(separator: " ")
  }

  private func word(_ text: String) -> String {
    let shown = OutputText.lines(Array(text.utf8)).joined(separator: " ")
    let plain = "+,-./:=@_".utf8
    let isPlain = shown.utf8.allSatisfy { byte in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || plain.contains(byte)
    }
    if isPlain && !shown.isEmpty { return shown }
    return "'"
      + shown.split(separator: "'", omittingEmptySubsequences: false)
      .joined(separator: "'\\''") + "'"
  }
}
