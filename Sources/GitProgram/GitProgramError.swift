package import Domain

/// Why a call of the `git` program, or of the one that signs for it, did not answer.
package enum GitProgramError: ExplainedError, Hashable {
  /// A remote or branch has a name that git could take for something else.
  case refusedName(String)
  /// The program is not in the folders of `PATH`.
  case notFound(program: String)
  /// The system did not start it, or lost it.
  case notStarted(program: String, reason: String)
  /// It was still busy at the limit and was killed. Commands start with the program.
  case timeLimit(command: [String], limit: Duration)
  /// This program was asked to end while it waited for it; the number of the signal.
  case interrupted(command: [String], signal: Int32)
  /// Pushes to a remote go to more than one place.
  case severalPlaces(remote: String, [String])
  /// It printed more than is kept.
  case tooMuchOutput(command: [String], limitBytes: Int)
  /// It ended with a status other than 0. The lines are free of secrets and of characters that
  /// control a terminal.
  case failed(command: [String], status: Int32, output: [String])
  /// The other repository does not have its whole history.
  case shallow(String)
  /// The key could not be used.
  case notSigned(key: SigningKey, output: [String])

  package var category: FailureCategory {
    if case .interrupted = self { .failed } else { .unreadable }
  }

  package var message: String {
    switch self {
    case .refusedName(let name): "\(GitPath(name).quoted) is not taken as a remote or branch name"
    case .notFound(let program): "the program `\(Self.word(program))` was not found"
    case .notStarted(let program, _): "the program `\(Self.word(program))` could not be run"
    case .timeLimit(let command, let limit):
      "`\(line(command))` took longer than \(limit.components.seconds) s and was ended"
    case .interrupted(let command, let signal):
      "`\(line(command))` was ended by signal \(signal)"
    case .severalPlaces(let remote, _):
      "pushes to the remote \(Self.word(remote)) go to several places, and only one can keep the ledger"
    case .tooMuchOutput(let command, let limit):
      "`\(line(command))` printed more than \(limit >> 20) MiB"
    case .failed(let command, let status, _): "`\(line(command))` failed with status \(status)"
    case .shallow(let location):
      "\(Self.word(location)) is a shallow clone: its history is cut off"
    case .notSigned(let key, _): "it could not be signed with \(key.shown)"
    }
  }

  package var causes: [String] {
    switch self {
    case .notStarted(_, let reason): [reason]
    case .failed(_, _, let output), .notSigned(_, let output): output
    case .severalPlaces(_, let places): places
    default: []
    }
  }

  package var hints: [String] {
    switch self {
    case .refusedName: ["see the names: `git remote` and `git branch --remotes`"]
    case .notFound(let program):
      ["install `\(Self.word(program))`, or put its folder in `PATH`"]
    case .notStarted(let program, _): ["check that `\(Self.word(program))` works"]
    case .timeLimit(let command, _):
      // The others are about temporary files.
      command.first == "git"
        ? [
          "see what git says: `\(line(command))`",
          "give it more time: `git: { timeout: 10m }` in targets.yaml",
        ] : []
    case .tooMuchOutput(let command, _), .failed(let command, _, _):
      command.first == "git" ? ["see what git says: `\(line(command))`"] : []
    case .interrupted: []
    case .severalPlaces(let remote, _):
      [
        "let pushes go to one place: `git config --get-all remote.\(Self.word(remote)).pushurl`",
        "name another remote: `git config deploysync.remote NAME`",
      ]
    case .shallow: ["complete it there: `git fetch --unshallow`"]
    case .notSigned(.file(let path), _):
      [
        "hand the key to the agent if it has a passphrase: `ssh-add \(Self.word(path))`",
        "name another one: `git config user.signingKey PATH`",
      ]
    case .notSigned(.literal, _): ["see which keys the agent has: `ssh-add -L`"]
    }
  }

  /// The command as it can be typed.
  private func line(_ command: [String]) -> String {
    command.map(Self.word).joined(separator: " ")
  }

  private static func word(_ text: String) -> String {
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
